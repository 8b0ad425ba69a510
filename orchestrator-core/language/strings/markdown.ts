/** The text of a comment as Markdown: YARD's links and RDoc's headings become what Markdown has for them. */
export function markdown(text: string): string {
  let fenced = false;
  const lines = text.split('\n').map((line) => {
    if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
    return fenced || /^(?: {4}|\t)/.test(line) ? line : plainLine(line);
  });
  return lines.join('\n').trim();
}

function plainLine(line: string): string {
  const heading = /^(={1,6})\s+(\S.*?)[\s=]*$/.exec(line);
  if (heading !== null) return `${'#'.repeat(Math.min(6, (heading[1] ?? '').length + 2))} ${heading[2]}`;
  // Links of YARD: `{name}` or `{name what to show}`. Braces in code are none.
  if (!line.includes('{') || line.includes('`')) return line;
  return line.replace(
    /\{([A-Za-z][\w:#.]*)(?: ([^{}]*))?\}/g,
    (_, name: string, shown?: string) => shown ?? `\`${name}\``,
  );
}

/** A text without its list of labels, and what that says of each. */
export interface Labelled {
  readonly text: string;
  readonly labels: ReadonlyMap<string, string>;
}

const label = /^(?:\[\s*\*?\$?(\w+)\*?\s*\]|\$(\w+)::)(?:\s+(.*))?$/;

/**
 * Takes out the list in which comments in RDoc describe parameters, and headings under which nothing is left:
 *
 *     === Parameters
 *     [*name*]
 *       What it is for.
 */
export function takeLabels(text: string): Labelled {
  const labels = new Map<string, string>();
  if (!/^(?:\[|\$\w+::)/m.test(text)) return { text, labels };
  const rest: string[] = [];
  let open: string[] | undefined;
  const lists = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const found = label.exec(line);
    const name = found?.[1] ?? found?.[2];
    if (name !== undefined) {
      open = [found?.[3] ?? ''];
      lists.set(name, open);
    } else if (open !== undefined && (line.trim() === '' || /^\s/.test(line))) {
      open.push(line.trim());
    } else {
      open = undefined;
      rest.push(line);
    }
  }
  for (const [name, lines] of lists) labels.set(name, lines.join('\n').trim());
  return { text: withoutEmptySections(rest), labels };
}

const isHeading = (line: string | undefined): boolean => line !== undefined && /^={1,6}\s+\S/.test(line);

function withoutEmptySections(lines: readonly string[]): string {
  const kept: string[] = [];
  let below: string | undefined;
  for (const line of lines.toReversed()) {
    if (isHeading(line) && (below === undefined || isHeading(below))) continue;
    kept.push(line);
    if (line.trim() !== '') below = line;
  }
  return kept
    .reverse()
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
}
