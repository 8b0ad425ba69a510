/** Selections of nodes: anything is read, printing and reading agree, and filters obey the laws of sets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Json, OrchestratorError } from '../../orchestrator-core/common/index.ts';
import {
  evaluateSelection,
  factAt,
  matchesName,
  parseSelection,
  printSelection,
  rangeInText,
  type SelectionPorts,
  splitSelection,
} from '../../orchestrator-core/inventory/index.ts';

const seed = 1;

const piece = fc.constantFrom(
  ...'()!=<>~/\'"\\ ,*-@[]{}%0aé'.split(''),
  'web*',
  '-F',
  '-C',
  '-I',
  '-A',
  '-W',
  '-S',
  '-q',
  '-x',
  '-t',
  '-1',
  '--limit',
  '--saved',
  '--rerun',
  '--batch',
  '--with-fact=',
  ' and ',
  ' or ',
  ' not ',
  'os.family=Debian',
  'apache::ssl',
  'fact("a").value',
  '10%',
);
const anyText = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

test('whatever is typed is understood, or wrong at a place in it', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const split = splitSelection(text);
      for (const { start, end, value, offsets } of split.words) {
        assert.ok(start < end && end <= text.length && offsets.length === value.length + 1);
      }
      const parsed = parseSelection(split.words.map(({ value }) => value));
      if (parsed.ok) return;
      const { start, end } = rangeInText(split, parsed.problem.place);
      assert.ok(start >= 0 && start <= end && end <= text.length, `${start}–${end} of ${text}`);
      assert.match(parsed.problem.message, /\S.*[.!)'…/…]|'--query'$/s);
    }),
    { seed, numRuns: 5000 },
  );
});

test('words print as a text that splits into them', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(anyText, fc.string()), { maxLength: 5 }), (words) => {
      const { words: again, problem } = splitSelection(printSelection(words));
      assert.equal(problem, undefined);
      assert.deepEqual(
        again.map(({ value }) => value),
        words,
      );
    }),
    { seed, numRuns: 5000 },
  );
});

/** Some nodes with facts and classes. */
const nodes: Readonly<Record<string, { readonly facts: Record<string, Json>; readonly classes: readonly string[] }>> =
  Object.fromEntries(
    Array.from({ length: 16 }, (_, index) => [
      `n${index}`,
      {
        facts: {
          ...(index & 1 ? { a: index % 3 } : {}),
          ...(index & 2 ? { b: ['x', 'y', String(index)] } : {}),
          ...(index & 4 ? { os: { family: index & 1 ? 'Debian' : 'RedHat' } } : {}),
        },
        classes: index & 8 ? ['apache', 'apache::ssl'].slice(0, 1 + (index & 1)) : [],
      },
    ]),
  );
const names = Object.keys(nodes);

const ports: SelectionPorts = {
  names: (words) => words.flatMap((word) => (word === 'all' ? names : word.split(','))),
  everyone: async () => names,
  query: async () => [],
  rerun: async () => [],
  saved: async () => new Map(),
  agents: () => [],
  random: () => 0.5,
  fact: async (path) =>
    new Map(
      names.flatMap((name): [string, Json][] => {
        const value = factAt(nodes[name]?.facts ?? {}, path);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  withClass: async (test) =>
    new Set(names.filter((name) => nodes[name]?.classes.some((one) => matchesName(test, one)) === true)),
};

const meant = async (...words: readonly string[]): Promise<readonly string[]> =>
  (await evaluateSelection(words, ports)).names;

const condition: fc.Arbitrary<string> = fc.letrec<{ condition: string }>((tie) => {
  const inner = tie('condition');
  return {
    condition: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom('a=1', 'a>0', 'a!=2', 'b=x', 'b=/^1/', 'b.2>5', 'os.family=Debian', 'apache', '/ssl$/', 'none=1'),
      fc.tuple(inner, fc.constantFrom('and', 'or'), inner).map(([one, how, other]) => `(${one} ${how} ${other})`),
      inner.map((one) => `not ${one}`),
      inner.map((one) => `!(${one})`),
    ),
  };
}).condition;

test('conditions obey the laws of sets', async () => {
  await fc.assert(
    fc.asyncProperty(condition, condition, async (a, b) => {
      const of = (text: string) => meant('-S', text);
      assert.deepEqual(await of(`${a} and not (${a})`), []);
      assert.deepEqual(await of(`${a} or not (${a})`), names);
      assert.deepEqual(await of(`!(${a} and ${b})`), await of(`!(${a}) or !(${b})`));
      assert.deepEqual(await of(`(${a}) and (${b})`), await of(`(${b}) and (${a})`));
      assert.deepEqual(await of(`not not (${a})`), await of(a));
      // Two options are both to hold, and words are narrowed.
      assert.deepEqual(await meant('-S', a, '-S', b), await of(`(${a}) and (${b})`));
      const all = await of(a);
      assert.deepEqual(
        await meant('n1,n2,n3', '-S', a),
        ['n1', 'n2', 'n3'].filter((name) => all.includes(name)),
      );
      assert.deepEqual(
        await meant('all', ...(all.length > 0 ? ['-x', all.join(',')] : [])),
        names.filter((name) => !all.includes(name)),
      );
    }),
    { seed, numRuns: 300 },
  );
});

test('a limit takes as many as it says, of those that are meant and in their order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom('', '%'),
      fc.option(fc.nat()),
      async (value, unit, number) => {
        const limit = ['--limit', `${value}${unit}`, ...(number === null ? [] : ['--limit-seed', String(number)])];
        const found = await meant('all', ...limit);
        const count = unit === '' ? value : Math.max(1, Math.floor((names.length * value) / 100));
        assert.equal(found.length, Math.min(count, names.length));
        assert.deepEqual(
          found,
          names.filter((name) => found.includes(name)),
        );
        assert.deepEqual(await meant('all', ...limit), found);
      },
    ),
    { seed, numRuns: 300 },
  );
});

test('whatever words are evaluated, nothing else is thrown than what is wrong with them', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      try {
        await meant(...splitSelection(text).words.map(({ value }) => value));
      } catch (error) {
        assert.ok(error instanceof OrchestratorError, String(error));
        assert.equal(error.kind, 'baton/selection-error');
      }
    }),
    { seed, numRuns: 2000 },
  );
});
