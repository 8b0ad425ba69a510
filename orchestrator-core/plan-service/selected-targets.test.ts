import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CancelSignal } from '../common/index.ts';
import type { LiveInventory } from '../inventory/index.ts';
import type { Selector } from '../node-service/index.ts';
import { planTargets, withSelections } from './selected-targets.ts';

const signals: (CancelSignal | undefined)[] = [];

/** A selector that answers with what plain words mean, and `n1`. */
const selector: Selector = {
  names: async (words, { names, signal } = {}) => {
    signals.push(signal);
    return {
      names: words.includes('none=1') ? [] : [...((await names?.(['web'])) ?? []), 'n1'],
      ...(words.includes('--batch') ? { batch: { value: 1, unit: 'nodes', pause: 0 } as const } : {}),
    };
  },
  targets: async () => ({ targets: [] }),
  preview: async () => ({ count: 0, names: [] }),
};

test('a plan is given the names that a selection means, and words as they are', async () => {
  assert.equal(await planTargets(selector, undefined), undefined);
  assert.deepEqual(await planTargets(selector, ['web*,db']), ['web*,db']);
  assert.deepEqual(await planTargets(selector, ['-F', 'a=b']), ['n1']);
  await assert.rejects(planTargets(selector, ['-F', 'none=1']), {
    kind: 'puppetlabs.orchestrator/empty-target',
    message: 'No node is meant by: -F none=1',
  });
  await assert.rejects(planTargets(selector, ['web', '--batch', '1']), /A plan begins its steps by itself/);
});

test('in a plan options go to the selector, with the words of the plan’s own inventory', async () => {
  const asked: (readonly string[])[] = [];
  const inventory = {
    select: (words: readonly string[]) => {
      asked.push(words);
      return words.map((word) => (word === 'web' ? 'changed' : word));
    },
  } as unknown as LiveInventory;
  const { signal } = new AbortController();
  const { select } = withSelections(inventory, selector, signal);
  assert.deepEqual(select(['web']), ['changed']);
  assert.deepEqual(await select(['web', '-F', 'a=b']), ['changed', 'n1']);
  assert.deepEqual(asked, [['web'], ['web'], ['changed', 'n1']]);
  assert.equal(signals.at(-1), signal);
});
