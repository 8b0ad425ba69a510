import { cliError } from './cli-error.ts';
import { type OptionRule, optionTable } from './option-table.ts';

/** What stands on the command line. */
export interface ParsedLine {
  /** The words that are no options, in order. */
  readonly words: readonly string[];
  /** The last value of an option that takes one. */
  text(name: string): string | undefined;
  /** Every value of an option that may be repeated. */
  all(name: string): readonly string[];
  /** A number; undefined when it was not given. */
  integer(name: string): number | undefined;
  /** Whether a flag or switch was given, and how. */
  flag(name: string): boolean | undefined;
}

/**
 * Reads options wherever they stand, as Ruby's OptionParser does for Bolt: `--name value`, `--name=value`, `-nvalue`,
 * an unambiguous beginning of a name, `--no-name`, and `--` before words that only look like options.
 * @throws OrchestratorError `bolt/cli-error` in Bolt's words.
 */
export function parseOptions(line: readonly string[]): ParsedLine {
  const words: string[] = [];
  const values = new Map<string, string[]>();
  const flags = new Map<string, boolean>();
  const rest = [...line];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      words.push(...rest.splice(0));
    } else if (!/^-./s.test(word)) {
      words.push(word);
    } else {
      const option = recognize(word);
      if (option.rule.later) throw cliError(`Option '${option.spelled}' of Bolt is not supported by Baton yet`);
      if (takesValue(option.rule)) {
        const value = option.attached ?? rest.shift();
        if (value === undefined) throw cliError(`Option '${option.spelled}' needs a parameter`);
        checkValue(option.rule, option.spelled, value);
        values.set(option.rule.name, [...(values.get(option.rule.name) ?? []), value]);
      } else {
        flags.set(option.rule.name, !option.negated);
        // `-vx` is `-v -x`.
        if (option.attached !== undefined) rest.unshift(`-${option.attached}`);
      }
    }
  }
  return {
    words,
    text: (name) => values.get(name)?.at(-1),
    all: (name) => values.get(name) ?? [],
    integer: (name) => {
      const value = values.get(name)?.at(-1);
      return value === undefined ? undefined : Number(value);
    },
    flag: (name) => flags.get(name),
  };
}

interface Recognized {
  readonly rule: OptionRule;
  /** As typed, for messages. */
  readonly spelled: string;
  readonly negated: boolean;
  readonly attached?: string;
}

function takesValue(rule: OptionRule): boolean {
  return rule.kind !== 'flag' && rule.kind !== 'switch';
}

function recognize(word: string): Recognized {
  if (!word.startsWith('--')) {
    const rule = optionTable.find(({ short }) => short === word[1]);
    if (rule === undefined) throw cliError(`Unknown argument '${word}'`);
    const spelled = word.slice(0, 2);
    return word.length > 2
      ? { rule, spelled, negated: false, attached: word.slice(2) }
      : { rule, spelled, negated: false };
  }
  const equals = word.indexOf('=');
  const spelled = equals < 0 ? word : word.slice(0, equals);
  const found = complete(spelled.slice(2));
  if (found === undefined) throw cliError(`Unknown argument '${spelled}'`);
  if (equals < 0) return { ...found, spelled };
  if (!takesValue(found.rule)) throw cliError(`Option '${spelled}' takes no parameter`);
  return { ...found, spelled, attached: word.slice(equals + 1) };
}

/** The option of that name, or the only one that begins so. */
function complete(name: string): { rule: OptionRule; negated: boolean } | undefined {
  const spellings = optionTable.flatMap((rule) => [
    ...[rule.name, ...(rule.also ?? [])].map((text) => ({ text, rule, negated: false })),
    ...(rule.kind === 'switch' ? [{ text: `no-${rule.name}`, rule, negated: true }] : []),
  ]);
  const exact = spellings.find(({ text }) => text === name);
  if (exact) return exact;
  const beginning = spellings.filter(({ text }) => text.startsWith(name));
  return beginning.length === 1 ? beginning[0] : undefined;
}

function checkValue(rule: OptionRule, spelled: string, value: string): void {
  const right =
    rule.kind === 'integer' ? /^\d+$/.test(value) : rule.kind !== 'choice' || (rule.choices ?? []).includes(value);
  if (!right) throw cliError(`Invalid parameter specified for option '${spelled}': ${value}`);
  const { most } = rule;
  if (most !== undefined && Number(value) > most) throw cliError(`Option '${spelled}' must be at most ${most}`);
}
