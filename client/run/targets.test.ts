import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Node, SelectionPreview } from '../../orchestrator-core/orchestrator.ts';
import {
  chosenSelection,
  foundNodes,
  type KnownTargets,
  optionChoices,
  plainNodes,
  type TargetChoice,
  targetChoices,
  tickedChoices,
  typedChoice,
} from './targets.ts';

function node(name: string, connection: Node['connection'], groups: readonly string[] = ['all']): Node {
  return { name, transport: 'pcp', groups, features: [], aliases: [], sources: ['inventory'], connection };
}

const known: KnownTargets = {
  groups: [
    { name: 'web', targets: ['w2', 'w1'] },
    { name: 'all', targets: ['w1', 'w2', 'db'] },
    { name: 'empty', targets: [] },
  ],
  nodes: [
    node('w2', { kind: 'disconnected' }, ['web', 'all']),
    node('w1', { kind: 'connected', since: 1 }, ['web', 'all']),
    node('db', { kind: 'agentless' }),
  ],
  saved: [{ name: 'debian', words: ['-F', 'os.family=Debian'] }],
  recent: [
    ['w*', '-x', 'w1'],
    ['-F', 'os.family=Debian'],
  ],
};
const choices = targetChoices(known);

test('saved and recent selections come first, then groups, all at their head, and empty groups not at all', () => {
  assert.deepEqual(
    choices.map(({ kind, label, description, key }) => `${kind} ${label}: ${description} [${key}]`),
    [
      'saved debian: -F os.family=Debian [--saved debian]',
      'recent w* -x w1:  [w* -x w1]',
      'group all: group of 3 nodes: w1, w2, db [all]',
      'group web: group of 2 nodes: w2, w1 [web]',
      'node db: pcp · reached when needed [db]',
      'node w1: pcp · connected · web [w1]',
      'node w2: pcp · not connected · web [w2]',
    ],
  );
});

const found = (count: number, ...names: readonly string[]): SelectionPreview => ({ count, names });
const typedCases: readonly (readonly [string, SelectionPreview | undefined, string | undefined])[] = [
  ['', undefined, undefined],
  ['  ', undefined, undefined],
  ['web', undefined, undefined],
  [' w* -x   w1 ', undefined, undefined],
  ['w*', undefined, 'w*: selection'],
  [' w* ', found(2, 'w1', 'w2'), 'w*: 2 nodes: w1, w2'],
  ['-F "a b=c"', found(90, 'a', 'b', 'c', 'd'), "-F 'a b=c': 90 nodes: a, b, c, d and 86 more"],
  ['-F a=b', found(0), '-F a=b: no node'],
  ['-C x', found(1, 'elsewhere'), '-C x: 1 node: elsewhere'],
  ['-', undefined, undefined],
  ['w* --', undefined, 'w*: selection'],
  ['w', found(1, 'w'), 'w: not in the inventory, taken as a URI'],
];
for (const [typed, answer, expected] of typedCases) {
  test(`typed: ${JSON.stringify(typed)} ${answer?.count ?? ''}`, () => {
    const choice = typedChoice(typed, choices, answer, known);
    assert.equal(choice && `${choice.label}: ${choice.description}`, expected);
  });
}

test('what a fact that no node has may be called stands below it', () => {
  const answer = { count: 0, names: [], hint: "No node has a fact 'osfamily'." };
  const choice = typedChoice('-F osfamily=x', choices, answer, known);
  assert.deepEqual([choice?.description, choice?.detail], ['no node', "No node has a fact 'osfamily'."]);
});

test('what is wrong with what was typed stands below it', () => {
  const problem = { kind: 'baton/selection-error', msg: 'There is no\n  such option.', details: {} };
  const choice = typedChoice('-Z', choices, { count: 0, names: [], problem }, known);
  assert.deepEqual([choice?.icon, choice?.detail], ['warning', 'There is no such option.']);
});

test('a query that cannot be read is not repeated before the reason', () => {
  const msg = 'PQL parse error at line 1, column 6:\n\nnodes\n     ^\n\nExpected one of:\n[\n{';
  const problem = { kind: 'baton/selection-error', msg, details: {} };
  const choice = typedChoice('-q nodes', choices, { count: 0, names: [], problem }, known);
  assert.equal(choice?.detail, 'PQL parse error at line 1, column 6: Expected one of: [ {');
});

test('options are offered for the word that is written, and keep what stands before it', () => {
  const texts = (typed: string) => optionChoices(typed).map(({ text }) => text);
  assert.ok(texts('web -').includes('web -F '));
  assert.deepEqual(texts('--lim'), ['--limit ', '--limit-method ', '--limit-seed ']);
  assert.deepEqual(texts('web --with-f'), ['web -F ']);
  for (const typed of ['web', '', '-F', '-F ', "-q 'a -", '- ']) assert.deepEqual(texts(typed), [], typed);
});

test('words of last time are ticked: names one by one, options all together', () => {
  const keys = (...words: readonly string[]) =>
    tickedChoices(words, choices, known).map(({ kind, key }) => `${kind} ${key}`);
  assert.deepEqual(keys('web', 'x*'), ['group web', 'typed x*']);
  assert.deepEqual(keys('w*', '-x', 'w1'), ['recent w* -x w1']);
  assert.deepEqual(keys('-F', 'a=b'), ['typed -F a=b']);
  assert.deepEqual(keys(), []);
});

test('a node that is meant twice counts once, and what is no name only the orchestrator knows', () => {
  assert.deepEqual(plainNodes(['web', 'w1'], known), ['w2', 'w1']);
  assert.deepEqual(plainNodes([], known), []);
  assert.equal(plainNodes(['db', 'w*'], known), undefined);
});

test('in a long list nodes are found by typing', () => {
  const many = { ...known, nodes: Array.from({ length: 600 }, (_, at) => node(`n${at}`, { kind: 'agentless' })) };
  assert.equal(targetChoices(many).filter(({ kind }) => kind === 'node').length, 500);
  assert.deepEqual(
    foundNodes('N59', many).map(({ label }) => label),
    ['n59', 'n590', 'n591', 'n592', 'n593', 'n594', 'n595', 'n596', 'n597', 'n598', 'n599'],
  );
  assert.deepEqual(foundNodes('w', known), []);
});

test('Enter takes what somebody ticked, else what was typed, else the ticks that were offered', () => {
  const [debian, , , web] = choices;
  assert.ok(web && debian);
  const cases: [TargetChoice[], string, boolean, string[]][] = [
    [[web], 'w1', true, ['web']],
    [[web], 'w1', false, ['w1']],
    [[web], ' ', false, ['web']],
    [[], ' w* -F a=b', true, ['w*', '-F', 'a=b']],
    [[], ' ', true, []],
    [[debian, web], '', true, ['--saved', 'debian', 'web']],
  ];
  for (const [ticked, typed, touched, expected] of cases) {
    assert.deepEqual(chosenSelection(ticked, typed, touched), expected);
  }
});
