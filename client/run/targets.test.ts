import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GroupSummary, Node } from '../../orchestrator-core/orchestrator.ts';
import { chosenSelection, type PatternAnswer, patternChoice, pickedNodes, targetChoices } from './targets.ts';

function node(name: string, connection: Node['connection'], groups: readonly string[] = ['all']): Node {
  return { name, transport: 'pcp', groups, features: [], aliases: [], connection };
}

const groups: readonly GroupSummary[] = [
  { name: 'web', targets: ['w2', 'w1'] },
  { name: 'all', targets: ['w1', 'w2', 'db'] },
  { name: 'empty', targets: [] },
];
const nodes = [
  node('w2', { kind: 'disconnected' }, ['web', 'all']),
  node('w1', { kind: 'connected', since: 1 }, ['web', 'all']),
  node('db', { kind: 'agentless' }),
];

test('groups come first, all at their head, and empty groups not at all', () => {
  const choices = targetChoices(groups, nodes);
  assert.deepEqual(
    choices.map((choice) => `${choice.kind} ${choice.label}: ${choice.description}`),
    [
      'group all: group of 3 nodes: w1, w2, db',
      'group web: group of 2 nodes: w2, w1',
      'node db: pcp · reached when needed',
      'node w1: pcp · connected · web',
      'node w2: pcp · not connected · web',
    ],
  );
});

test('what is typed can be picked when it is no item itself', () => {
  const choices = targetChoices(groups, nodes);
  const cases: [string, PatternAnswer | undefined, string | undefined][] = [
    ['', undefined, undefined],
    ['  ', undefined, undefined],
    ['web', undefined, undefined],
    ['w*', undefined, 'w*: pattern'],
    [' w* ', { kind: 'matches', names: ['w1', 'w2'] }, 'w*: pattern for 2 nodes: w1, w2'],
    ['x*', { kind: 'fault', message: 'nothing matches' }, 'x*: nothing matches'],
  ];
  for (const [typed, answer, expected] of cases) {
    const choice = patternChoice(typed, choices, answer);
    assert.equal(choice && `${choice.label}: ${choice.description}`, expected, typed);
  }
});

test('a node picked twice counts once', () => {
  const choices = targetChoices(groups, nodes);
  const pick = (...labels: string[]) => choices.filter((choice) => labels.includes(choice.label));
  const pattern = patternChoice('w*', choices, undefined);
  assert.ok(pattern);
  const answers = new Map<string, PatternAnswer>([['w*', { kind: 'matches', names: ['w1', 'w2'] }]]);
  assert.deepEqual(pickedNodes(pick('web', 'w1'), groups, answers), ['w2', 'w1']);
  assert.deepEqual(pickedNodes([...pick('db'), pattern], groups, answers), ['db', 'w1', 'w2']);
  assert.deepEqual(pickedNodes([pattern], groups, new Map()), []);
});

test('Enter takes what is ticked, else what was typed', () => {
  const [all, web] = targetChoices(groups, nodes);
  assert.ok(all && web);
  assert.deepEqual(chosenSelection([web], 'w1'), ['web']);
  assert.deepEqual(chosenSelection([], ' w* '), ['w*']);
  assert.deepEqual(chosenSelection([], ' '), []);
});
