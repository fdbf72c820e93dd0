// Where a rule's page is published.

/** The page that explains a rule; generated from the rule's own documentation. */
export function docsUrl(rule: string): string {
  return `https://github.com/mail-tls/mail-tls/blob/main/docs/rules/${rule}.md`;
}
