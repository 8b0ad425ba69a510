import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import {
  commonType,
  describeMismatch,
  inferReduced,
  inferType,
  isAssignable,
  isInstance,
  type PuppetValue,
  parseType,
  printType,
} from '../../../orchestrator-core/language/index.ts';
import { jsonValue, rightType } from '../../support/data-types.ts';
import { findRuby } from '../puppet-parser/ask-puppet.ts';
import { richTypes, richValues } from './rich-values.ts';

/** What is asked of a data type: whether it takes a value, or another type. */
interface Question {
  readonly type: string;
  readonly value?: PuppetValue;
  /** The value as an expression, where JSON can't carry it. */
  readonly expression?: string;
  readonly other?: string;
}

interface Answer {
  readonly error?: string;
  readonly print?: string;
  readonly instance?: boolean;
  readonly message?: string;
  readonly inferred?: string;
  readonly reduced?: string;
  readonly assignable?: boolean | null;
  readonly common?: string;
}

const aspects = ['error', 'print', 'instance', 'message', 'inferred', 'reduced', 'assignable', 'common'] as const;

/** How often Baton and Puppet agree on each aspect, and where they don't. */
export interface Agreement {
  readonly asked: Readonly<Record<string, number>>;
  readonly agreed: Readonly<Record<string, number>>;
  readonly differences: readonly { readonly what: string; readonly text: string }[];
}

/** Questions that a generator makes. Bolt's own types are unknown to Puppet. */
export function generated(count: number, seed: number): readonly Question[] {
  const puppetType = rightType.filter((type) => !type.includes('TargetSpec'));
  return [
    ...fc.sample(fc.record({ type: puppetType, value: jsonValue }), { numRuns: count, seed }),
    ...fc.sample(fc.record({ type: puppetType, other: puppetType }), { numRuns: count, seed }),
  ];
}

/** Every type that has more to it than JSON with every other, and with every value that has. */
export function crossed(): readonly Question[] {
  return richTypes.flatMap((type) => [
    ...richTypes.map((other) => ({ type, other })),
    ...richValues.map(([expression, value]) => ({ type, expression, value })),
  ]);
}

/**
 * Asks the installed Puppet and ourselves.
 *
 * @throws Error when no Puppet is installed, or when it does not answer everything.
 */
export async function compareTypes(questions: readonly Question[]): Promise<Agreement> {
  const puppet = spawn(await findRuby(), [join(import.meta.dirname, 'answer.rb')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(puppet, 'exit');
  puppet.stdin.on('error', () => undefined);
  const asJson = ({ value, ...rest }: Question): unknown =>
    rest.expression === undefined && value !== undefined ? { ...rest, value } : rest;
  puppet.stdin.end(questions.map((question) => `${JSON.stringify(asJson(question))}\n`).join(''));
  const asked: Record<string, number> = {};
  const agreed: Record<string, number> = {};
  const differences: { what: string; text: string }[] = [];
  let index = 0;
  for await (const line of createInterface({ input: puppet.stdout })) {
    const question = questions[index++];
    if (question === undefined) break;
    const theirs: Answer = JSON.parse(line);
    const ours = answer(question);
    for (const what of aspects) {
      const [a, b] =
        what === 'error' ? [ours.error !== undefined, theirs.error !== undefined] : [ours[what], theirs[what]];
      // Where only the value tells, Puppet refuses it without a word.
      if (what !== 'error' && (b === undefined || b === '')) continue;
      asked[what] = (asked[what] ?? 0) + 1;
      // What Puppet answers with nil it does not take.
      if (a === (b ?? false)) agreed[what] = (agreed[what] ?? 0) + 1;
      else
        differences.push({
          what,
          text: JSON.stringify({ ...shown(question), what, ours: ours[what], puppet: theirs[what] }),
        });
    }
  }
  await ended;
  if (index !== questions.length) throw new Error(`Puppet answered ${index} of ${questions.length} questions`);
  return { asked, agreed, differences };
}

function shown({ type, other, expression, value }: Question): object {
  return other === undefined ? { type, value: expression ?? value } : { type, other };
}

function answer({ type: text, value, other, expression }: Question): Answer {
  const { type, faults } = parseType(text);
  if (type === undefined || faults.length > 0) return { error: faults[0]?.message ?? '' };
  const print = printType(type);
  if (other !== undefined) {
    const second = parseType(other).type;
    if (second === undefined) return { error: other };
    return { print, assignable: isAssignable(type, second), common: printType(commonType(type, second)) };
  }
  if (value === undefined) return { print };
  const types =
    expression === undefined ? {} : { inferred: printType(inferType(value)), reduced: printType(inferReduced(value)) };
  if (isInstance(type, value)) return { print, instance: true, ...types };
  const sentences = describeMismatch(type, value, [{ kind: 'subject', name: 'x' }]);
  return { print, instance: false, message: sentences.join(' '), ...types };
}
