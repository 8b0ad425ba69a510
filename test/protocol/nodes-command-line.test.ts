/** The commands about nodes, as a shell sees them: with a running orchestrator and agents, and without. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { runProgram } from '../../orchestrator-core/cli/program.ts';
import { testTerminal } from '../../orchestrator-core/cli/test-context.ts';
import { eventually } from '../support/eventually.ts';
import { type OrchestratorLab, orchestratorLab } from '../support/orchestrator-lab.ts';

const files = {
  'bolt-project.yaml': 'name: shop\n',
  'inventory.yaml': `
groups:
  - {name: web, targets: [web1, web2], facts: {role: web, os: {family: Debian}}}
  - {name: db, targets: [db1], facts: {role: db, os: {family: RedHat}, rank: 10}}
  - {name: far, targets: [{name: gone, uri: 'ssh://127.0.0.1:1'}]}
config: {transport: local}
`,
};

/** What a command line prints, and its exit code on a line of its own. */
async function baton(lab: OrchestratorLab, ...line: readonly string[]): Promise<string> {
  const { terminal, out, err } = testTerminal();
  const code = await runProgram([...line, '--project', lab.project, '--data', lab.data], terminal, noCommands);
  return `${out()}${err()}[exit ${code}]`;
}

const unexpected = async (): Promise<never> => {
  throw new Error('not a command about nodes');
};
const noCommands = { lint: unexpected, format: unexpected };

/** Times differ. */
function timeless(said: string): string {
  return said.replace(/\d+\.\d{2}/g, 'N');
}

test('without an orchestrator the inventory and what was kept are asked', async (context) => {
  const lab = await orchestratorLab(context, files);
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['find'], 'web1\nweb2\ndb1\ngone\n[exit 0]'],
    [['find', '-F', 'role=web', '-x', 'web2'], 'web1\n[exit 0]'],
    [['find', '-F', 'role=none'], 'No node is meant by: --with-fact role=none\n[exit 1]'],
    [
      ['find', '--batch', '2'],
      "'--batch' says how many nodes begin a run together, and this command runs nothing\n[exit 1]",
    ],
    [
      ['query', 'nodes {}', '--format', 'xml'],
      "Invalid configuration at command line:\n  Value at 'format' must be one of human, json, rainbow, csv\n[exit 1]",
    ],
    [['find', '-t', 'web', '--format', 'json'], '{"targets":["web1","web2"],"count":2}\n[exit 0]'],
    [
      ['find', '-S', 'role=web and'],
      "Expected a fact or a class after 'and', such as os.family=Debian.\n  --select 'role=web and'\n                     ^^^\n[exit 1]",
    ],
    [
      ['facts', 'os.family'],
      `Report for fact: os.family\n\n${' '.repeat(8)}${'Debian'.padEnd(40)} found 2 times\n${' '.repeat(8)}${'RedHat'.padEnd(40)} found 1 times\n\nFinished processing 3 / 4 hosts in N ms\n\n[exit 0]`,
    ],
    [
      ['facts', 'role', '-t', 'db', '-v'],
      `Report for fact: role\n\n${' '.repeat(8)}${'db'.padEnd(40)} found 1 times\n\n            db1\n\n\nFinished processing 1 / 1 hosts in N ms\n\n[exit 0]`,
    ],
    [
      ['facts', 'nope'],
      "No values found for fact nope\n\nFinished processing 0 / 4 hosts in N ms\n\nNo node has a fact 'nope'.\n[exit 0]",
    ],
    [
      ['facts', 'rank', '-F', 'role=x'],
      'No values found for fact rank\n\nFinished processing 0 / 0 hosts in N ms\n\nNo node is meant by: --with-fact role=x\n[exit 1]',
    ],
    [
      ['facts', 'rank', '--format', 'json'],
      '{"fact":"rank","values":[{"value":10,"count":1,"nodes":["db1"]}],"node_count":4}\n[exit 0]',
    ],
    [
      ['ping', '-t', 'web,gone', '--timeout', '60'],
      `web1${' '.repeat(36)} time=N ms\nweb2${' '.repeat(36)} time=N ms\n\n\n---- ping statistics ----\n2 replies max: N min: N avg: N \n\nNo response from:\n\n    gone: Failed to connect to gone: Connection refused - connect(2) for 127.0.0.1:1\n\n[exit 2]`,
    ],
    [
      ['ping', '-t', 'gone', '--format', 'json', '--timeout', '60'],
      `{ "items": [\n{"node":"gone","transport":"ssh","ok":false,"error":{"kind":"puppetlabs.tasks/connect-error","msg":"Failed to connect to gone: Connection refused - connect(2) for 127.0.0.1:1","details":{}},"milliseconds":N}\n],\n"statistics": {"replies":0,"max":null,"min":null,"avg":null} }\n[exit 4]`,
    ],
    [
      ['ping', '-F', 'role=none'],
      '\n\n---- ping statistics ----\nNo responses received\nNo node is meant by: --with-fact role=none\n[exit 1]',
    ],
    [['query', 'nodes[certname] {}'], '0 rows\n[exit 0]'],
    [
      ['command', 'run', 'true', '-F', 'osfamily=Debian'],
      "No node is meant by: --with-fact osfamily=Debian\nNo node has a fact 'osfamily'. It is part of a structured fact now: 'os.family'.\n[exit 1]",
    ],
    [['inventory', 'we'], 'There is no node we.\n[exit 1]'],
    [['inventory', 'wbe1'], 'There is no node wbe1. Did you mean web1?\n[exit 1]'],
    [['inventory', 'nope'], 'There is no node nope.\n[exit 1]'],
    [['command', 'run', 'true', '-F', 'role=none'], 'No node is meant by: --with-fact role=none\n[exit 1]'],
    [
      ['command', 'run', 'true', '--limit', '1'],
      "Command requires a targeting option: '--targets', '--rerun', or '--query'\n[exit 1]",
    ],
  ];
  for (const [line, said] of cases) {
    const found = timeless((await baton(lab, ...line)).replace(/"milliseconds":[\d.]+/g, '"milliseconds":N'));
    // Who answers first is printed first.
    assert.equal(line[0] === 'ping' ? sortedPongs(found) : found, said, line.join(' '));
  }
  const shown = await baton(lab, 'inventory', 'db1');
  assert.match(shown, /^Inventory for db1:\n\n {3}Node Statistics:\n {20}Transport: local\n/);
  assert.match(shown, /\n {3}Configuration Management Classes:\n {6}No classes applied\n/);
  const ran = await baton(lab, 'command', 'run', 'echo hi', '-F', 'os.family=Debian', '-1', '--no-save-rerun');
  assert.match(ran, /Successful on 1 target: web1\n/);
  // Those that were chosen are those that are shown.
  for (let round = 0; round < 5; round++) {
    const random = ['-t', 'web,db', '--limit', '1', '--limit-method', 'random', '--batch', '1', '--format', 'json'];
    const said = await baton(lab, 'command', 'run', 'true', ...random, '--no-save-rerun');
    const { items, target_count } = JSON.parse(said.replace(/\[exit 0\]$/, ''));
    assert.deepEqual([items.length, target_count], [1, 1], said);
  }
});

