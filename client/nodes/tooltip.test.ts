import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NodeDetails } from '../../orchestrator-core/orchestrator.ts';
import { aNode } from './fixtures/lister.ts';
import { nodeLines, tooltipMarkdown } from './tooltip.ts';

const now = 1_000_000_000;
const minute = 60_000;

function details(extra: Partial<NodeDetails>): NodeDetails {
  return { ...aNode('web1'), classes: [], effective: [], jobs: [], ...extra };
}

test('the tooltip tells what matters, and nothing that is not known', () => {
  const agent = { version: '0.1.0', extensions: ['output'] };
  const known = details({
    connection: { kind: 'connected', since: now - 5 * minute, agent },
    groups: ['web', 'all'],
    features: ['shell'],
    aliases: ['w'],
    lastReport: { status: 'failed', at: now - 180 * minute, noop: true, hash: 'h' },
    lastJob: { id: '7', at: now - minute, state: 'finished' },
    facts: {
      at: now - 2 * minute,
      values: {
        os: { name: 'Debian', release: { full: '12.5' }, architecture: 'amd64' },
        kernel: 'Linux',
        kernelrelease: '6.1',
        networking: { ip: '10.0.0.7' },
        memory: { system: { total: '8.00 GiB', capacity: '12.5%' } },
        system_uptime: { uptime: '3 days' },
      },
    },
  });
  assert.equal(
    nodeLines(known, now)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
    `State: connected, 5 min ago
Transport: pcp
Agent: 0.1.0
System: Debian 12.5 amd64
Kernel: Linux 6.1
Address: 10.0.0.7
Memory: 8.00 GiB, 12.5% used
Up: 3 days
Last run: failed (noop) 3 h ago
Last job: #7 finished 1 min ago
Facts: 2 min ago
Groups: web, all
Features: shell
Aliases: w`,
  );
  const bare = details({ transport: 'ssh', groups: [], connection: { kind: 'agentless' } });
  assert.deepEqual(nodeLines(bare, now), [
    ['State', 'reached when needed'],
    ['Transport', 'ssh'],
  ]);
});

test('what a node says of itself means nothing to Markdown', () => {
  const facts = { at: now, values: { kernel: '[x](command:evil) | <b>`y`</b> $(zap)' } };
  const text = tooltipMarkdown(details({ facts }), now);
  const line = text.split('\n').find((each) => each.startsWith('| Kernel'));
  assert.doesNotMatch(line?.slice(2, -2).replaceAll(/&#\d+;/g, '') ?? '', /[[\]()<>`$|]{2}|\[|\(|<|`/);
  assert.equal(line?.split('|').length, 4);
});
