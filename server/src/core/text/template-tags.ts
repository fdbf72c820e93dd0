// Finds the tags of template languages in a text: Jinja, ERB, Go templates, Mustache, `@NAME@`, `${NAME}`. What a masked text looks like is template.ts.

import type { Span } from "./span.js";

/**
 * What a tag does to the text around it. `expression`: stands for some text. `open`, `middle`, `close`: begin, part and end lines that may be
 * left out or repeated. `include`: stands for any number of lines. `comment` and `other` leave nothing.
 */
export type TagKind = "expression" | "open" | "middle" | "close" | "include" | "comment" | "other";

export interface Tag {
  readonly span: Span;
  readonly kind: TagKind;
}

/** Longest tag that is looked for: no sane one comes near, and a bracket that never closes must not cost a walk over the whole file each time. */
const MAX_TAG = 10_000;

/** Files with these names are templates; elsewhere a tag must be beyond doubt. */
const TEMPLATE_NAME = /\.(?:j2|jinja2?|erb|epp|tmpl|tpl|gotmpl|mustache|in|template)$/i;

/** Whether the name of a file says that it is a template. */
function isTemplateName(path: string): boolean {
  return TEMPLATE_NAME.test(path);
}

const KEYWORDS: readonly (readonly [RegExp, TagKind])[] = [
  [
    /^(?:if|for|block|macro|call|filter|with|raw|autoescape|trans|range|define|unless|case|while|until|begin)\b/,
    "open",
  ],
  [/^(?:elif|elsif|elseif|else|when|rescue|in)\b|^\}\s*els/, "middle"],
  [/^end\w*\b|^\}/, "close"],
  [/^(?:include|import|from|extends|template)\b/, "include"],
  [/(?:\bdo|\{)\s*(?:\|[^|]*\|)?$/, "open"],
];

function statementKind(content: string): TagKind {
  return KEYWORDS.find(([pattern]) => pattern.test(content))?.[1] ?? "other";
}

/** The content of a tag without the dashes and pluses that trim blanks around it. */
function inner(text: string, mark: number): string {
  return text
    .slice(mark, -2)
    .replace(/^[-+~]/, "")
    .replace(/[-+~]$/, "")
    .trim();
}