function sortedPongs(said: string): string {
  const [first, second, ...rest] = said.split('\n');
  const swapped = first?.startsWith('web2') === true && second?.startsWith('web1') === true;
  return swapped ? [second, first, ...rest].join('\n') : said;
}

test('names of targets are listed without what plugins would say of them', async (context) => {
  const lab = await orchestratorLab(context, {
    ...files,
    'inventory.yaml': `
targets:
  - name: a
    config: {transport: local, local: {tmpdir: {_plugin: env_var, var: BATON_NO_SUCH_VARIABLE}}}
  - {name: b, vars: {password: {_plugin: prompt, message: Password}}}
`,
  });
  assert.match(await baton(lab, 'inventory', 'show'), /^Targets\n {2}a\n {2}b\n[\s\S]*2 total[\s\S]*\[exit 0\]$/);
  assert.match(await baton(lab, 'inventory', 'show', '--format', 'json'), /"targets":\["a","b"\],"count":2\}/);
  assert.match(
    await baton(lab, 'inventory', 'show', '--detail', '-t', 'a'),
    /^env_var plugin requires [\s\S]*\[exit 1\]$/,
  );
});

test('agents answer a ping while they work, and are chosen by what they can do', async (context) => {
  const lab = await orchestratorLab(context, files);
  const { remote, child } = await lab.start(2);
  await eventually(
    'two agents',
    async () => (await remote.status()).connectedNodes,
    (count) => count === 2,
  );
  const job = await remote.run({ kind: 'command', command: 'sleep 60', targets: ['node1'] });
  await eventually(
    'the job',
    async () => (await remote.job(job)).nodes[0]?.state,
    (state) => state === 'running',
  );
  const pinged = timeless(await baton(lab, 'ping', '-A', 'pxp', '--timeout', '60'));
  assert.deepEqual(pinged.split('\n').slice(0, 2).sort(), [
    `node1${' '.repeat(35)} time=N ms`,
    `node2${' '.repeat(35)} time=N ms`,
  ]);
  assert.match(pinged, /\n\n---- ping statistics ----\n2 replies max: N min: N avg: N \n\[exit 0\]$/);
  await remote.stop(job);
  assert.equal(await baton(lab, 'find', '-I', '/^node/'), 'node1\nnode2\n[exit 0]');
  assert.match(await baton(lab, 'inventory', 'node1'), /\n {24}State: connected\n/);
  const { items } = JSON.parse(
    (await baton(lab, 'node', 'show', '-t', 'node1,db', '--format', 'json')).replace(/\[exit 0\]$/, ''),
  ) as { items: readonly { name: string }[] };
  assert.deepEqual(items.map(({ name }) => name).sort(), ['db1', 'node1']);
  // Facts that agents found are asked as those of the inventory are, by filters and by queries.
  const linux = ['-F', 'kernel=Linux', '-I', '/^node/'];
  await eventually(
    'facts',
    () => baton(lab, 'find', ...linux),
    (said) => said === 'node1\nnode2\n[exit 0]',
  );
  const query = "inventory[certname] { facts.kernel = 'Linux' order by certname }";
  assert.equal(await baton(lab, 'query', query), 'certname\nnode1\nnode2\n\n2 rows\n[exit 0]');
  assert.equal(await baton(lab, 'query', query, '-t', 'node2', '--format', 'csv'), 'certname\r\nnode2\r\n[exit 0]');
  assert.equal(await baton(lab, 'find', '-q', query, '-S', 'kernel=Linux'), 'node1\nnode2\n[exit 0]');
  assert.match(await baton(lab, 'facts', 'kernel'), /\n {8}Linux {36}found 2 times\n/);
  for (const path of ['processors.models.0', 'processors.models[0]']) {
    assert.match(await baton(lab, 'facts', path), /\n {8}\S.* found 2 times\n/, path);
  }
  // Nothing of all that was a job.
  assert.equal((await remote.jobs({ limit: 10 })).length, 1);
  // What was found is there without the orchestrator, too.
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  assert.equal(await baton(lab, 'find', ...linux), 'node1\nnode2\n[exit 0]');
  assert.equal(
    await baton(lab, 'query', query, '--format', 'json'),
    '[\n{"certname":"node1"},\n{"certname":"node2"}\n]\n[exit 0]',
  );
  // Agents are waited for where filters choose some, although the inventory names none.
  const ping = timeless(await baton(lab, 'ping', ...linux, '--limit', '1', '--timeout', '60'));
  assert.match(ping, /No response from:\n\n {4}node1: node1 is not connected\. Start its agent/);
  const wrong = await baton(lab, 'query', 'nodes { certname = }');
  assert.match(wrong, /PQL parse error at line 1, column 20:\n\nnodes \{ certname = \}\n {19}\^\n/);
});

