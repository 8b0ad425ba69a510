import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import type { JsonObject } from '../../common/index.ts';
import type { Action } from '../../jobs/index.ts';
import { errorOf, TestPlace, type TestRun } from './test-runs.ts';

const place = await TestPlace.make();
after(() => place.remove());

/**
 * Stands for sudo: it asks as sudo does, on its errors, and reads one line; three wrong ones and it gives up. The user
 * is told by `AS`, and written down with each command. `-u` of a user that may not write to `locked` cannot either.
 */
const sudo = await place.file(
  'sudo',
  `#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in
    -S|-H) shift ;;
    -u) AS=$2; shift 2 ;;
    -p) prompt=$2; shift 2 ;;
    *) break ;;
  esac
done
export AS
echo "$AS" >> ${place.root}/sudo.log
case $AS in
  stranger) echo "tester is not in the sudoers file.  This incident will be reported." >&2; exit 1 ;;
  broken) echo "sudo: unknown user broken" >&2; exit 1 ;;
esac
if [ -n "$(cat ${place.root}/password)" ]; then
  echo "We trust you have received the usual lecture." >&2
  n=0
  while :; do
    printf '%s' "$prompt" >&2
    read -r given || { echo "sudo: no password was provided" >&2; exit 1; }
    [ "$given" = "$(cat ${place.root}/password)" ] && break
    n=$((n + 1))
    [ $n -lt 3 ] || { echo "sudo: 3 incorrect password attempts" >&2; exit 1; }
    echo "Sorry, try again." >&2
  done
fi
HOME=${place.root}/home-of-$AS
export HOME
exec "$@"
`,
  0o755,
);

async function asked(password: string): Promise<void> {
  await writeFile(join(place.root, 'password'), password);
  await writeFile(join(place.root, 'sudo.log'), '');
  await mkdir(join(place.root, 'home-of-other'), { recursive: true });
}

const log = async (): Promise<string> =>
  (await readFile(join(place.root, 'sudo.log'), 'utf8')).trim().replaceAll('\n', ' ');
const other = { 'sudo-executable': sudo, 'run-as': 'other' };
const output = ({ result }: TestRun): unknown => result.value['_output'] ?? result.value['stdout'];

