import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { JsonObject } from '../../orchestrator-core/common/index.ts';
import { systemClock } from '../../orchestrator-core/node/index.ts';
import { messageType } from '../../orchestrator-core/pcp/index.ts';
import { extensionMessage, pxpMessage } from '../../orchestrator-core/pxp/index.ts';
import { agentLab, fastClock, hastyClock } from '../support/agent-lab.ts';
import { controller } from '../support/tiny-broker.ts';

const limit = { timeout: 30_000 };

test('says hello with version, extensions and features', limit, async (context) => {
  const { broker, start } = await agentLab(context);
  await start();
  const hello = await broker.message((message) => message.message_type === extensionMessage.hello);
  assert.equal(hello.sender, 'pcp://agent01.example.com/agent');
  assert.equal(hello.target, 'pcp:///server');
  const data = hello.data as { version: string; extensions: string[]; features: string[] };
  assert.equal(data.version, '1.2.3');
  assert.deepEqual(data.extensions, ['output', 'stop']);
  assert.ok(data.features.includes('shell'));
});

test('says what its facts look like when it has found them, and sends them to who asks', limit, async (context) => {
  const { broker, start } = await agentLab(context);
  await start({ facts: { source: 'built-in', interval: 3_600_000 }, clock: fastClock(20), random: () => 0 });
  const hello = await broker.message((message) => message.message_type === extensionMessage.hello);
  assert.deepEqual((hello.data as { extensions: string[] }).extensions, ['output', 'stop', 'facts']);
  const said = await broker.message((message) => message.message_type === extensionMessage.factsDigest);
  assert.equal(said.target, 'pcp:///server');
  const { digest } = said.data as { digest: string };
  assert.match(digest, /^[0-9a-f]{64}$/);
  broker.send(extensionMessage.factsRequest, {});
  const sent = await broker.message((message) => message.message_type === extensionMessage.facts);
  assert.equal(sent.target, controller);
  const data = sent.data as { digest: string; facts: JsonObject; classes: string[]; age: number };
  assert.deepEqual([data.digest, data.facts['clientcert']], [digest, 'agent01.example.com']);
  assert.ok(data.age >= 0 && Array.isArray(data.classes) && 'os' in data.facts);
});

test('answers echo, ping, status and every refusal in the reference agent’s words', limit, async (context) => {
  const { broker, start } = await agentLab(context);
  await start();
  const results: [string, string, JsonObject, JsonObject][] = [
    ['echo', 'echo', { argument: 'héllo ☃' }, { outcome: 'héllo ☃' }],
    ['ping', 'ping', {}, { request_hops: [] }],
    ['ping', 'ping', { sender_timestamp: '2026' }, { request_hops: [] }],
    [
      'status',
      'query',
      { transaction_id: 'nope' },
      {
        transaction_id: 'nope',
        status: 'unknown',
        stdout:
          '{"_error":{"kind":"puppetlabs.pxp-agent/execution-error","details":{},"msg":"found no results directory"}}',
      },
    ],
  ];
  for (const [index, [module, action, params, expected]] of results.entries()) {
    broker.blocking(`r${index}`, module, action, params);
    assert.deepEqual(await broker.results(`r${index}`), expected);
  }
  const refusals: [boolean, string, string, JsonObject, string][] = [
    [true, 'nosuch', 'run', {}, 'unknown module: nosuch'],
    [true, 'task', 'stop', {}, "unknown action 'stop' for module 'task'"],
    [false, 'task', 'stop', {}, "unknown action 'stop' for module 'task'"],
    [false, 'ping', 'ping', {}, "the module 'ping' supports only blocking PXP requests"],
    [false, 'status', 'query', { transaction_id: 'x' }, "the module 'status' supports only blocking PXP requests"],
    [false, 'echo', 'echo', { argument: 'x' }, "the module 'echo' supports only blocking PXP requests"],
    [true, 'status', 'query', {}, "invalid input for blocking 'status query' request (transaction e6)"],
    [true, 'task', 'run', { task: 'x' }, "invalid input for blocking 'task run' request (transaction e7)"],
    [
      false,
      'task',
      'run',
      { task: 'x', files: [], input: {} },
      "invalid input for non blocking 'task run' request (transaction e8)",
    ],
    [true, 'echo', 'echo', {}, "invalid input for blocking 'echo echo' request (transaction e9)"],
    [true, 'command', 'run', {}, "invalid input for blocking 'command run' request (transaction e10)"],
  ];
  for (const [index, [blocking, module, action, params, description]] of refusals.entries()) {
    const transaction = `e${index}`;
    const id = blocking
      ? broker.blocking(transaction, module, action, params)
      : broker.nonBlocking(transaction, module, action, params);
    const answer = await broker.final(transaction);
    assert.equal(answer.message_type, pxpMessage.error);
    assert.deepEqual(answer.data, { transaction_id: transaction, id, description });
    assert.equal(answer.target, controller);
  }
});