/** `{{ … }}`: Jinja, Go templates and Mustache share it. */
function braceKind(content: string): TagKind {
  if (content.startsWith("/*") || content.startsWith("!")) return "comment";
  if (content.startsWith(">")) return "include";
  if (/^[#^]/.test(content)) return "open";
  if (content.startsWith("/")) return "close";
  const kind = /^(?:if|range|with|block|define|else|end|template|include)\b(?!\s*[|.(])/.test(content)
    ? statementKind(content)
    : "expression";
  // Ansible's own name for a comment at the head of a file.
  return /\bansible_managed\b/.test(content) ? "comment" : kind;
}

function balanced(content: string): boolean {
  let level = 0;
  for (const character of content.replace(/"[^"\n]*"|'[^'\n]*'/g, "")) {
    if (character === "{") level += 1;
    else if (character === "}" && --level < 0) return false;
  }
  return level === 0;
}

/** Postfix's own double braces: `inline:{{a = b}, c=d}`, `${{a} == {b} ? {c} : {d}}`, `${x?{{a}}}`. */
function isPostfixBrace(text: string, start: number, content: string): boolean {
  if (!balanced(content) || content === "") return true;
  const before = text.slice(Math.max(0, start - 20), start);
  return (
    /(?:(?:^|[^\w])(?:inline|pcre|regexp|cidr|static|texthash|randmap|pipemap|unionmap):|\?\s*|\}\s*:\s*)$/.test(
      before,
    ) ||
    (before.endsWith("$") && /^[$({]/.test(content))
  );
}

const BRACE_CONTENT = /^(?:[A-Za-z_.$"'({]|[#^/!>&]\s*[\w.]|\/\*)/;

function braceTag(text: string, start: number, liberal: boolean): Tag | null {
  // In Jinja a dictionary may stand inside; the tag ends where its braces fit.
  for (
    let end = text.indexOf("}}", start + 2);
    end !== -1 && end - start < MAX_TAG;
    end = text.indexOf("}}", end + 1)
  ) {
    const content = inner(text.slice(start, end + 2), 2);
    if (!balanced(content)) {
      if (content.includes("}}") || !content.includes("{")) return null;
      continue;
    }
    if (isPostfixBrace(text, start, content) || !BRACE_CONTENT.test(content)) return null;
    if (!liberal && (/(?<![=!<>])=(?!=)/.test(content) || content.includes("\n\n"))) return null;
    return { span: { start, end: end + 2 }, kind: braceKind(content) };
  }
  return null;
}

function closed(text: string, start: number, close: string): Span | null {
  const end = text.indexOf(close, start + 2);
  return end === -1 || end - start > MAX_TAG ? null : { start, end: end + close.length };
}

function percentTag(text: string, start: number): Tag | null {
  const span = closed(text, start, "%}");
  if (span === null) return null;
  const content = inner(text.slice(span.start, span.end), 2);
  return /^[a-z]+\b/.test(content) ? { span, kind: statementKind(content) } : null;
}

function erbTag(text: string, start: number): Tag | null {
  const span = closed(text, start, "%>");
  if (span === null) return null;
  const mark = text[start + 2];
  if (mark === "#") return { span, kind: "comment" };
  return { span, kind: mark === "=" ? "expression" : statementKind(inner(text.slice(span.start, span.end), 2)) };
}

function matchAt(pattern: RegExp, text: string, start: number): string | null {
  pattern.lastIndex = start;
  return pattern.exec(text)?.[0] ?? null;
}

const AT_STRICT = /@[A-Z][A-Z0-9_]*@(?![A-Za-z0-9])/y;
const AT_LIBERAL = /@[A-Za-z_][A-Za-z0-9_-]*@/y;
const SHELL = /\$(?:\{([A-Z][A-Z0-9_]*)(?::?[-=+?][^{}\n]*)?\}|([A-Z][A-Z0-9_]*)(?![A-Za-z0-9_]))/y;

/** The tag that begins at `start`; `own`: names that the file itself sets, so that `$NAME` is the server's syntax. */
function tagAt(text: string, start: number, liberal: boolean, own: ReadonlySet<string>): Tag | null {
  switch (text[start]) {
    case "{": {
      if (text[start + 1] === "{") return braceTag(text, start, liberal);
      if (text[start + 1] === "%") return percentTag(text, start);
      const span = text[start + 1] === "#" ? closed(text, start, "#}") : null;
      return span && { span, kind: "comment" };
    }
    case "<":
      return text[start + 1] === "%" ? erbTag(text, start) : null;
    case "@": {
      // The `@` of a mail address has a name before it.
      if (!liberal && /[A-Za-z0-9._%+-]/.test(text[start - 1] ?? "")) return null;
      const match = matchAt(liberal ? AT_LIBERAL : AT_STRICT, text, start);
      return match === null ? null : { span: { start, end: start + match.length }, kind: "expression" };
    }
    case "$": {
      const match = matchAt(SHELL, text, start);
      const name = match === null ? "" : (/[A-Z][A-Z0-9_]*/.exec(match)?.[0] ?? "");
      if (match === null || own.has(name)) return null;
      return { span: { start, end: start + match.length }, kind: "expression" };
    }
    default:
      return null;
  }
}

/** Names that a line of the text sets: those are not filled in by a template. */
function ownNames(text: string): ReadonlySet<string> {
  return new Set(Array.from(text.matchAll(/^([A-Z][A-Z0-9_]*)[ \t]*=/gm), (match) => match[1] ?? ""));
}

/** The tags of a text in their order; none overlaps another. In comment lines only what a template would still carry out. */
export function findTags(path: string, text: string): readonly Tag[] {
  const liberal = isTemplateName(path);
  const own = ownNames(text);
  const tags: Tag[] = [];
  const starts = /[{<@$]/g;
  for (let match = starts.exec(text); match !== null; match = starts.exec(text)) {
    const start = match.index;
    // `$$` is a plain dollar.
    if (match[0] === "$" && text[start + 1] === "$") {
      starts.lastIndex = start + 2;
      continue;
    }
    const tag = tagAt(text, start, liberal, own);
    if (
      tag === null ||
      (!liberal && inComment(text, start) && /[@${]/.test(match[0]) && !/[%#]/.test(text[start + 1] ?? ""))
    )
      continue;
    tags.push(tag);
    starts.lastIndex = tag.span.end;
  }
  return tags;
}

/** Whether the physical line of `at` begins with `#`. */
export function inComment(text: string, at: number): boolean {
  return /^[ \t]*#/.test(text.slice(text.lastIndexOf("\n", at - 1) + 1, at));
}