const cases: readonly (readonly [string, string, JsonObject, string | undefined])[] = [
  ['without a password', '', {}, undefined],
  ['with the password of sudo', "it's 1", { 'sudo-password': "it's 1" }, undefined],
  ['with the password of the connection', 'p w', { password: 'p w' }, undefined],
  ['over what the inventory says', '', { 'run-as': 'nobody' }, 'other'],
];
for (const [name, password, config, runAs] of cases) {
  test(`becomes another user ${name}`, async () => {
    await asked(password);
    const options = { config: { ...other, ...config }, ...(runAs === undefined ? {} : { runAs }) };
    const action = await place.task(
      { 'one.sh': '#!/bin/sh\necho "$AS $PT_a"; pwd; cat; echo e >&2' },
      { parameters: { a: 'v' } },
    );
    const run = await place.run(action, options);
    assert.equal(output(run), `other v\n${place.root}/home-of-other\n{"a":"v","_task":"mod::one"}`);
    // Neither the question nor the lecture is the task's.
    assert.equal(
      run.chunks
        .filter(({ stream }) => stream === 'stderr')
        .map(({ text }) => text)
        .join(''),
      'e\n',
    );
    assert.deepEqual({ left: run.left, trips: run.trips, log: await log() }, { left: [], trips: 1, log: 'other' });
    const command = await place.run(
      { kind: 'command', command: 'echo $AS; pwd; echo e >&2', environment: { A: 'b' } },
      options,
    );
    assert.deepEqual(
      [output(command), command.result.value['stderr']],
      [`other\n${place.root}/home-of-other\n`, 'e\n'],
    );
    assert.doesNotMatch(JSON.stringify([run, command]), /it's 1|p w/);
  });
}

test('becomes nobody whom it is already', async () => {
  await asked('');
  const run = await place.run(
    { kind: 'command', command: 'echo "$AS"', environment: {} },
    { config: other, runAs: 'tester' },
  );
  assert.deepEqual([output(run), await log()], ['\n', '']);
});

test('uses the command that the target names in the place of sudo', async () => {
  const direct = await place.file(
    'direct',
    '#!/bin/sh\n[ "$1" = "as the user" ] && AS=$2 && export AS && shift 2 && exec "$@"',
    0o755,
  );
  const action = await place.task({ 'one.sh': '#!/bin/sh\necho "$AS"; cat' }, { parameters: { a: 'v' } });
  const run = await place.run(action, { config: { 'run-as': 'other', 'run-as-command': [direct, 'as the user'] } });
  assert.equal(output(run), 'other\n{"a":"v","_task":"mod::one"}');
});

const refusals: readonly (readonly [string, string, JsonObject, RegExp, string])[] = [
  [
    'no password',
    'secret',
    {},
    /^Sudo password for user tester was not provided for there: sudo asks for one/,
    'NO_PASSWORD',
  ],
  [
    'a wrong password',
    'secret',
    { 'sudo-password': 'wrong' },
    /^Sudo password for user tester not recognized on there: /,
    'BAD_PASSWORD',
  ],
  [
    'no permission',
    '',
    { 'run-as': 'stranger' },
    /^User tester does not have sudo permission on there: tester is not in the sudoers file\./,
    'SUDO_DENIED',
  ],
  [
    'an unknown user',
    '',
    { 'run-as': 'broken' },
    /^Could not become user 'broken' on there: sudo: unknown user broken$/,
    'ESCALATE_ERROR',
  ],
  [
    'no sudo',
    '',
    { 'sudo-executable': '/no/sudo' },
    /^Could not become user 'other' on there: .*\/no\/sudo: (?:not found|No such file or directory)$/,
    'ESCALATE_ERROR',
  ],
];
for (const tty of [false, true]) {
  for (const [name, password, config, message, code] of refusals) {
    test(`says why nobody else was become${tty ? ' on a terminal' : ''}: ${name}`, async () => {
      await asked(password);
      const action: Action = { kind: 'command', command: `touch ${place.root}/ran`, environment: {} };
      const { result, left } = await place.run(action, { config: { ...other, ...config, tty } });
      const error = errorOf(result);
      assert.equal(error.kind, 'puppetlabs.tasks/escalate-error');
      assert.match(error.msg, message);
      assert.deepEqual({ code: error.code, left, reached: result.reached }, { code, left: [], reached: false });
      await assert.rejects(stat(join(place.root, 'ran')));
    });
  }
}

test('becomes another user on a terminal, in Bolt’s steps', async () => {
  await asked('secret');
  const action = await place.task({ 'one.sh': '#!/bin/sh\necho "$AS $PT_a"; cat' }, { parameters: { a: 'v' } });
  const config = { ...other, 'run-as': 'daemon', 'sudo-password': 'secret', tty: true };
  const run = await place.run(action, { config });
  assert.equal(output(run), 'daemon v\r\n{"a":"v","_task":"mod::one"}');
  assert.deepEqual(
    { left: run.left, log: await log(), messages: run.messages },
    { left: [], log: 'root daemon daemon', messages: [] },
  );
});

test('says that files could not be given to a user whom nobody knows', async () => {
  await asked('');
  const action = await place.task({ 'one.sh': '#!/bin/sh' });
  const { result, left } = await place.run(action, { config: { ...other, 'run-as': 'nosuch', tty: true } });
  const { msg, code } = errorOf(result);
  assert.match(msg, /^Could not identify group of user nosuch: .*no such user/);
  assert.deepEqual({ code, left }, { code: 'ID_ERROR', left: [] });
});

test('lays files out as itself where the other user cannot', async () => {
  await asked('');
  // The shell that stands for `other` may not make directories here.
  const locked = await place.file(
    'mkdir',
    '#!/bin/sh\n[ -z "$AS" ] || { echo "mkdir: denied" >&2; exit 1; }\nexec /bin/mkdir "$@"',
    0o755,
  );
  const path = `${dirname(locked)}:${process.env['PATH'] ?? ''}`;
  const action = await place.task({ 'one.sh': '#!/bin/sh\necho "$AS $PT_a"' }, { parameters: { a: 'v' } });
  const run = await place.run(action, { config: { ...other, 'run-as': 'daemon' }, path });
  assert.equal(output(run), 'daemon v\n');
  assert.deepEqual({ left: run.left, log: await log() }, { left: [], log: 'daemon root daemon daemon' });
});

test('uploads and downloads as another user', async () => {
  await asked('');
  const source = await place.file('one.txt', 'text');
  const config = { ...other, 'run-as': 'daemon' };
  const up = await place.run({ kind: 'upload', source, destination: `${place.home}/up` }, { config });
  assert.equal(up.result.status, 'success');
  assert.equal(await log(), 'daemon');
  assert.equal(await readFile(`${place.home}/up`, 'utf8'), 'text');
  await asked('');
  const destination = join(place.root, 'dl');
  // The connection's own user is one that this machine knows, for files are given to it.
  const down = await place.run(
    { kind: 'download', source: `${place.home}/up`, destination },
    { config, user: 'nobody' },
  );
  assert.equal(await readFile(`${destination}/there/up`, 'utf8'), 'text');
  assert.deepEqual({ left: down.left, log: await log() }, { left: [], log: 'daemon root daemon' });
  const missing = await place.run({ kind: 'download', source: '/no/such', destination }, { config, user: 'nobody' });
  assert.match(
    errorOf(missing.result).msg,
    /^Could not copy file '\/no\/such' to temporary directory '.*': cp: .*No such file/,
  );
  assert.deepEqual(missing.left, []);
});