test('answers what is no request with an error_message, or not at all', limit, async (context) => {
  const { broker, start } = await agentLab(context);
  await start();
  const cases: [unknown, string][] = [
    [undefined, 'no data'],
    ['hello', 'invalid data'],
    [{ module: 'ping', action: 'ping' }, 'invalid data'],
    [{ transaction_id: 'x', module: 'ping', action: 'ping', params: null }, 'invalid data'],
    [{ transaction_id: 'x', module: 'ping', action: 'ping', extra: 1 }, 'invalid data'],
  ];
  for (const [data, expected] of cases) {
    const id = broker.send(pxpMessage.blockingRequest, data as JsonObject);
    const answer = await broker.message((message) => message.in_reply_to === id);
    assert.equal(answer.message_type, messageType.error);
    assert.equal(answer.data, expected);
    assert.equal(answer.target, controller);
  }
  const before = broker.received.length;
  broker.raw('this is not json');
  broker.raw(JSON.stringify({ message_type: pxpMessage.blockingRequest, sender: controller }));
  broker.send('http://puppetlabs.com/inventory_response', { uris: [] });
  broker.send(messageType.error, 'Not connected.');
  broker.blocking('still-alive', 'ping', 'ping');
  await broker.final('still-alive');
  assert.equal(broker.received.length, before + 1);
});

test('refuses transaction ids that are no plain name', limit, async (context) => {
  const { broker, start, data } = await agentLab(context);
  await start();
  for (const transaction of ['../x', '', 'a/b', 'x'.repeat(65)]) {
    broker.nonBlocking(transaction, 'command', 'run', { command: 'echo x' });
    const answer = await broker.final(transaction);
    assert.match(String((answer.data as JsonObject)['description']), /^invalid transaction_id: expected 1 to 64/);
  }
  assert.deepEqual(await readdir(join(data, 'spool')), []);
});

const inputScript = `#!/bin/sh
printf 'stdin=[%s]\\n' "$(cat)"
env | grep ^PT_ | sort
`;
const input = { s: 'str', i: 1, nul: null, arr: ['x', 2], h: { k: 'v' }, _noop: true };
const json = '{"s":"str","i":1,"nul":null,"arr":["x",2],"h":{"k":"v"},"_noop":true,"_task":"lab::im"}';
const variables = 'PT__noop=true\nPT__task=lab::im\nPT_arr=["x",2]\nPT_h={"k":"v"}\nPT_i=1\nPT_nul=null\nPT_s=str\n';

test('hands parameters over by each input method', limit, async (context) => {
  const { broker, start } = await agentLab(context);
  await start();
  const file = broker.offer('im.sh', inputScript);
  const cases: [JsonObject, string][] = [
    [{ input_method: 'stdin' }, `stdin=[${json}]\n`],
    [{ input_method: 'environment' }, `stdin=[]\n${variables}`],
    [{ input_method: 'both' }, `stdin=[${json}]\n${variables}`],
    [{}, `stdin=[${json}]\n${variables}`],
    [{ metadata: { input_method: 'stdin' } }, `stdin=[${json}]\n`],
    [{ metadata: {}, input_method: 'environment' }, `stdin=[${json}]\n${variables}`],
  ];
  for (const [index, [more, stdout]] of cases.entries()) {
    for (const kind of ['b', 'n']) {
      const transaction = `${kind}${index}`;
      const params = { task: 'lab::im', files: [file], input, ...more };
      if (kind === 'b') broker.blocking(transaction, 'task', 'run', params);
      else broker.nonBlocking(transaction, 'task', 'run', params);
      assert.deepEqual(await broker.results(transaction), { exitcode: 0, stdout }, transaction);
    }
  }
});

