import { type CommandRule, commandTable } from './command-table.ts';
import { type OptionRule, optionTable } from './option-table.ts';
import type { Paint } from './output/paint.ts';
import { targetsHelp } from './targets-help.ts';

/** The help of a command, or of all when the words name none. */
export function helpText(words: readonly string[], paint: Paint): string {
  const [name, action] = words;
  if (name === 'targets') return targetsHelp;
  const named = commandTable.filter((rule) => rule.name === name);
  const exact = named.filter((rule) => rule.action === action);
  const rules = exact.length > 0 ? exact : named;
  return rules.length > 0 ? commandHelp(rules, paint) : overview(paint);
}

function overview(paint: Paint): string {
  const rows = commandTable.map((rule) => ({ left: spelling(rule), right: rule.help }));
  return [
    paint('cyan', 'Usage'),
    '  baton <command> <action> [options]\n',
    paint('cyan', 'Commands'),
    ...columns(rows),
    '',
    `Use 'baton help <command>' to see what a command takes, 'baton help targets' to see how nodes are chosen.`,
    'Options may be shortened, as in Bolt.\n',
  ].join('\n');
}

function commandHelp(rules: readonly CommandRule[], paint: Paint): string {
  const names = new Set(['help', ...rules.flatMap((rule) => rule.options)]);
  const special: Record<string, string> = Object.assign({}, ...rules.map((rule) => rule.optionHelp));
  const shown = optionTable.filter((rule) => names.has(rule.name) && !rule.later);
  return [
    paint('cyan', 'Usage'),
    ...rules.map((rule) => `  baton ${spelling(rule)} [options]\n      ${rule.help}`),
    '',
    paint('cyan', 'Options'),
    ...columns(shown.map((rule) => ({ left: optionSpelling(rule), right: special[rule.name] ?? rule.help ?? '' }))),
    '',
  ].join('\n');
}

function spelling({ name, action, object }: CommandRule): string {
  return [name, action, object].filter((word) => word !== undefined && word !== '').join(' ');
}

function optionSpelling({ name, short, kind, value }: OptionRule): string {
  const long = `--${kind === 'switch' ? '[no-]' : ''}${name}${value === undefined ? '' : ` ${value}`}`;
  return `${short === undefined ? '    ' : `-${short}, `}${long}`;
}

function columns(rows: readonly { left: string; right: string }[]): readonly string[] {
  const width = Math.max(...rows.map(({ left }) => left.length));
  return rows.map(({ left, right }) => `  ${left.padEnd(width)}   ${right}`);
}
