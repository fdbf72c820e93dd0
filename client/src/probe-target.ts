// What can be a target of a probe, as far as the input box can tell. The server has the last word.

const TARGET = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:\[[^\s\]/]+\]|[^\s:/?#@[\]]+)(?::(\d+))?$/i;
const BARE_IPV6 = /^[0-9a-f]*:[0-9a-f.]*:[0-9a-f:.]*$/i;
const LARGEST_PORT = 65535;

/** What is wrong with `host`, `host:port`, `[v6]:port` or a URL, in words for its writer; undefined where nothing is. */
export function describeTargetProblem(text: string): string | undefined {
  const target = text.trim();
  if (target === "") return "Write the name or address of a mail server, for example mail.example.org:587.";
  if (BARE_IPV6.test(target)) return `Write an IPv6 address in brackets: [${target}]`;
  const match = TARGET.exec(target);
  if (match === null) return "Write a host, host:port, [IPv6 address]:port, or a URL such as smtps://mail.example.org.";
  const port = match[1];
  if (port !== undefined && (Number(port) < 1 || Number(port) > LARGEST_PORT))
    return `A port is a number from 1 to ${LARGEST_PORT}.`;
  return undefined;
}