test('says why a task cannot be run', limit, async (context) => {
  const { broker, start } = await agentLab(context);
  await start();
  const file = broker.offer('im.sh', inputScript);
  const cases: [JsonObject, RegExp][] = [
    [{ input_method: 'bogus' }, /Error: unsupported task input method: bogus$/],
    [{ input_method: 'powershell' }, /Error: the input method 'powershell' needs an agent on Windows/],
    [
      { metadata: { implementations: [{ name: 'im.sh', requirements: ['no-such-feature'] }] } },
      /Error: no implementations match supported features: (puppet-agent, )?shell$/,
    ],
    [
      { features: ['f'], metadata: { implementations: [{ name: 'im.sh', requirements: ['f'] }] } },
      /Error: no implementations match supported features/,
    ],
    [
      { metadata: { implementations: [{ name: 'gone.sh' }] } },
      /Error: 'gone.sh' file requested by implementation not found$/,
    ],
    [
      { metadata: { files: ['nope/lib.rb'] } },
      /Error: 'nope\/lib.rb' file requested as additional task dependency not found$/,
    ],
    [
      { input: { big: 'x'.repeat(140_000) } },
      /parameter 'big' is too big for the environment \(140008 bytes, at most 131072\)/,
    ],
    [{ input: { nul: 'a\0b' } }, /parameter 'nul' cannot be passed in the environment/],
  ];
  for (const [index, [more, expected]] of cases.entries()) {
    broker.blocking(`x${index}`, 'task', 'run', { task: 'lab::im', files: [file], input: {}, ...more });
    const description = String(((await broker.final(`x${index}`)).data as JsonObject)['description']);
    assert.match(description, expected);
    assert.ok(
      description.startsWith(
        `Failed to execute the task for the blocking 'task run' request (transaction x${index}). `,
      ),
      description,
    );
  }
});

test('leaves no input behind when the program cannot be started', limit, async (context) => {
  const { broker, start, data } = await agentLab(context);
  await start();
  const input = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`p${index}`, 'x'.repeat(100_000)]));
  broker.nonBlocking('many', 'task', 'run', { task: 'lab', files: [broker.offer('im.sh', inputScript)], input });
  const { description } = (await broker.final('many')).data as { description: string };
  assert.match(
    description,
    /Error: all parameters together are too big for the environment: use the input method stdin$/,
  );
  assert.ok(!(await readdir(join(data, 'spool', 'many'))).includes('stdin'));
});

test('lays shared files out and removes them after the run', limit, async (context) => {
  const { broker, start, data } = await agentLab(context);
  await start();
  const script = `#!/bin/sh
cd "$PT__installdir" && find . -type f | sort && cat lab/files/lib.txt
case $0 in "$PT__installdir"/lab/tasks/multi.sh) echo in place ;; esac
echo "$PT__installdir" >&2
`;
  const files = [
    broker.offer('multi_ps.ps1', 'no'),
    broker.offer('multi.sh', script),
    broker.offer('lab/files/lib.txt', 'LIBRARY\n'),
    broker.offer('other/lib/deep/x.rb', 'x'),
    broker.offer('other/lib/y.rb', 'y'),
    broker.offer('unused/lib/z.rb', 'z'),
  ];
  const metadata = {
    implementations: [
      { name: 'multi_ps.ps1', requirements: ['powershell'], input_method: 'powershell' },
      { name: 'multi.sh', requirements: ['shell'], files: ['other/lib/'], input_method: 'environment' },
    ],
    files: ['lab/files/lib.txt'],
  };
  for (const kind of ['b', 'n']) {
    const params = { task: 'lab::multi', files, input: {}, metadata };
    if (kind === 'b') broker.blocking('multi-b', 'task', 'run', params);
    else broker.nonBlocking('multi-n', 'task', 'run', params);
    const { stderr, ...rest } = await broker.results(`multi-${kind}`);
    const stdout =
      './lab/files/lib.txt\n./lab/tasks/multi.sh\n./other/lib/deep/x.rb\n./other/lib/y.rb\nLIBRARY\nin place\n';
    assert.deepEqual(rest, { exitcode: 0, stdout });
    await assert.rejects(stat(String(stderr).trim()), { code: 'ENOENT' });
  }
  assert.deepEqual(
    broker.requests.filter((url) => url.includes('multi_ps') || url.includes('unused')),
    [],
  );
  const kept = (await readdir(join(data, 'spool', 'multi-n'))).filter((name) => name !== 'undelivered');
  assert.deepEqual(kept.sort(), ['exitcode', 'metadata', 'pid', 'start_time', 'stderr', 'stdout', 'wrapper']);
});

