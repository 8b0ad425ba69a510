import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { JsonObject } from '../../common/index.ts';
import type { TaskMetadata } from '../../tasks/index.ts';
import { errorOf, TestPlace } from './test-runs.ts';

const place = await TestPlace.make();
after(() => place.remove());

const noop = '#!/bin/sh\n';
const dump = '#!/bin/sh\nprintf "A=$PT_a B=$PT_b N=$PT__noop T=$PT__task I=$PT__installdir "; cat';

const inputs: readonly (readonly [TaskMetadata['input_method'], string])[] = [
  [undefined, 'A=1 B={"x":[1]} N=true T=mod::one I= {"a":"1","b":{"x":[1]},"_noop":true,"_task":"mod::one"}'],
  ['stdin', 'A= B= N= T= I= {"a":"1","b":{"x":[1]},"_noop":true,"_task":"mod::one"}'],
  ['environment', 'A=1 B={"x":[1]} N=true T=mod::one I= '],
];
for (const tty of [false, true]) {
  for (const [method, expected] of inputs) {
    // A terminal is never at its end: `cat` would read it for ever.
    if (tty && method === 'environment') continue;
    test(`gives a task its parameters by ${method ?? 'both'}${tty ? ' on a terminal' : ' in one round trip'}`, async () => {
      const metadata = method === undefined ? {} : { input_method: method };
      const action = await place.task(
        { 'one.sh': dump },
        { metadata, parameters: { a: '1', b: { x: [1] } }, noop: true },
      );
      const { result, left, trips, messages } = await place.run(action, { config: { tty } });
      assert.equal(result.value['_output'], expected);
      assert.deepEqual({ left, messages, reached: result.reached }, { left: [], messages: [], reached: true });
      assert.equal(trips, tty ? 3 : 1);
    });
  }
}

test('runs a task that reads nothing of its input, and one with no parameters', async () => {
  const big = await place.task(
    { 'one.sh': '#!/bin/sh\nexec <&-; echo done' },
    { parameters: { a: 'x'.repeat(300_000) }, metadata: { input_method: 'stdin' } },
  );
  const { result } = await place.run(big);
  assert.deepEqual(result.value, { _output: 'done\n' });
  assert.deepEqual((await place.run(await place.task({ 'one.sh': noop }))).result.value, { _output: '' });
});

for (const [name, size, trips] of [
  ['small', 10, 1],
  ['large', 100_000, 4],
] as const) {
  test(`lays ${name} shared files out below _installdir`, async () => {
    const action = await place.task(
      {
        'one.sh': '#!/bin/sh\ncd "$PT__installdir" && find . -type f | sort && wc -c < other/lib/deep/b.rb',
        'mod/files/a.txt': 'a',
        'mod/files/empty': '',
        'other/lib/deep/b.rb': 'é'.repeat(size / 2),
        'unused/files/c': 'c',
      },
      { metadata: { files: ['mod/files/', 'other/lib/deep/b.rb'] } },
    );
    const { result, left, ...run } = await place.run(action);
    const listed = './mod/files/a.txt\n./mod/files/empty\n./mod/tasks/one.sh\n./other/lib/deep/b.rb\n';
    assert.equal(result.value['_output'], `${listed}${size}\n`);
    assert.deepEqual({ left, trips: run.trips }, { left: [], trips: trips === 4 ? 3 : 1 });
  });
}

test('takes the implementation for a shell, and puts the interpreter before it', async () => {
  const metadata: TaskMetadata = {
    implementations: [
      { name: 'one.ps1', requirements: ['powershell'] },
      { name: 'one.py', requirements: ['shell'], input_method: 'environment' },
    ],
  };
  const action = await place.task({ 'one.ps1': '', 'one.py': 'x' }, { metadata });
  const { result } = await place.run(action, { config: { interpreters: { py: ['/bin/echo', '-n', 'a  b'] } } });
  assert.match(String(result.value['_output']), /^a {2}b .*\/one\.py$/);
});

test('makes the directory that script-dir names, and keeps it when it is told to', async () => {
  const action = await place.task({ 'one.sh': '#!/bin/sh\nls -ld $(dirname "$0" | sed "s, ,?,g") | cut -c1-10' });
  const { result, left, messages } = await place.run(action, { config: { 'script-dir': 'mine', cleanup: false } });
  assert.equal(result.value['_output'], 'drwx------\n');
  assert.deepEqual(left, ['mine']);
  assert.deepEqual(messages, [`Skipping cleanup of tmpdir ${place.work}/mine`]);
  const again = await place.run(action, { config: { 'script-dir': 'mine' } });
  assert.match(errorOf(again.result).msg, /^Could not make tmpdir: mkdir: .*mine.*: File exists$/);
  await rm(join(place.work, 'mine'), { recursive: true });
});

