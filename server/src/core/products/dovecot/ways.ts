// The ways in which a change for one endpoint can be written. Most settings hold for all services: whether others change is not known here.

import type { Endpoint, HardeningChange } from "../../posture/posture.js";
import { groupByIana } from "../../tls/groups.js";
import { suiteByIana } from "../../tls/suites.js";
import { compareVersions, PROTOCOL_VERSIONS, type ProtocolVersion } from "../../tls/versions.js";
import type { Ways } from "../product.js";
import type { Model } from "./model.js";
import { realise, setOf } from "./realise.js";
import { atLeast } from "./version.js";

/** The ways to make `change` true of `endpoint`. */
export function waysOf(model: Model, change: HardeningChange, endpoint: Endpoint): Ways {
  switch (change.kind) {
    case "offer-versions":
      return offerVersions(model, endpoint, change.versions);
    case "offer-suites": {
      const names = change.suites.flatMap((name) => suiteByIana(name) ?? []).filter(isListed);
      return named(
        model,
        endpoint,
        "ssl_cipher_list",
        names.flatMap(({ openssl }) => openssl ?? []),
      );
    }
    case "offer-groups": {
      if (!atLeast(model.version, "2.3"))
        return { ways: [], obstacle: "Dovecot has no setting for groups before 2.3." };
      return named(
        model,
        endpoint,
        "ssl_curve_list",
        change.groups.flatMap((name) => groupByIana(name)?.openssl[0] ?? []),
      );
    }
    default: {
      const edits = realise(model, change, endpoint);
      return edits === null ? { ways: [], obstacle: "Dovecot's files cannot say it." } : { ways: [edits] };
    }
  }
}

/** Suites of TLS 1.3 have a setting of their own, and their default is what every profile accepts in part. */
function isListed({ minVersion }: { readonly minVersion: ProtocolVersion }): boolean {
  return minVersion !== "TLSv1.3";
}

function offerVersions(model: Model, endpoint: Endpoint, versions: readonly ProtocolVersion[]): Ways {
  const [lowest] = [...versions].sort(compareVersions);
  if (lowest === undefined || !atLeast(model.version, "2.3")) {
    return { ways: [], obstacle: "Before 2.3 Dovecot reads a list of versions, which is better replaced by hand." };
  }
  const newer = PROTOCOL_VERSIONS.filter((version) => compareVersions(version, lowest) >= 0);
  const ways = setOf(model, endpoint, "ssl_min_protocol", lowest);
  return {
    ways: ways === null ? [] : [ways],
    ...(newer.every((version) => versions.includes(version))
      ? {}
      : { obstacle: "Dovecot sets only the oldest version that it takes." }),
  };
}

function named(model: Model, endpoint: Endpoint, setting: string, names: readonly string[]): Ways {
  const edits = names.length === 0 ? null : setOf(model, endpoint, setting, names.join(":"));
  return edits === null ? { ways: [], obstacle: `Nothing that ${setting} could name is left.` } : { ways: [edits] };
}
