import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Orchestrator, QueryPage, QueryRequest } from '../../orchestrator-core/orchestrator.ts';
import type { SessionState } from '../orchestrator/session.ts';
import { answerQuery } from './answer-query.ts';

const rows = [{ certname: 'a' }];

function running(answer: (request: QueryRequest) => QueryPage): SessionState {
  async function* query(request: QueryRequest): AsyncGenerator<QueryPage> {
    yield answer(request);
  }
  return { kind: 'running', orchestrator: { query } as unknown as Orchestrator };
}

test('what the language server asks is asked of the orchestrator that runs', async () => {
  const asked: QueryRequest[] = [];
  const state = running((request) => {
    asked.push(request);
    return { rows, last: { source: 'baton', elapsed: 1 } };
  });
  assert.deepEqual(await answerQuery({ state }, { query: '["from","nodes"]' }), rows);
  assert.deepEqual(asked, [{ query: '["from","nodes"]' }]);
});

test('nobody answers where none runs, where it fails, and to what is no question', async () => {
  const failing = running(() => {
    throw new Error('no');
  });
  const silent = running(() => assert.fail('nothing is to be asked'));
  assert.equal(await answerQuery({ state: { kind: 'stopped' } }, { query: 'x' }), null);
  assert.equal(await answerQuery({ state: failing }, { query: 'x' }), null);
  for (const asked of [null, 'x', {}, { query: 5 }]) assert.equal(await answerQuery({ state: silent }, asked), null);
});