test('streams output as it comes, in its order, and tells whole characters', async () => {
  const action = await place.task({
    'one.sh': "#!/bin/sh\nprintf 'a\\303'; sleep 0.05; printf '\\251b'; printf e >&2",
  });
  const { chunks } = await place.run(action);
  const of = (stream: string) => chunks.filter((one) => one.stream === stream).map(({ text }) => text);
  assert.deepEqual({ out: of('stdout').join(''), err: of('stderr') }, { out: 'aéb', err: ['e'] });
  assert.ok(chunks.every(({ text }) => !text.includes('\uFFFD')));
});

const commands: readonly (readonly [string, Readonly<Record<string, string>>, JsonObject, object])[] = [
  ['echo out; echo err >&2; exit 3', {}, {}, { stdout: 'out\n', stderr: 'err\n', exit_code: 3 }],
  ['[ -n "$BASH_VERSION" ] && echo bash; pwd', {}, {}, { stdout: `bash\n${place.home}\n`, stderr: '', exit_code: 0 }],
  ['printf "%s" "$FOO"', { FOO: "it's $HOME" }, {}, { stdout: "it's $HOME", stderr: '', exit_code: 0 }],
  ['cat', {}, {}, { stdout: '', stderr: '', exit_code: 0 }],
  ['kill -9 $$', {}, {}, { stdout: '', exit_code: 137 }],
  ["printf '\\377'", {}, {}, { stdout: '\\xFF', stderr: '', exit_code: 0 }],
  [
    'test -t 1 && echo terminal; echo err >&2',
    {},
    { tty: true },
    { stdout: 'terminal\r\nerr\r\n', stderr: '', exit_code: 0 },
  ],
  ['nosuchcmd', {}, {}, { exit_code: 127 }],
  ['exit 126', {}, {}, { stdout: '', exit_code: 126 }],
];
for (const [command, environment, config, expected] of commands) {
  test(`runs the command ${command}`, async () => {
    const { result, trips } = await place.run({ kind: 'command', command, environment }, { config });
    const { merged_output: _, _error: error, ...value } = result.value;
    assert.deepEqual({ ...value, ...expected }, value);
    assert.equal(error === undefined, value['exit_code'] === 0);
    assert.equal(trips, 1);
  });
}

test('says that programs may not run in the temporary directory', async () => {
  const { result } = await place.run({ kind: 'command', command: 'exit 126', environment: {} });
  assert.match(String(result.value['stderr']), /mounted using 'noexec'/);
});

const failures: readonly (readonly [
  string,
  Readonly<Record<string, string>>,
  TaskMetadata,
  JsonObject,
  string,
  RegExp,
  string | undefined,
])[] = [
  [
    'no directory',
    { 'one.sh': noop },
    {},
    { tmpdir: '/no/such' },
    'puppetlabs.tasks/task_file_error',
    /^Could not make tmpdir: mkdir: .*\/no\/such/,
    'TMPDIR_ERROR',
  ],
  [
    'no implementation',
    { 'one.sh': noop },
    { remote: true },
    {},
    'bolt/no-implementation',
    /^No suitable implementation of mod::one for there$/,
    undefined,
  ],
  [
    'no interpreter',
    { 'one.sh': '#!/no/such\n' },
    {},
    {},
    'puppetlabs.tasks/task-error',
    /exit code 127 and no stdout, but stderr contained:\n.*not found/s,
    'TASK_ERROR',
  ],
  [
    'PowerShell',
    { 'one.sh': noop },
    {},
    { 'login-shell': 'powershell' },
    'baton/unsupported-option',
    /PowerShell/,
    undefined,
  ],
];
for (const [name, files, metadata, config, kind, message, code] of failures) {
  test(`fails with a result: ${name}`, async () => {
    const { result, left } = await place.run(await place.task(files, { metadata }), { config });
    const error = errorOf(result);
    assert.equal(error.kind, kind);
    assert.match(error.msg, message);
    assert.equal(error.code, code);
    assert.deepEqual(left, []);
  });
}

for (const tty of [false, true]) {
  test(`says that a parameter is too big for the environment${tty ? ' on a terminal' : ''}`, async () => {
    const action = await place.task({ 'one.sh': noop }, { parameters: { a: 'x'.repeat(200_000) } });
    const { result, left } = await place.run(action, { config: { tty } });
    assert.match(
      errorOf(result).msg,
      /^The parameters are too big for the environment .* use the input method stdin\.$/,
    );
    assert.deepEqual(left, []);
  });
}

test('runs a script with its arguments', async () => {
  const script = await place.content('args.sh', '#!/bin/sh\nfor a in "$@"; do printf "<%s>" "$a"; done; printf "$FOO"');
  const words = ['a b', '$HOME', "it's", '', '*', 'new\nline', '-n', '"', '\\', '!', 'ü'];
  const { result, left } = await place.run({ kind: 'script', script, arguments: words, environment: { FOO: 'x y' } });
  assert.equal(result.value['stdout'], `${words.map((word) => `<${word}>`).join('')}x y`);
  assert.deepEqual(left, []);
});

