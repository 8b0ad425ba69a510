import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Action } from '../jobs/index.ts';
import type { TaskMetadata } from '../tasks/index.ts';
import { pxpAction } from './pcp-request.ts';

function action(metadata: TaskMetadata): Action {
  const file = (filename: string) => ({ filename, sha256: 'f'.repeat(64), size: 1, path: `/content/${filename}` });
  const task = { name: 'mod::one', metadata, files: [file('one.sh'), file('proxy.py')] };
  return { kind: 'task', task, parameters: {}, noop: false };
}

// What is made for a proxy would look on the node itself for a `_target` that nobody sends.
const cases: [string, TaskMetadata, readonly string[] | undefined | 'refused'][] = [
  ['nothing about proxies', {}, undefined],
  ['a task for proxies', { remote: true }, 'refused'],
  [
    'an implementation for proxies',
    { implementations: [{ name: 'proxy.py', remote: true }, { name: 'one.sh' }] },
    ['one.sh'],
  ],
  [
    'an implementation that is not for proxies',
    { remote: true, implementations: [{ name: 'proxy.py' }, { name: 'one.sh', remote: false }] },
    ['one.sh'],
  ],
  ['implementations for proxies alone', { implementations: [{ name: 'proxy.py', remote: true }] }, 'refused'],
];
for (const [title, metadata, expected] of cases) {
  test(`an agent is told of ${title}`, () => {
    const make = () => pxpAction(action(metadata), { name: 'node1', features: [] });
    if (expected === 'refused') {
      const message = 'No suitable implementation of mod::one for node1';
      assert.throws(make, { kind: 'bolt/no-implementation', message });
    } else {
      const told = make().params['metadata'] as { implementations?: readonly { name: string }[] };
      assert.deepEqual(
        told.implementations?.map(({ name }) => name),
        expected,
      );
    }
  });
}
