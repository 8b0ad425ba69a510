import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { openAuthority } from '../../orchestrator-core/access/index.ts';
import type { JsonObject } from '../../orchestrator-core/common/index.ts';
import { systemClock } from '../../orchestrator-core/node/index.ts';
import { pxpMessage } from '../../orchestrator-core/pxp/index.ts';
import { orchestratorLab, outputIn, statesOf, wholeJob } from '../support/orchestrator-lab.ts';
import { PcpClient } from '../support/pcp-client.ts';

test('an agent that knows nothing of our extension runs the same job, and shows its output at the end', async (context) => {
  const lab = await orchestratorLab(context, {
    'inventory.yaml': 'targets: [{name: far, config: {transport: pcp}}]\n',
  });
  const authority = await openAuthority(join(lab.data, 'ssl'), { clock: systemClock });
  const { certificate, key, ca } = await authority.issue('far');
  const { remote, broker } = await lab.start();
  const agent = await new PcpClient(`${broker}/agent`, { cert: certificate, key, ca }).opened();
  const pongs = remote.ping(['far'], 60_000, new AbortController().signal)[Symbol.asyncIterator]();
  const first = pongs.next();
  const ping = await agent.hears();
  const { module, action, transaction_id = '' } = ping.data as JsonObject;
  assert.deepEqual([ping.message_type, module, action], [pxpMessage.blockingRequest, 'ping', 'ping']);
  agent.says({
    message_type: pxpMessage.blockingResponse,
    target: ping.sender ?? '',
    sender: 'pcp://far/agent',
    data: { transaction_id, results: { request_hops: [] } },
  });
  const { value: pong } = await first;
  assert.deepEqual([pong?.node, pong?.ok], ['far', true]);
  assert.equal((await pongs.next()).done, true);

  const id = await remote.run({ kind: 'command', command: 'id', targets: ['far'] });
  const request = await agent.hears();
  assert.equal(request.message_type, pxpMessage.nonBlockingRequest);
  const data = request.data as JsonObject;
  assert.deepEqual([data['module'], data['action'], data['params']], ['command', 'run', { command: 'id' }]);
  const answer = (type: string, more: JsonObject): string =>
    // As the real agent does: no `in_reply_to`, and the final response before the provisional one.
    agent.says({
      message_type: type,
      target: request.sender ?? '',
      sender: 'pcp://far/agent',
      data: { transaction_id: data['transaction_id'] ?? '', ...more },
    });
  answer(pxpMessage.nonBlockingResponse, { results: { exitcode: 0, stdout: 'uid=0\n' } });
  answer(pxpMessage.provisionalResponse, {});
  const events = await wholeJob(remote, id);
  assert.equal(statesOf(await remote.job(id)), 'finished: finished');
  assert.equal(outputIn(events), 'uid=0\n');

  const second = await remote.run({ kind: 'command', command: 'sleep 9', targets: ['far'] });
  assert.equal((await agent.hears()).message_type, pxpMessage.nonBlockingRequest, 'nothing of ours came in between');
  await remote.stop(second);
  await wholeJob(remote, second);
  const stopped = await remote.job(second);
  assert.equal(statesOf(stopped), 'stopped: stopped');
  assert.match(JSON.stringify(stopped.nodes[0]?.result), /Its agent cannot stop a task: it goes on there/);
  await agent.leaves();
});
