// Text of a file in Markdown, so that it formats nothing there. No documents are composed here.

/** A code span whose fence is longer than any run of backticks in it (CommonMark, "Code spans"). */
export function code(text: string): string {
  if (text === "") return "(empty)";
  const runs = Array.from(text.matchAll(/`+/g), (match) => match[0].length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  return `${fence} ${text} ${fence}`;
}
