// What the editor shows for a setting, where an include leads, and the host that a file suggests to probe.

import { touches, type Span } from "../../text/span.js";
import { cipherListMarkdown } from "../cipher-hover.js";
import type { FileLink } from "../product.js";
import { foreignMarkdown, settingMarkdown } from "./catalogue.js";
import type { Model } from "./model.js";
import { namedFile } from "./named.js";
import type { Statement } from "./reading.js";

function statementAt(model: Model, path: string, offset: number): Statement | undefined {
  return model.reading.statements.find(
    ({ node, source }) =>
      source.path === path && node.span.start <= offset && offset < Math.max(node.span.end, node.span.start + 1),
  );
}

/** Describes the setting whose name, or the cipher list that, is at `offset`. */
export function hover(
  model: Model,
  path: string,
  offset: number,
): { readonly span: Span; readonly markdown: string } | null {
  const statement = statementAt(model, path, offset);
  if (statement?.node.kind !== "setting") return null;
  const { node, key, section } = statement;
  const { span } = node.name;
  if (touches(span, offset)) {
    const markdown = key
      ? settingMarkdown(key, model.version, hereOf(model, statement))
      : foreignMarkdown(node.name.text, model.version);
    return markdown === null ? null : { span, markdown };
  }
  if (key?.name !== "ssl_cipher_list" || section.path !== "" || !touches(node.value.span, offset)) return null;
  const written = model.written().find((one) => one.node === node);
  const markdown = written && !written.unknown ? cipherListMarkdown(written.value, model) : null;
  return markdown === null ? null : { span: node.value.span, markdown };
}

/** What the setting comes to in its filter; undefined for what nobody should see, and where it says no more than the file. */
function hereOf(model: Model, { node, key }: Statement): string | undefined {
  const written = model.written().find((one) => one.node === node);
  if (!written || !key || written.unknown || /password|secret|_key$/.test(key.name)) return undefined;
  const { shown } = model.scope(written.filter).get(written.key);
  return node.kind === "setting" && shown === node.value.text ? undefined : shown;
}

/** From includes to the one file that they name, and from `<path` to that. */
export function links(model: Model, path: string): readonly FileLink[] {
  const includes = model.reading.statements.flatMap(({ node, source, included }): FileLink[] => {
    const [only, ...more] = included ?? [];
    if (node.kind !== "include" || source.path !== path || only === undefined || more.length > 0) return [];
    return [{ span: node.pattern.span, path: only }];
  });
  const files = model.written().flatMap((written): FileLink[] => {
    const isFile = written.file || written.name.endsWith("_file");
    if (written.source.path !== path || !isFile || /key/.test(written.name)) return [];
    const named = namedFile(model, written);
    return named ? [{ span: written.node.value.span, path: named.path }] : [];
  });
  return [...includes, ...files];
}

/** The host's own name, with the port of the listener that users need most; null where no file tells the name. */
export function probeTarget(model: Model): string | null {
  const { value, unknown } = model.root.get("hostname");
  if (value === "" || unknown || !/^[\w.-]+$/.test(value)) return null;
  const open = model.listeners.filter(({ port }) => port !== 0);
  const best = open.find(({ port }) => port === 993) ?? open.find(({ ssl }) => ssl) ?? open[0];
  return best ? `${value}:${best.port}` : value;
}
