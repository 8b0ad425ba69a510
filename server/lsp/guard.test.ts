import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancellationTokenSource, ResponseError } from 'vscode-languageserver/node';
import { createGuard } from './guard.ts';

test('a handler that throws is logged once and answered empty', async () => {
  const logged: string[] = [];
  const guard = createGuard((message) => logged.push(message));
  const error = new Error('broken');
  const handle = guard<null, string>('hover', 'nothing', async () => {
    throw error;
  });
  const { token } = new CancellationTokenSource();
  assert.deepEqual([await handle(null, token), await handle(null, token)], ['nothing', 'nothing']);
  assert.equal(logged.length, 1);
  assert.match(logged[0] ?? '', /^hover failed: Error: broken/);
});

test('a request cancelled before or during the work is answered so', async () => {
  let ran = 0;
  const guard = createGuard(() => assert.fail('nothing to report'));
  const before = new CancellationTokenSource();
  before.cancel();
  const handle = guard<CancellationTokenSource, number>('x', 0, async (source) => {
    ran += 1;
    source.cancel();
    return 1;
  });
  const answers = [await handle(before, before.token)];
  assert.equal(ran, 0);
  const during = new CancellationTokenSource();
  answers.push(await handle(during, during.token));
  assert.equal(ran, 1);
  for (const answer of answers) assert.ok(answer instanceof ResponseError && answer.code === -32800);
});

test('an answer that is an error on purpose reaches the client', async () => {
  const guard = createGuard(() => assert.fail('nothing to report'));
  const handle = guard<null, null>('rename', null, async () => {
    throw new ResponseError(-32803, 'no');
  });
  const answer = await handle(null, new CancellationTokenSource().token);
  assert.ok(answer instanceof ResponseError && answer.message === 'no');
});

test('what comes when it may not is refused, and nothing is done', async () => {
  const guard = createGuard(
    () => assert.fail('nothing to report'),
    undefined,
    () => new ResponseError(-32002, 'not yet'),
  );
  const handle = guard<null, null>('hover', null, async () => assert.fail('handled'));
  const answer = await handle(null, new CancellationTokenSource().token);
  assert.ok(answer instanceof ResponseError && answer.code === -32002);
});
