import assert from 'node:assert/strict';
import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import type { JsonObject } from '../../common/index.ts';
import { readInventory, type Target } from '../../inventory/index.ts';
import type { Action } from '../../jobs/index.ts';
import { listProcesses, systemClock } from '../../node/index.ts';
import { type ContainerEngine, createContainerConnector } from './container-connector.ts';
import { splitWords } from './split-words.ts';
import { errorOf, TestPlace } from './test-runs.ts';

const place = await TestPlace.make();
after(() => place.remove());

/** Stands for all four programs: what runs "in a container" runs here, in a home of its own; calls are written down. */
const program = await place.file(
  'docker',
  `#!/bin/sh
engine=\${0##*/}
echo "$engine $*" | head -1 | cut -c1-80 >> '${place.root}/calls'
[ -z "$DOCKER_HOST" ] || echo "host $DOCKER_HOST" >> '${place.root}/calls'
inside() { cd '${place.home}' && exec setsid -w env -i PATH="$PATH" HOME='${place.home}' "$@"; }
place() { echo "\${1#*:}"; }
case $engine$1 in
  dockerps|podmanps|lxclist|jls*) cat '${place.root}/list' ;;
  dockerexec|podmanexec)
    shift
    while [ "\${1#--}" != "$1" ]; do [ "$1" = --tty ] && tty=1; shift; done
    shift
    if [ -n "$tty" ]; then
      line=
      for word in "$@"; do line="$line '$(printf '%s' "$word" | sed "s/'/'\\\\\\\\''/g")'"; done
      exec script -qec "cd '${place.home}'; $line" /dev/null
    fi
    inside "$@" ;;
  lxcexec) while [ "$1" != -- ]; do shift; done; shift; inside "$@" ;;
  jexec*) shift 2; [ "\${1#-}" = "$1" ] || shift; inside "$@" ;;
  dockercp|podmancp)
    case $2$3 in */no/such*) echo "Error: No such container:path: $2" >&2; exit 1 ;; esac
    cp -R "$(place "$2")" "$(place "$3")" ;;
  lxcfile)
    mode=$2; shift 2
    while [ "\${1#--}" != "$1" ]; do shift; done
    cp -R "/$(place "$1" | sed 's,^[^/]*/,,')" "$(place "$2" | sed 's,^c1/,/,')" ;;
esac
`,
  0o755,
);
for (const name of ['podman', 'lxc', 'jls', 'jexec']) await symlink(program, join(dirname(program), name));
const environment = { PATH: `${dirname(program)}:${process.env['PATH']}` };

const id = 'f00dfeed0123456789';
const lists: Readonly<Record<ContainerEngine, string>> = {
  docker: `{"ID":"0000","Names":"other"}\n{"ID":"${id}","Names":"c1,alias"}\n`,
  podman: `[\n  {"Id": "${id}",\n "Names": ["c1"]\n }\n]\n`,
  lxd: '[{"name":"c10"},{"name":"c1"}]',
  jail: '{"jail-information": {"jail": [{"jid":"7","hostname":"c1","path":"/"}]}}',
};

function targetOf(engine: ContainerEngine, name: string, config: JsonObject = {}): Target {
  const text = JSON.stringify({
    targets: [{ name, uri: `${engine}://${name}`, config: { [engine]: { tmpdir: place.work, ...config } } }],
  });
  const [target] = readInventory({ text, path: '/inventory.yaml' }).select([name]);
  assert.ok(target);
  return target;
}

async function run(engine: ContainerEngine, action: Action, target = targetOf(engine, 'c1'), signal?: AbortSignal) {
  await writeFile(join(place.root, 'list'), lists[engine]);
  await writeFile(join(place.root, 'calls'), '');
  const connector = createContainerConnector(engine, { clock: systemClock, environment });
  const done = await place.run(action, { connector, target, ...(signal === undefined ? {} : { signal }) });
  return { ...done, calls: (await readFile(join(place.root, 'calls'), 'utf8')).trim().split('\n') };
}

const command = (line: string): Action => ({ kind: 'command', command: line, environment: { FOO: "it's" } });

for (const engine of ['docker', 'podman', 'lxd', 'jail'] as const) {
  test(`does every action in a container of ${engine}`, async () => {
    const task = await place.task({ 'one.sh': '#!/bin/sh\necho "$PT_a"; pwd; cat' }, { parameters: { a: 'v' } });
    const ran = await run(engine, task);
    assert.equal(ran.result.value['_output'], `v\n${place.home}\n{"a":"v","_task":"mod::one"}`);
    // One to find it, one to run: Bolt takes seven.
    assert.deepEqual({ calls: ran.calls.length, left: ran.left }, { calls: 2, left: [] });
    assert.equal((await run(engine, command('echo "$FOO"'))).result.value['stdout'], "it's\n");
    const source = join(place.root, `tree-${engine}`);
    await mkdir(join(source, 'deep'), { recursive: true });
    await writeFile(join(source, 'deep/file'), 'x');
    const up = await run(engine, { kind: 'upload', source, destination: `${place.home}/${engine}` });
    assert.deepEqual(up.result.value, { _output: `Uploaded '${source}' to 'c1:${place.home}/${engine}'` });
    const down = await run(engine, { kind: 'download', source: `${place.home}/${engine}`, destination: place.root });
    assert.equal(await readFile(`${String(down.result.value['path'])}/deep/file`, 'utf8'), 'x');
    assert.equal((await run(engine, { kind: 'wait', waitTime: 0, retryInterval: 1 })).result.status, 'success');
  });
}

