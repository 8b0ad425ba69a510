import { type ParameterDeclaration, type Variable, variablesOf } from '../../../orchestrator-core/language/index.ts';
import type { Change, Fix } from '../../documents/words.ts';
import { indentAt } from '../actions/lines.ts';
import { type CallSite, callSitesOf, isBareKey } from '../call-site.ts';
import { findDeclaration } from '../meaning.ts';
import type { FixContext } from './fixes.ts';

/** Gives a call what it lacks: the one parameter, or all of them when there are several. */
export async function missingFixes({ workspace, document, finding, findings }: FixContext): Promise<readonly Fix[]> {
  const { name } = finding;
  if (finding.code !== 'missing-parameter' || name === undefined) return [];
  const { text, path } = document.source;
  const site = document
    .nodes()
    .flatMap((node) => callSitesOf(node, text))
    .find(
      ({ nameSpan, node }) => nameSpan.start <= finding.end && finding.start <= nameSpan.end && node.end > node.start,
    );
  const declared = site && findDeclaration(await workspace.world(path), site.kind, site.name);
  const parameters = declared?.signatures[0]?.parameters ?? [];
  if (site === undefined) return [];
  const visible = variablesOf(document.parsed).visibleAt(finding.start);
  const add = (names: readonly string[], title: string, isPreferred: boolean): readonly Fix[] => {
    const values = names.map((each) => {
      const parameter = parameters.find((one) => one.name === each);
      return { name: each, value: valueFor(each, parameter, visible) };
    });
    const change = addition(site, text, values);
    if (change === undefined) return [];
    return [{ title, files: [{ path, changes: [change] }], ...(isPreferred ? { isPreferred } : {}) }];
  };
  const all = findings
    .filter(({ code, start, end }) => code === finding.code && start === finding.start && end === finding.end)
    .flatMap((each) => each.name ?? []);
  const several = all.length > 1 && all[0] === name ? add(all, 'Add all parameters that are missing', true) : [];
  return [...several, ...add([name], `Add the parameter '${name}'`, all.length === 1)];
}

/** The variable of that name if there is one, else something of its type to begin with. */
function valueFor(name: string, parameter: ParameterDeclaration | undefined, visible: readonly Variable[]): string {
  if (visible.some((variable) => variable.name === name)) return `$${name}`;
  const type = parameter?.type ?? '';
  const choice = /^Enum\[\s*(['"][^'"$]*['"])/.exec(type)?.[1];
  if (choice !== undefined) return choice;
  return beginnings.find(([pattern]) => pattern.test(type))?.[1] ?? 'undef';
}

const beginnings: readonly (readonly [RegExp, string])[] = [
  [/^(String|Pattern|Stdlib::\w*(path|url|host|fqdn))/i, "''"],
  [/^(TargetSpec|Target)\b/, "''"],
  [/^(Integer|Numeric)/, '0'],
  [/^Float/, '0.0'],
  [/^Boolean/, 'false'],
  [/^(Array|Tuple)/, '[]'],
  [/^(Hash|Struct)/, '{}'],
];

interface Given {
  readonly name: string;
  readonly value: string;
}

/** Behind the last parameter that is given, on lines of their own where that one has its own. */
function addition(site: CallSite, text: string, values: readonly Given[]): Change | undefined {
  const last = site.named.at(-1);
  const quote = last !== undefined && /['"]/.test(text.charAt(last.node.start)) ? text.charAt(last.node.start) : '';
  const written = values.map(({ name, value }) => {
    // Attributes of resources have no quotes whatever they are called.
    const mark = site.node.kind === 'call' && quote === '' && !isBareKey(name) ? "'" : quote;
    return `${mark}${name}${mark} => ${value}`;
  });
  if (last !== undefined) {
    const indent = indentAt(text, last.node.start);
    const isOwnLine = text.slice(0, last.node.start).endsWith(`\n${indent}`);
    const separator = isOwnLine ? `,\n${indent}` : ', ';
    return at(last.node.end, written.map((each) => `${separator}${each}`).join(''));
  }
  const { node } = site;
  if (node.kind === 'call') return inCall(node, text, written);
  if (node.kind !== 'resource-body') return undefined;
  const colon = text.indexOf(':', node.title.end);
  if (colon < 0 || text.slice(node.title.end, colon).trim() !== '') return undefined;
  const indent = `${indentAt(text, node.start)}  `;
  const isLong = /^[ \t]*\r?\n/.test(text.slice(colon + 1));
  return at(
    colon + 1,
    written
      .map((each) => (isLong ? `\n${indent}${each},` : ` ${each},`))
      .join('')
      .replace(/,$/, isLong ? ',' : ''),
  );
}

function inCall(
  node: CallSite['node'] & { kind: 'call' },
  text: string,
  written: readonly string[],
): Change | undefined {
  const last = node.arguments.at(-1);
  if (last === undefined) return undefined;
  // An empty hash is there to be filled.
  if (last.kind === 'hash' && last.entries.length === 0) {
    return { start: last.start, end: last.end, text: `{ ${written.join(', ')} }` };
  }
  if (text.slice(last.start, last.end).startsWith('@(')) return undefined;
  return at(last.end, `, ${written.join(', ')}`);
}

function at(offset: number, text: string): Change {
  return { start: offset, end: offset, text };
}
