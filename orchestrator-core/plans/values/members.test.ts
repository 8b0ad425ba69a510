import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  dataOf,
  evaluateSource,
  fromRichData,
  isEqual,
  type PuppetValue,
  rich,
  textOf,
  toRichData,
} from '../../language/index.ts';
import { fakeInventory } from '../run/fake-inventory.ts';
import { fakeWorld } from '../run/fake-world.ts';
import { planData } from './json-value.ts';
import { createPlanObjects } from './live-objects.ts';
import { planObject } from './plan-object.ts';
import { resourceInstance } from './resource-instance.ts';
import { errorOf, errorValueOf, resultOf, resultSet, resultSetOf } from './results.ts';
import { namesOf, targetOf } from './target.ts';

const inventory = fakeInventory({ web: ['a', 'b'] });
const target = targetOf('a', inventory);
const secret: PuppetValue = { [rich]: 'Sensitive', value: { catalog: { resources: [] } } };
const applied = planObject('ApplyResult', {
  target,
  action: 'apply',
  object: null,
  value: {
    report: { status: 'failed' },
    _error: { msg: 'm', kind: 'bolt/resource-failure' },
    _output: 'changed: 1',
    _sensitive: secret,
  },
});
const future = planObject('Future', { id: '1', name: 'later' });

/** What Bolt's functions give and no constructor makes, by the variable that holds it. */
const values: Readonly<Record<string, PuppetValue>> = { applied, future, set: resultSet([applied]) };

async function evaluate(source: string): Promise<PuppetValue> {
  const { host: bare } = fakeWorld().loader;
  const host = { ...bare, objects: createPlanObjects(inventory, () => 'running') };
  const scope = { variables: new Map(Object.entries(values)), outer: undefined, match: undefined };
  const options = { signal: new AbortController().signal, mostSteps: 1000, turn: async () => {}, scope };
  const answer = await evaluateSource(source, host, options);
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
}

const cases: readonly (readonly [source: string, value: PuppetValue])[] = [
  ['$applied.report', { status: 'failed' }],
  ['$applied.catalog', { resources: [] }],
  [
    '[$applied.ok, $applied.action, $applied.message, $applied.error.kind]',
    [false, 'apply', 'changed: 1', 'bolt/resource-failure'],
  ],
  ['$applied.target.name', 'a'],
  ['$applied =~ ApplyResult', true],
  ['$set.first =~ ApplyResult and $set.error_set.count == 1', true],
  ['String($applied.to_data) =~ /redacted/', true],
  ['$future.state', 'running'],
  ['String($future)', "Future 'later'"],
  ['$future == $future', true],
];

describe('objects that functions of plans give', () => {
  for (const [source, value] of cases) {
    it(source, async () => assert.deepEqual(await evaluate(source), value));
  }

  it('a result of a task keeps what is sensitive to itself', () => {
    const kept = { target: 'a', action: 'task' as const, object: 't', status: 'success' as const };
    const result = resultOf({ ...kept, value: { user: 'me', _sensitive: { password: 'hunter2' } } }, inventory);
    assert.deepEqual(planData(result), {
      target: 'a',
      action: 'task',
      object: 't',
      status: 'success',
      value: { user: 'me', _sensitive: 'Sensitive [value redacted]' },
    });
    assert.doesNotMatch(textOf(result), /hunter2/);
  });

  it('are what they were after the way through rich data', () => {
    const failed = {
      target: 'b',
      action: 'command' as const,
      object: 'x',
      status: 'failure' as const,
      value: { _error: { msg: 'm' } },
    };
    const error = planObject('Error', {
      msg: 'm',
      kind: 'k',
      details: { 1: 'one', set: resultSetOf([failed], inventory) },
    });
    const file = resourceInstance({
      target,
      type: 'file',
      title: '/x',
      state: { a: 1 },
      desiredState: null,
      events: null,
    });
    for (const value of [target, applied, future, resultSet([applied]), error, file, { plain: [target] }]) {
      const back = fromRichData(toRichData(value));
      assert.deepEqual(toRichData(back), toRichData(value));
      assert.equal(textOf(back), textOf(value));
      assert.ok(isEqual(back, value) || value === future, textOf(value));
    }
  });

  it('errors keep what the plan raised', () => {
    const value = { kind: 'k', msg: 'm', details: { a: 1 }, issueCode: 'C' };
    assert.deepEqual(errorValueOf(errorOf(value)), value);
    assert.deepEqual(errorValueOf(planObject('Error', { msg: 'm' })), {
      kind: 'bolt/plan-failure',
      msg: 'm',
      details: {},
    });
    assert.deepEqual(dataOf(errorOf(value)), { kind: 'k', msg: 'm', details: { a: 1 }, issue_code: 'C' });
  });

  it('names of a TargetSpec come once, in order', () => {
    assert.deepEqual(namesOf(['b', [target, 'web']], inventory).next(), { done: true, value: ['b', 'a'] });
    assert.deepEqual(namesOf([], inventory).next(), { done: true, value: [] });
  });
});