test('refuses files that would lie outside the install directory', limit, async (context) => {
  const { broker, start } = await agentLab(context);
  await start();
  const files = [broker.offer('im.sh', inputScript), broker.offer('../../evil', 'x', '/evil')];
  broker.blocking('evil', 'task', 'run', { task: 'lab', files, input: {}, metadata: { files: ['../../evil'] } });
  const { description } = (await broker.final('evil')).data as { description: string };
  assert.match(description, /'..\/..\/evil' is not the name of a file inside a module$/);
});

test('tries a download five times and says what was wrong', limit, async (context) => {
  const { broker, start, data } = await agentLab(context);
  const waits: number[] = [];
  await start({ clock: hastyClock(systemClock, waits) });
  const sha = { ...broker.offer('sha.sh', '#!/bin/sh\n'), sha256: 'a'.repeat(64) };
  broker.blocking('sha', 'task', 'run', { task: 'lab::sha', files: [sha], input: {} });
  const prefix = (id: string) =>
    `Failed to execute the task for the blocking 'task run' request (transaction ${id}). Error: Failed to download file with: `;
  assert.equal(
    ((await broker.final('sha')).data as JsonObject)['description'],
    `${prefix('sha')}The downloaded file "sha.sh" has a SHA that differs from the provided SHA`,
  );
  assert.deepEqual(waits, [1000, 2000, 4000, 8000]);
  assert.equal(broker.requests.length, 5);
  assert.deepEqual(await readdir(join(data, 'tasks-cache', 'a'.repeat(64))), []);

  const gone = {
    filename: 'a/gone.sh',
    uri: { path: '/x%20y/z', params: { environment: 'pro duc/t', 'k&': 'v=1' } },
    sha256: 'b'.repeat(64),
  };
  broker.blocking('gone', 'task', 'run', { task: 'lab::x', files: [gone], input: {} });
  const url = `${broker.primary}/x%20y/z?environment=pro%20duc%2Ft&k%26=v%3D1`;
  assert.equal(
    ((await broker.final('gone')).data as JsonObject)['description'],
    `${prefix('gone')}Downloading file "gone.sh" failed after trying all the available master-uris. Most recent error message: ${url} returned a response with HTTP status 404. Response body: {"kind":"not-found"}`,
  );
  assert.equal(broker.requests.length, 10);
});

test('runs a cached file without a request, and fetches one that was changed again', limit, async (context) => {
  const { broker, start, data } = await agentLab(context);
  await start();
  const file = broker.offer('init.sh', '#!/bin/sh\necho genuine\n');
  const run = async (transaction: string): Promise<JsonObject> => {
    broker.blocking(transaction, 'task', 'run', { task: 'lab', files: [file], input: {} });
    return broker.results(transaction);
  };
  assert.deepEqual(await run('one'), { exitcode: 0, stdout: 'genuine\n' });
  assert.deepEqual(await run('two'), { exitcode: 0, stdout: 'genuine\n' });
  assert.equal(broker.requests.length, 1);
  const directory = join(data, 'tasks-cache', String(file['sha256']));
  assert.equal((await stat(directory)).mode & 0o777, 0o750);
  assert.equal((await stat(join(directory, 'init.sh'))).mode & 0o777, 0o750);
  await writeFile(join(directory, 'init.sh'), '#!/bin/sh\necho tampered\n');
  assert.deepEqual(await run('three'), { exitcode: 0, stdout: 'genuine\n' });
  assert.equal(broker.requests.length, 2);
});

