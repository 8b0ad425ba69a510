import * as l10n from '@vscode/l10n';

/** Parameters as they were typed in one line, or what is wrong with the line. */
export type Assignments =
  | { readonly ok: true; readonly values: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly message: string };

/** A word: bare characters, `\\x`, and parts in quotes; in single quotes nothing is special. */
const word = /(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+/y;
const space = /\s*/y;

/** Reads `name=value …` as a shell would: quotes keep spaces together, a backslash takes the next character as it is. */
export function parseAssignments(line: string): Assignments {
  const values = new Map<string, string>();
  for (let at = skip(line, 0); at < line.length; ) {
    word.lastIndex = at;
    const match = word.exec(line);
    if (match === null) return { ok: false, message: l10n.t('This quote is not closed: {0}', line.slice(at)) };
    at = word.lastIndex;
    const text = unquoted(match[0]);
    const sign = text.indexOf('=');
    if (sign <= 0) return { ok: false, message: l10n.t('{0} is no parameter: write name=value', text) };
    const name = text.slice(0, sign);
    if (values.has(name)) return { ok: false, message: l10n.t('{0} is given twice', name) };
    values.set(name, text.slice(sign + 1));
    const next = skip(line, at);
    if (next === at && at < line.length) {
      return { ok: false, message: l10n.t('This quote is not closed: {0}', line.slice(at)) };
    }
    at = next;
  }
  return { ok: true, values: Object.fromEntries(values) };
}

/** The line that {@link parseAssignments} reads as these values. */
export function formatAssignments(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${/^[^\s"'\\]*$/.test(value) ? value : `'${value.replaceAll("'", `'"'"'`)}'`}`)
    .join(' ');
}

function skip(line: string, from: number): number {
  space.lastIndex = from;
  space.exec(line);
  return space.lastIndex;
}

function unquoted(text: string): string {
  return text.replaceAll(
    /\\([\s\S])|"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'/g,
    (_all, escaped, double, single) => escaped ?? single ?? String(double).replaceAll(/\\(["\\])/g, '$1'),
  );
}