const absent: readonly (readonly [ContainerEngine, string, string])[] = [
  ['docker', 'nope', "Failed to connect to docker://nope: Could not find a container with name or ID matching 'nope'"],
  ['podman', 'nope', "Failed to connect to podman://nope: Could not find a container with name or ID matching 'nope'"],
  ['lxd', 'c', "Failed to connect to lxd://c: Could not find a container with name or ID matching 'local:c'"],
  ['jail', 'nope', 'Failed to connect to jail://nope: Could not find a jail with name matching nope'],
];
for (const [engine, name, message] of absent) {
  test(`says that there is no ${engine} container ${name}`, async () => {
    const target = { ...targetOf(engine, name), name: `${engine}://${name}` };
    const { result } = await run(engine, command('true'), target);
    assert.deepEqual(errorOf(result), { kind: 'puppetlabs.tasks/connect-error', msg: message, code: 'CONNECT_ERROR' });
    assert.equal(result.reached, false);
    const waited = await run(engine, { kind: 'wait', waitTime: 0, retryInterval: 1 }, target);
    assert.equal(errorOf(waited.result).msg, `Timed out waiting for target: ${message}`);
  });
}

const found: readonly (readonly [ContainerEngine, string])[] = [
  ['docker', 'alias'],
  ['docker', id.slice(0, 6)],
  ['docker', id],
  ['podman', id.slice(0, 6)],
];
for (const [engine, name] of found) {
  test(`finds the ${engine} container ${name}`, async () => {
    const { result, calls } = await run(engine, command('true'), targetOf(engine, name));
    assert.equal(result.status, 'success');
    assert.ok(calls.at(-1)?.includes(`exec --interactive ${id} /bin/sh -c`), calls.at(-1));
  });
}

test('uses the shell and the service that the target names', async () => {
  const options = { 'shell-command': 'env "SHELL_OF=a  b" bash -c', 'service-url': 'tcp://far:1' };
  const { result, calls } = await run(
    'docker',
    command('echo "$SHELL_OF" $(test -n "$BASH_VERSION" && echo bash)'),
    targetOf('docker', 'c1', options),
  );
  assert.equal(result.value['stdout'], 'a  b bash\n');
  assert.ok(calls.includes('host tcp://far:1'));
});

test('gives a command a terminal', async () => {
  const { result } = await run(
    'docker',
    command('test -t 0 && echo terminal'),
    targetOf('docker', 'c1', { tty: true }),
  );
  assert.equal(result.value['stdout'], 'terminal\r\n');
});

test('says why nothing can be copied or run', async () => {
  const source = join(place.root, 'tree-docker');
  const target = targetOf('docker', 'c1');
  const missing = await run('docker', { kind: 'download', source: '/no/such', destination: place.root }, target);
  assert.match(
    errorOf(missing.result).msg,
    /^Error downloading content from container c1: Error: No such container:path/,
  );
  const far = targetOf('docker', 'c1', { tmpdir: '/no/such' });
  assert.match(
    errorOf((await run('docker', { kind: 'upload', source, destination: '/x' }, far)).result).msg,
    /^Could not make tmpdir: /,
  );
});

test('ends what runs in the container, and not the program alone', async () => {
  const abort = new AbortController();
  let pid = 0;
  await writeFile(join(place.root, 'list'), lists.docker);
  const connector = createContainerConnector('docker', { clock: systemClock, environment });
  const { result } = await place.run(command('setsid sleep 1000 & echo $!; wait'), {
    connector,
    target: targetOf('docker', 'c1'),
    signal: abort.signal,
    onOutput: ({ text }) => {
      pid = Number(text);
      abort.abort('stopped');
    },
  });
  assert.equal(errorOf(result).kind, 'baton/stopped');
  assert.equal(
    (await listProcesses()).some((one) => one.pid === pid),
    false,
  );
  await assert.rejects(stat(`/proc/${pid}`));
});

const lines: readonly (readonly [string, readonly string[] | undefined])[] = [
  ['bash -lc', ['bash', '-lc']],
  ['  a  "b c" \'d  e\'f "g\\"\\h" i\\ j ""', ['a', 'b c', 'd  ef', 'g"\\h', 'i j', '']],
  ['', []],
  ['a "b', undefined],
];
for (const [line, words] of lines) {
  test(`parts ${JSON.stringify(line)} into words`, () => {
    if (words === undefined) assert.throws(() => splitWords(line), { kind: 'bolt/validation-error' });
    else assert.deepEqual(splitWords(line), words);
  });
}
