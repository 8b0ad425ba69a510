/** `baton lint` and `baton format`, as a shell and a CI job see them. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { type DiskProject, diskProject } from '../support/language-client.ts';
import { recordedSources } from '../support/puppet-sources.ts';

const root = join(import.meta.dirname, '../..');
const program = join(root, 'program/main.ts');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(cwd: string, line: readonly string[]) {
  return spawn(process.execPath, [program, ...line], { cwd });
}

async function baton(cwd: string, line: readonly string[], input = ''): Promise<Ended> {
  const child = start(cwd, line);
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

function project(context: TestContext, files: Readonly<Record<string, string>>): DiskProject {
  const made = diskProject({ 'bolt-project.yaml': 'name: p\n', ...files });
  context.after(() => made.remove());
  return made;
}

const broken = 'plan p::a() {\n  $x =\n}\n';

test('what is wrong stands in lines that editors can follow, with a sum', async (context) => {
  const { directory } = project(context, {
    'plans/a.pp': broken,
    'tasks/t.json': '{"description": "t", "parameterz": {}}\n',
    'tasks/t.sh': 'true\n',
  });
  const { code, stdout, stderr } = await baton(directory, ['lint']);
  assert.deepEqual(stdout.split('\n'), [
    "plans/a.pp:3:1: error: Syntax error at '}', expected an expression [puppet-syntax-error]",
    "tasks/t.json:1:23: warning: The metadata of a task has no key 'parameterz'. Did you mean 'parameters'? [unknown-key]",
    '4 files checked: 1 error, 1 warning',
    '',
  ]);
  assert.deepEqual([code, stderr], [1, '']);
});

test('as JSON it is one array with places counted from 1', async (context) => {
  const { directory } = project(context, { 'plans/a.pp': broken });
  const { code, stdout } = await baton(directory, ['lint', 'plans', '--format', 'json']);
  const message = "Syntax error at '}', expected an expression";
  assert.deepEqual(JSON.parse(stdout), [
    {
      file: 'plans/a.pp',
      ...{ line: 3, column: 1, endLine: 3, endColumn: 2 },
      ...{ severity: 'error', code: 'puppet-syntax-error', message },
    },
  ]);
  assert.equal(code, 1);
});

test('other modules are known, from the project and from --modulepath', async (context) => {
  const { directory } = project(context, {
    'tasks/t.json': '{"description": "t", "files": ["other/files/there.txt"]}\n',
    'tasks/t.sh': 'ls "$PT__installdir"\n',
    'modules/other/files/here.txt': '',
    'modules/other/metadata.json': '{"name": "a-other"}\n',
    'elsewhere/other/files/there.txt': '',
    'elsewhere/other/metadata.json': '{"name": "a-other"}\n',
  });
  const own = await baton(directory, ['lint', 'tasks/t.json']);
  assert.match(own.stdout, /\[missing-file\]/);
  assert.equal(own.code, 1);
  const chosen = await baton(directory, ['lint', 'tasks/t.json', '--modulepath', 'elsewhere']);
  assert.equal(chosen.stdout, '1 file checked: nothing found\n');
  assert.equal(chosen.code, 0);
});

test('severities are chosen by code, and warnings can be counted', async (context) => {
  const { directory } = project(context, { 'tasks/t.json': '{"description": "t", "x": 1}\n', 'tasks/t.sh': 'true\n' });
  const lint = (...options: readonly string[]) => baton(directory, ['lint', 'tasks', ...options]);
  assert.equal((await lint()).code, 0);
  assert.equal((await lint('--max-warnings', '0')).code, 1);
  assert.equal((await lint('--max-warnings', '1')).code, 0);
  assert.equal((await lint('--severity', 'unknown-key=error')).code, 1);
  assert.equal((await lint('--severity', 'unknown-key=off')).stdout, '2 files checked: nothing found\n');
  const refusals = [
    ['--severity', 'unknown-key=bad'],
    ['--severity', 'unknown-key'],
    ['--severity', 'no-such-code=off'],
    ['nowhere'],
    ['tasks/t.txt'],
  ];
  for (const words of refusals) {
    const { code, stdout } = await lint(...words);
    assert.equal(code, 1);
    assert.match(stdout, new RegExp(words.at(-1)?.split('=')[0] ?? ''), words.join(' '));
  }
});

test("other people's code is left out, unless it is named or all is wanted", async (context) => {
  const { directory } = project(context, {
    '.modules/a/manifests/init.pp': 'class a {\n',
    'vendor/a/manifests/init.pp': 'class a {\n',
    'spec/fixtures/modules/a/manifests/init.pp': 'class a {\n',
    'node_modules/a/manifests/init.pp': 'class a {\n',
  });
  mkdirSync(join(directory, 'loop'));
  symlinkSync(directory, join(directory, 'loop/again'));
  assert.equal((await baton(directory, ['lint'])).stdout, '1 file checked: nothing found\n');
  assert.match((await baton(directory, ['lint', '--all'])).stdout, /^4 files checked: 3 errors/m);
  assert.equal((await baton(directory, ['lint', 'vendor/a/manifests/init.pp'])).code, 1);
});

test('a named file is checked wherever it lies', async (context) => {
  const files = diskProject({
    'inventory.yaml': 'targets: 5\n',
    'tasks/t.json': '{"parameters": 5}\n',
    'plans/a/b.yaml': 'steps: 5\n',
    'other.yaml': 'steps: 5\n',
  });
  context.after(() => files.remove());
  const { directory } = files;
  assert.equal((await baton(directory, ['lint'])).stdout, '0 files checked: nothing found\n');
  const { code, stdout } = await baton(directory, ['lint', 'inventory.yaml', 'tasks/t.json', 'plans/a/b.yaml']);
  assert.equal(code, 1);
  assert.deepEqual(stdout.match(/^\S+?: error(?=:)/gm), [
    'inventory.yaml:1:10: error',
    'tasks/t.json:1:16: error',
    'plans/a/b.yaml:1:8: error',
  ]);
  assert.match((await baton(directory, ['lint', 'other.yaml'])).stdout, /'other\.yaml' is no file/);
});

test('sources from standard input are judged as Puppet judges them', async (context) => {
  const { directory } = project(context, {});
  for (const withKind of [true, false]) {
    const lines = recordedSources.map(({ id, source, tasks }) =>
      JSON.stringify({ id, source, ...(withKind ? { kind: tasks ? 'plan' : 'manifest' } : {}) }),
    );
    const { code, stdout } = await baton(directory, ['lint', '--jsonl'], `${lines.join('\n')}\n`);
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; valid: boolean; diagnostics: { severity: string }[] });
    assert.deepEqual(
      answers.map(({ id, valid }) => [id, valid]),
      recordedSources.map(({ id, valid }) => [id, valid]),
    );
    for (const { id, valid, diagnostics } of answers) {
      if (!valid)
        assert.ok(
          diagnostics.some(({ severity }) => severity === 'error'),
          id,
        );
    }
    assert.equal(code, 0);
  }
});

const kinds: readonly (readonly [kind: string, good: string, bad: string])[] = [
  ['manifest', 'class a { }', 'class a {'],
  ['manifest', 'plan a() { }', 'plan a() { class b { } }'],
  ['pp', '$x = 1', '$x ='],
  ['plan', 'plan a() { return apply("x") { } }', 'plan a() { file { "/x": } }'],
  ['epp', '<%= $x %>', '<%= $x'],
  ['yaml-plan', 'steps:\n  - message: hello\n', 'steps: 1\n'],
  ['yaml-plan', 'steps:\n  - message: $gone\n', 'steps:\n  - message: $gone[\n'],
  [
    'task-metadata',
    '{"description": "t", "parameters": {"a": {"type": "String"}}}',
    '{"parameters": {"a": {"type": "String["}}}',
  ],
  ['bolt-project', 'name: a\n', 'name: 5\n'],
  ['Bolt_Project', 'name: a\n', 'name: 5\n'],
  ['inventory', 'targets: [a]\n', 'targets: 5\n'],
  ['inventory.yaml', 'targets: [a]\n', 'targets: 5\n'],
  ['hiera', 'version: 5\n', 'version: 5\nhierarchy: 5\n'],
];
for (const [kind, good, bad] of kinds) {
  test(`tells a good ${kind} from a bad one`, async (context) => {
    const { directory } = project(context, {});
    const lines = [good, bad].map((source, id) => JSON.stringify({ id, source, kind }));
    const { stdout } = await baton(directory, ['lint', '--jsonl'], lines.join('\n'));
    const valid = stdout.match(/"valid":(true|false)/g);
    assert.deepEqual(valid, ['"valid":true', '"valid":false'], stdout);
  });
}

test('each line is answered when it comes, and what is no question is said to be none', async (context) => {
  const { directory } = project(context, {});
  const child = start(directory, ['lint', '--jsonl']);
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ask = async (line: string) => {
    child.stdin.write(`${line}\n`);
    return JSON.parse(String((await answers.next()).value)) as { id: unknown; valid: boolean; error?: string };
  };
  assert.deepEqual(await ask('{"id": "one", "source": ""}'), { id: 'one', valid: true, diagnostics: [] });
  assert.match((await ask('no JSON')).error ?? '', /no JSON/);
  assert.match((await ask('[1]')).error ?? '', /no JSON object/);
  assert.match((await ask('{"id": 2}')).error ?? '', /no text "source"/);
  const unknown = await ask('{"id": 3, "source": "", "kind": "cobol"}');
  assert.deepEqual([unknown.id, unknown.valid], [3, false]);
  assert.match(unknown.error ?? '', /no kind "cobol"/);
  assert.equal((await ask('{"id": null, "source": "a {"}')).valid, false);
  // A line separator is a letter like others in JSON, and no end of a line.
  const separated = await ask('{"id": 4, "source": "# a\u2028b\\n$x = 1"}');
  assert.deepEqual([separated.id, separated.valid], [4, true]);
  child.stdin.end();
  await new Promise((resolve) => child.once('close', resolve));
  assert.equal(child.exitCode, 0);
});

test('format writes what changes, keeps modes and line ends, and names what it cannot format', async (context) => {
  const written = project(context, {
    'manifests/good.pp': 'class p::good { }\n',
    'manifests/bad.pp': 'class p::bad{\r\n}\r\n',
    'manifests/broken.pp': 'class p::one{ }\nclass p::two {\n',
    'templates/a.epp': '<%= $x   %>\n',
  });
  const { directory } = written;
  const path = join(directory, 'manifests/bad.pp');
  chmodSync(path, 0o664);
  const check = await baton(directory, ['format', '--check']);
  assert.equal(
    check.stdout,
    'manifests/bad.pp\nmanifests/broken.pp\n3 files: 2 would be changed, 1 file with faults\n',
  );
  assert.match(check.stderr, /^manifests\/broken\.pp: line 3: Syntax error at end of input/);
  assert.equal(check.code, 1);
  assert.equal(readFileSync(path, 'utf8'), 'class p::bad{\r\n}\r\n');
  const diff = await baton(directory, ['format', '--check', '--diff', 'manifests/bad.pp']);
  assert.match(diff.stdout, /^manifests\/bad\.pp\n-1: class p::bad\{\r\n\+1: class p::bad \{\r\n/);
  const format = await baton(directory, ['format']);
  assert.equal(format.code, 1);
  assert.equal(readFileSync(path, 'utf8'), 'class p::bad {\r\n}\r\n');
  assert.equal(statSync(path).mode & 0o777, 0o664);
  assert.equal(readFileSync(join(directory, 'manifests/broken.pp'), 'utf8'), 'class p::one { }\nclass p::two {\n');
  assert.equal(readFileSync(join(directory, 'templates/a.epp'), 'utf8'), '<%= $x   %>\n');
  const again = await baton(directory, ['format', 'manifests/good.pp', 'manifests/bad.pp', '--check']);
  assert.deepEqual([again.code, again.stdout], [0, '2 files: 0 would be changed\n']);
  assert.equal((await baton(directory, ['format', 'templates/a.epp'])).code, 1);
});

test('what is not UTF-8 is an error, but in a script', async (context) => {
  const { directory } = project(context, { 'tasks/t.json': '{"description": "t"}\n', 'tasks/t.sh': 'true\n' });
  const bytes = Buffer.from("$x = '\xff'\n", 'latin1');
  for (const name of ['a.pp', 'tasks/t.sh']) writeFileSync(join(directory, name), bytes);
  const { code, stdout } = await baton(directory, ['lint', '--format', 'json']);
  const found: readonly { file: string; line: number; column: number; code: string }[] = JSON.parse(stdout);
  assert.deepEqual(
    found.map((each) => [each.file, each.line, each.column, each.code]),
    [['a.pp', 1, 7, 'invalid-encoding']],
  );
  assert.equal(code, 1);
});

test('a file that cannot be looked at is told and fails the check, but for a program', async (context) => {
  const large = `class p::a {\n${' '.repeat(5 * 1024 * 1024)}`;
  const { directory } = project(context, { 'manifests/a.pp': large, 'tasks/t': large });
  const { code, stdout, stderr } = await baton(directory, [
    'lint',
    'manifests',
    'tasks',
    '--severity',
    'missing-metadata=off',
  ]);
  assert.equal(stderr, 'manifests/a.pp: not checked, since it cannot be read or has more than 4 MiB\n');
  assert.deepEqual([code, stdout], [1, '1 file checked: nothing found\n']);
});

test('a replacement character that is in the file is text like all other', async (context) => {
  const { directory } = project(context, { 'a.pp': "$x = '\u{fffd}'\n" });
  assert.equal((await baton(directory, ['lint', 'a.pp'])).stdout, '1 file checked: nothing found\n');
});

test('format leaves bytes that are no text alone', async (context) => {
  const { directory } = project(context, {});
  const path = join(directory, 'a.pp');
  const bytes = Buffer.from("$x='\xff'\n", 'latin1');
  writeFileSync(path, bytes);
  const { code, stderr } = await baton(directory, ['format', 'a.pp']);
  assert.deepEqual([code, stderr], [1, 'a.pp: not formatted, since it is not UTF-8\n']);
  assert.deepEqual(readFileSync(path), bytes);
});

test('the modules that every project has are known, and those of the project stand before them', async (context) => {
  const calls = "plan p::a() {\n  run_plan('facts', { 'target' => 'web' })\n  run_task('canary', 'web')\n}\n";
  const canary = { 'modules/canary/tasks/init.sh': 'true\n' };
  const { directory } = project(context, { 'plans/a.pp': calls, ...canary });
  const { stdout } = await baton(directory, ['lint', '--format', 'json', 'plans']);
  const found = (JSON.parse(stdout) as readonly { readonly message: string }[]).map(({ message }) => message);
  assert.deepEqual(found, [
    "facts: expects a value for parameter 'targets'",
    "facts: has no parameter named 'target'. Did you mean 'targets'?",
  ]);
});
