/**
 * Asks an installed Puppet (`puppet-agent`) about generated data types and values and prints where Baton disagrees:
 * `node test/interop/puppet-types/compare.ts [COUNT] [SEED]`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import type { Json } from '../../../orchestrator-core/common/index.ts';
import {
  describeMismatch,
  isAssignable,
  isInstance,
  parseType,
  printType,
} from '../../../orchestrator-core/language/index.ts';
import { jsonValue, rightType } from '../../support/data-types.ts';

interface Question {
  readonly type: string;
  readonly value?: Json;
  readonly other?: string;
}

interface Answer {
  readonly error?: string;
  readonly print?: string;
  readonly instance?: boolean;
  readonly message?: string;
  readonly assignable?: boolean;
}

const count = Number(process.argv[2] ?? 3000);
const seed = Number(process.argv[3] ?? 1);
/** Bolt's own types are unknown to Puppet. */
const puppetType = rightType.filter((type) => !type.includes('TargetSpec'));
const questions: readonly Question[] = [
  ...fc.sample(fc.record({ type: puppetType, value: jsonValue }), { numRuns: count, seed }),
  ...fc.sample(fc.record({ type: puppetType, other: puppetType }), { numRuns: count, seed }),
];

const puppet = spawn('ruby', [join(import.meta.dirname, 'answer.rb')], { stdio: ['pipe', 'pipe', 'inherit'] });
const ended = once(puppet, 'exit');
puppet.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(''));

const asked: Record<string, number> = {};
const wrong: Record<string, number> = {};
let index = 0;
for await (const line of createInterface({ input: puppet.stdout })) {
  const question = questions[index++];
  if (question !== undefined) compare(question, JSON.parse(line));
}
await ended;
for (const [what, total] of Object.entries(asked)) {
  process.stdout.write(`${what}: ${total - (wrong[what] ?? 0)} of ${total} agree\n`);
}

function compare(question: Question, theirs: Answer): void {
  const ours = answer(question);
  for (const what of ['error', 'print', 'instance', 'message', 'assignable'] as const) {
    const [a, b] =
      what === 'error' ? [ours.error !== undefined, theirs.error !== undefined] : [ours[what], theirs[what]];
    // Where only the value tells, Puppet refuses it without a word.
    if (what !== 'error' && (b === undefined || b === '')) continue;
    asked[what] = (asked[what] ?? 0) + 1;
    if (a === b) continue;
    wrong[what] = (wrong[what] ?? 0) + 1;
    process.stdout.write(`${JSON.stringify({ ...question, what, ours: ours[what], puppet: theirs[what] })}\n`);
  }
}

function answer({ type: text, value, other }: Question): Answer {
  const { type, faults } = parseType(text);
  if (type === undefined || faults.length > 0) return { error: faults[0]?.message ?? '' };
  const print = printType(type);
  if (other !== undefined) {
    const second = parseType(other).type;
    return second === undefined ? { error: other } : { print, assignable: isAssignable(type, second) };
  }
  if (value === undefined || isInstance(type, value)) return { print, instance: true };
  const sentences = describeMismatch(type, value, [{ kind: 'subject', name: 'x' }]);
  return { print, instance: false, message: sentences.join(' ') };
}