const uploads: readonly (readonly [string, string])[] = [
  ['up/new.txt', 'up/new.txt'],
  ['up/old.txt', 'up/old.txt'],
  ['up', "up/o'ne.txt"],
  ['up/-n', 'up/-n'],
];
for (const [destination, path] of uploads) {
  test(`uploads a file to ${destination} in one round trip`, async () => {
    await mkdir(join(place.home, 'up'), { recursive: true });
    await writeFile(join(place.home, 'up/old.txt'), 'old and longer');
    const source = await place.file("o'ne.txt", Buffer.from([0, 255, 10, 13, 0]), 0o750);
    const { result, left, trips } = await place.run({ kind: 'upload', source, destination });
    assert.deepEqual(result.value, { _output: `Uploaded '${source}' to 'there:${destination}'` });
    assert.deepEqual([...(await readFile(join(place.home, path)))], [0, 255, 10, 13, 0]);
    assert.equal((await stat(join(place.home, path))).mode & 0o777, 0o750);
    assert.deepEqual({ left, trips }, { left: [], trips: 1 });
    await rm(join(place.home, 'up'), { recursive: true });
  });
}

test('copies directories there and back, over what is there', async () => {
  const source = join(place.root, 'tree');
  await mkdir(join(source, 'deep/empty'), { recursive: true });
  await writeFile(join(source, 'deep/run'), 'x', { mode: 0o755 });
  await symlink('deep/run', join(source, 'link'));
  const up = await place.run({ kind: 'upload', source, destination: 'there' });
  assert.equal(up.result.status, 'success');
  assert.deepEqual(up.left, []);
  const destination = join(place.root, 'dl');
  for (let time = 0; time < 2; time += 1) {
    const { result } = await place.run({ kind: 'download', source: join(place.home, 'there'), destination });
    assert.deepEqual(result.value, {
      path: `${destination}/there/there`,
      _output: `Downloaded 'there:${join(place.home, 'there')}' to '${destination}/there'`,
    });
  }
  assert.equal((await lstat(`${destination}/there/there/link`)).isSymbolicLink(), true);
  assert.equal((await stat(`${destination}/there/there/deep/run`)).mode & 0o777, 0o755);
  assert.deepEqual(await readdir(`${destination}/there`), ['there']);
});

test('says why a file could not be moved to its place', async () => {
  const source = await place.file('one.txt', 'x');
  const { result, left } = await place.run({ kind: 'upload', source, destination: '/no/such/x' });
  const { msg, code } = errorOf(result);
  assert.match(
    msg,
    /^Could not move temporary file '.*\/run-[^/]*\/one\.txt' to \/no\/such\/x: mv: .*No such file or directory$/,
  );
  assert.deepEqual({ code, left }, { code: 'MV_ERROR', left: [] });
});

// Whatever answers as sh must do; those that this machine has are asked.
const shells: readonly (readonly [string, string])[] = [
  ['/bin/dash', '/bin/dash'],
  ['/bin/bash', '/bin/bash --posix'],
  ['/bin/busybox', '/bin/busybox sh'],
  ['/bin/ksh', '/bin/ksh'],
  ['/bin/mksh', '/bin/mksh'],
  ['/bin/zsh', '/bin/zsh --emulate sh'],
  ...(process.env['BATON_TEST_SHELLS'] ?? '').split(':').map((one) => [one.split(' ')[0] ?? '', one] as const),
];
for (const [path, shell] of shells) {
  if (path === '' || !existsSync(path)) continue;
  test(`needs nothing that ${shell} does not have`, async () => {
    const values = { a: "it's\n\\n $HOME `x` \u0001\u007f \u0081é😀", b: { x: ['\u0000'] }, c: '' };
    const text = '#!/bin/sh\nprintf "%s|%s|%s|" "$PT_a" "$PT_b" "$PT_c"; cat; cat "$PT__installdir/mod/files/a"';
    const files = { 'one.sh': text, 'mod/files/a': 'shared', 'mod/files/b': '' };
    const action = await place.task(files, { parameters: values, metadata: { files: ['mod/files/'] } });
    const { result, left } = await place.run(action, { shell });
    const output = String(result.value['_output']);
    assert.ok(output.startsWith(`${values.a}|${JSON.stringify(values.b)}||`), output);
    const rest = output.slice(`${values.a}|${JSON.stringify(values.b)}||`.length);
    assert.deepEqual(JSON.parse(rest.slice(0, -'shared'.length)).a, values.a);
    assert.deepEqual(left, []);
    const failing = await place.run(await place.task({ 'one.sh': '#!/bin/sh\necho e >&2; exit 7' }), { shell });
    assert.match(errorOf(failing.result).msg, /exit code 7 and no stdout, but stderr contained:\ne\n$/);
    const source = await place.file('one.txt', 'x'.repeat(200_000), 0o640);
    await place.run({ kind: 'upload', source, destination: `${place.home}/one` }, { shell });
    assert.deepEqual((await stat(`${place.home}/one`)).mode & 0o777, 0o640);
    await rm(`${place.home}/one`);
  });
}