test('a query takes no longer than it may', async (context) => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const { port } = silent.address() as AddressInfo;
  const lab = await orchestratorLab(context, {
    'bolt-project.yaml': `name: shop\npuppetdb: {server_urls: ["http://127.0.0.1:${port}"]}\n`,
  });
  assert.equal(
    await baton(lab, 'query', 'nodes {}', '--timeout', '1'),
    'The query was ended after 1 seconds, which is how long it may take. Ask for less, or allow it more.\n[exit 1]',
  );
});

test('a job goes on with its batches after the orchestrator was killed', async (context) => {
  const lab = await orchestratorLab(context, files);
  const { remote, child } = await lab.start();
  const targets = ['web', 'db', '--batch', '1', '--batch-sleep', '2'];
  const job = await remote.run({ kind: 'command', command: 'echo $$', targets });
  await eventually(
    'the pause',
    async () => (await remote.job(job)).batch,
    (batch) => batch?.next !== undefined,
  );
  child.kill('SIGKILL');
  const again = await lab.start();
  const over = await eventually(
    'the end',
    async () => again.remote.job(job),
    ({ state }) => state === 'finished',
  );
  const starts = over.nodes.map(({ started = 0 }) => started);
  assert.equal(starts.length, 3);
  for (const [index, start] of starts.entries()) {
    if (index > 0) assert.ok(start - (starts[index - 1] ?? 0) >= 2000, starts.join(' '));
  }
});
