import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GroupSummary, Node } from '../../orchestrator-core/orchestrator.ts';
import {
  chosenSelection,
  type PatternAnswer,
  patternChoice,
  selectedNodes,
  type TargetChoice,
  targetChoices,
} from './targets.ts';

function node(name: string, connection: Node['connection'], groups: readonly string[] = ['all']): Node {
  return { name, transport: 'pcp', groups, features: [], aliases: [], sources: ['inventory'], connection };
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

test('a node that is meant twice counts once', () => {
  const answers = new Map<string, PatternAnswer>([['w*', { kind: 'matches', names: ['w1', 'w2'] }]]);
  assert.deepEqual(selectedNodes(['web', 'w1'], groups, nodes, answers), ['w2', 'w1']);
  assert.deepEqual(selectedNodes(['db', 'w*'], groups, nodes, answers), ['db', 'w1', 'w2']);
  assert.deepEqual(selectedNodes(['w*', 'empty'], groups, nodes, new Map()), []);
});

test('what was typed says what it matches, or that nobody knows it', () => {
  const describe = (names: readonly string[]) =>
    patternChoice('w', targetChoices(groups, nodes), { kind: 'matches', names })?.description;
  assert.equal(describe(['w1', 'w2']), 'pattern for 2 nodes: w1, w2');
  assert.equal(describe(['w']), 'not in the inventory, taken as a URI');
});

test('Enter takes what somebody ticked, else what was typed, else the ticks that were offered', () => {
  const [, web] = targetChoices(groups, nodes);
  assert.ok(web);
  const cases: [TargetChoice[], string, boolean, string[]][] = [
    [[web], 'w1', true, ['web']],
    [[web], 'w1', false, ['w1']],
    [[web], ' ', false, ['web']],
    [[], ' w* ', true, ['w*']],
    [[], ' ', true, []],
  ];
  for (const [ticked, typed, touched, expected] of cases) {
    assert.deepEqual(chosenSelection(ticked, typed, touched), expected);
  }
});
