/** Facts that the owner of a machine adds: whatever is broken among them, the others are found. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { JsonObject } from '../../common/index.ts';
import { commandOf, externalFacts } from './external.ts';

const never = new AbortController().signal;
const skip = process.platform === 'win32';

async function factsDirectory(context: TestContext, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-facts-'));
  context.after(() => rm(directory, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(directory, name), text);
    if (text.toString('latin1').startsWith('#!')) await chmod(join(directory, name), 0o755);
  }
  return directory;
}

/** The facts of these files, and what was said of each that is broken, by its name. */
async function found(...directories: readonly string[]): Promise<{ facts: JsonObject; warnings: readonly string[] }> {
  const warnings: string[] = [];
  const facts = await externalFacts(directories, never, (text) => warnings.push(text));
  const plain = warnings.map((text) => directories.reduce((from, one) => from.replace(`${one}/`, ''), text));
  return { facts, warnings: plain };
}

test('external facts are files and programs', { skip }, async (context) => {
  const directory = await factsDirectory(context, {
    'a.txt': 'Role=web\nrack = 7 \nno value\n',
    'b.yaml': 'deep: {list: [1, two]}\n',
    'c.json': '\uFEFF{"number": 1.5, "role": "db"}',
    'd.sh': '#!/bin/sh\necho said=so\n',
    'e.sh': '#!/bin/sh\necho "tree: {leaf: true}"\n',
    g: 'not executable=1\n',
    'h.sh.bak': '#!/bin/sh\necho old=1\n',
    'silent.sh': '#!/bin/sh\n',
    '.hidden.txt': 'hidden=1\n',
  });
  assert.deepEqual(await found(join(directory, 'none'), directory), {
    facts: {
      role: 'db',
      'rack ': ' 7 ',
      deep: { list: [1, 'two'] },
      number: 1.5,
      said: 'so',
      tree: { leaf: true },
    },
    warnings: [],
  });
});

test('numbers of JSON stay as they are written', { skip }, async (context) => {
  const directory = await factsDirectory(context, { 'a.json': '{"size": 9223372036854775807, "share": 1.0}' });
  const { facts } = await found(directory);
  assert.equal(JSON.stringify(facts), '{"size":9223372036854775807,"share":1.0}');
});

test('what is broken is said and left out', { skip }, async (context) => {
  const deep = `${'['.repeat(60)}1${']'.repeat(60)}`;
  const directory = await factsDirectory(context, {
    'broken.yaml': ': [',
    'broken.json': '{"a": ',
    'cycle.yaml': 'a: &a [*a]\n',
    'deep.json': `{"a": ${deep}}`,
    'failing.sh': '#!/bin/sh\necho failed=yes\nexit 1\n',
    'garbage.sh': '#!/bin/sh\nprintf "\\377\\376 what is this\\n"\n',
    'large.sh': '#!/bin/sh\nhead -c 2000000 /dev/zero\n',
    'large.txt': `a=${'x'.repeat(2_000_000)}`,
    'latin1.txt': Buffer.from('city=M\xfcnchen\n', 'latin1'),
    'list.yaml': '- 1\n',
    'noformat.sh': '#!/no/such/interpreter\n',
    'good.txt': 'good=yes\n',
  });
  execFileSync('mkfifo', [join(directory, 'pipe.txt')]);
  await symlink('/dev/zero', join(directory, 'zero.txt'));
  await mkdir(join(directory, 'directory.txt'));
  const { facts, warnings } = await found(directory);
  assert.deepEqual(facts, { city: 'M\uFFFDnchen', good: 'yes' });
  const program = 'fails, takes more than 30 seconds, or prints more than 1 MiB';
  assert.deepEqual(warnings, [
    'external facts: broken.json: is no hash in JSON, or nested more than 50 deep',
    'external facts: broken.yaml: is no hash in YAML, or nested more than 50 deep',
    'external facts: cycle.yaml: is no hash in YAML, or nested more than 50 deep',
    'external facts: deep.json: is no hash in JSON, or nested more than 50 deep',
    'external facts: directory.txt: is no plain file, or longer than 1 MiB',
    `external facts: failing.sh: ${program}`,
    'external facts: garbage.sh: prints neither `name=value` nor a hash in YAML or JSON',
    `external facts: large.sh: ${program}`,
    'external facts: large.txt: is no plain file, or longer than 1 MiB',
    'external facts: list.yaml: is no hash in YAML, or nested more than 50 deep',
    `external facts: noformat.sh: ${program}`,
    'external facts: pipe.txt: is no plain file, or longer than 1 MiB',
    'external facts: zero.txt: is no plain file, or longer than 1 MiB',
  ]);
});

test('a fact may be called like anything', { skip }, async (context) => {
  const directory = await factsDirectory(context, { 'a.json': '{"__proto__": {"polluted": 1}, "constructor": "c"}' });
  const { facts } = await found(directory);
  assert.deepEqual(Object.keys(facts).sort(), ['__proto__', 'constructor']);
  assert.equal(({} as JsonObject)['polluted'], undefined);
});

test('a program speaks English whatever the machine speaks', { skip }, async (context) => {
  const directory = await factsDirectory(context, { 'a.sh': '#!/bin/sh\necho "locale=$LC_ALL"\n' });
  assert.deepEqual((await found(directory)).facts, { locale: 'C' });
});

test('Windows runs what it can', () => {
  const power = ['powershell.exe', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File'];
  for (const [name, command] of [
    ['a.ps1', [...power, 'a.ps1']],
    ['A.PS1', [...power, 'A.PS1']],
    ['a.bat', ['a.bat']],
    ['a.cmd', ['a.cmd']],
    ['a.exe', ['a.exe']],
    ['a.sh', undefined],
    ['a', undefined],
  ] as const) {
    assert.deepEqual(commandOf(name, 'win32'), command, name);
  }
});