test('reports how a program ended', limit, async (context) => {
  const { broker, start } = await agentLab(context);
  await start();
  const cases: [string, JsonObject][] = [
    ['#!/bin/sh\necho begin; echo oops >&2; exit 7\n', { exitcode: 7, stdout: 'begin\n', stderr: 'oops\n' }],
    ['#!/bin/sh\nkill -9 $$\n', { exitcode: 9, signal: 'SIGKILL' }],
    ['#!/bin/sh\nexit 137\n', { exitcode: 137 }],
    ['#!/bin/sh\nkill -TERM $$\n', { exitcode: 15, signal: 'SIGTERM' }],
    ['#!/bin/sh\nprintf "\\377" >&2\n', { exitcode: 0, stderr: '\uFFFD' }],
    ['#!/bin/sh\nprintf "a\\000b" >&2\n', { exitcode: 0, stderr: 'a\uFFFDb' }],
    ['echo no interpreter line\n', { exitcode: 0, stdout: 'no interpreter line\n' }],
  ];
  for (const [index, [script, expected]] of cases.entries()) {
    const file = broker.offer(`case${index}.sh`, script);
    broker.nonBlocking(`c${index}`, 'task', 'run', {
      task: 'lab::c',
      files: [file],
      input: { unread: 'x'.repeat(100_000) },
    });
    assert.deepEqual(await broker.results(`c${index}`), expected, script);
    const status = Number(expected['exitcode']) === 0 ? 'success' : 'failure';
    assert.deepEqual(await broker.status(`c${index}`), { ...expected, status }, script);
  }
  const file = broker.offer('bad.sh', '#!/no/such/interpreter\n');
  broker.blocking('bad', 'task', 'run', { task: 'lab::c', files: [file], input: {} });
  const { stderr, ...rest } = await broker.results('bad');
  assert.deepEqual(rest, { exitcode: 2 });
  assert.match(String(stderr), /its interpreter \/no\/such\/interpreter is not installed/);
});

test('refuses output that is no text', limit, async (context) => {
  const { broker, start } = await agentLab(context);
  await start();
  for (const [index, bytes] of ['\\377', 'a\\000b'].entries()) {
    const file = broker.offer(`utf${index}.sh`, `#!/bin/sh\nprintf "${bytes}"\n`);
    const params = { task: 'lab::utf', files: [file], input: {} };
    const text = (kind: string, id: string) =>
      `The task executed for the ${kind} 'task run' request (transaction ${id}) returned invalid UTF-8 on stdout`;
    broker.blocking(`ub${index}`, 'task', 'run', params);
    assert.equal(
      ((await broker.final(`ub${index}`)).data as JsonObject)['description'],
      text('blocking', `ub${index}`),
    );
    broker.nonBlocking(`un${index}`, 'task', 'run', params);
    const msg = text('non blocking', `un${index}`);
    assert.equal(((await broker.final(`un${index}`)).data as JsonObject)['description'], msg);
    const _error = { kind: 'puppetlabs.pxp-agent/execution-error', details: {}, msg };
    assert.deepEqual(await broker.status(`un${index}`), {
      exitcode: 0,
      status: 'failure',
      stdout: JSON.stringify({ _error }),
    });
  }
});

test('output that no message can hold is an error, and is not read into memory', limit, async (context) => {
  const { broker, start } = await agentLab(context);
  await start();
  const size = 70_000_000;
  broker.nonBlocking('huge', 'command', 'run', { command: `head -c ${size} /dev/zero | tr '\\0' x` });
  const { description } = (await broker.final('huge')).data as { description: string };
  assert.equal(description, `Message size: ${size} exceeded max-message-size 67108864`);
});

test('command run goes to the login shell and keeps secrets out of the spool', limit, async (context) => {
  const { broker, start, data, lines } = await agentLab(context);
  await start();
  broker.nonBlocking('cmd', 'command', 'run', { command: 'x=hunter2; printf $x | wc -c; nosuchcommand' });
  const results = await broker.results('cmd');
  assert.equal(results['exitcode'], 127);
  assert.equal(results['stdout'], '7\n');
  const file = broker.offer('secret.sh', '#!/bin/sh\ncat >/dev/null\n');
  broker.nonBlocking('secret', 'task', 'run', {
    task: 'lab',
    files: [file],
    input: { password: 'hunter2' },
    input_method: 'stdin',
  });
  await broker.final('secret');
  for (const transaction of ['cmd', 'secret']) {
    const directory = join(data, 'spool', transaction);
    for (const name of await readdir(directory)) {
      if (name === 'stderr') continue;
      assert.ok(!(await readFile(join(directory, name), 'utf8')).includes('hunter2'), `${transaction}/${name}`);
    }
    const metadata = JSON.parse(await readFile(join(directory, 'metadata'), 'utf8'));
    assert.equal(metadata.request_params, '{}');
    assert.equal(metadata.status, 'success');
    assert.equal((await stat(join(directory, 'exitcode'))).mode & 0o777, 0o640);
    assert.equal((await stat(directory)).mode & 0o777, 0o750);
  }
  assert.ok(!lines.join('\n').includes('hunter2'));
});
