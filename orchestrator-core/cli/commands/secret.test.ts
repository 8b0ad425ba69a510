import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runProgram } from '../program.ts';
import { testTerminal } from '../test-context.ts';

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'baton-secret-'));
  await writeFile(
    join(directory, 'bolt-project.yaml'),
    'name: keys\nplugins: {pkcs7: {keysize: 1024, private_key: k/p}}\n',
  );
});
after(() => rm(directory, { recursive: true, force: true }));

const none = { lint: async () => assert.fail(), format: async () => assert.fail() };

async function baton(...line: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const { terminal, out, err } = testTerminal();
  const code = await runProgram(
    [...line, '--project', directory],
    { ...terminal, readInput: async () => 'typed\n' },
    none,
  );
  return { code, out: out(), err: err() };
}

describe('baton secret', () => {
  it('makes keys where the project says, once', async () => {
    const made = `Created keys: ${directory}/k/p, ${directory}/keys/public_key.pkcs7.pem\n`;
    assert.deepEqual(await baton('secret', 'createkeys'), { code: 0, out: made, err: '' });
    const first = await readFile(join(directory, 'k/p'), 'utf8');
    const again = await baton('secret', 'createkeys');
    assert.match(again.out, /^There is a key at .*\/k\/p already, .* Use '--force' to replace it\.\n$/);
    assert.deepEqual([again.code, await readFile(join(directory, 'k/p'), 'utf8')], [1, first]);
    assert.equal((await baton('secret', 'createkeys', '--force')).out, made);
    assert.notEqual(await readFile(join(directory, 'k/p'), 'utf8'), first);
  });

  it('decrypts what it encrypted', async () => {
    const { out } = await baton('secret', 'encrypt', 'hunter2');
    assert.match(out, /^ENC\[PKCS7,[\w+/=]+\]\n$/);
    assert.equal((await baton('secret', 'decrypt', out.trim())).out, 'hunter2\n');
    assert.equal((await baton('secret', 'decrypt', (await baton('secret', 'encrypt', '-')).out)).out, 'typed\n');
  });

  it('says what it gives on standard error where JSON is asked for, as Bolt does', async () => {
    const { out, err } = await baton('secret', 'encrypt', 'hunter2', '--format', 'json');
    assert.deepEqual([out, /^ENC\[PKCS7,/.test(err)], ['', true]);
  });

  const refused: readonly (readonly [line: readonly string[], message: string])[] = [
    [['encrypt'], 'Must specify a value to encrypt\n'],
    [['decrypt'], 'Must specify a value to decrypt\n'],
    [['burn'], "Expected action 'burn' to be one of createkeys, encrypt, decrypt\n"],
    [['encrypt', 'x', '--plugin', 'nope'], "Unknown plugin: 'nope'\n"],
    [['encrypt', 'x', '--plugin', 'prompt'], 'Plugin prompt does not support secret_encrypt\n'],
    [['decrypt', 'x!'], "The encrypted value must look like 'ENC[PKCS7,…]'.\n"],
  ];
  for (const [line, message] of refused) {
    it(`refuses ${line.join(' ')}`, async () => {
      assert.deepEqual(await baton('secret', ...line), { code: 1, out: message, err: '' });
    });
  }

  it('asks plugins that are modules', async () => {
    const module = join(directory, 'modules/safe');
    await mkdir(join(module, 'tasks'), { recursive: true });
    await writeFile(join(module, 'bolt_plugin.json'), '{}');
    await writeFile(join(module, 'tasks/secret_encrypt.sh'), 'echo "{\\"value\\": \\"<$PT_plaintext_value>\\"}"\n', {
      mode: 0o755,
    });
    assert.equal((await baton('secret', 'encrypt', 'x', '--plugin', 'safe')).out, '<x>\n');
  });
});

it('--clear-cache forgets what plugins gave', async () => {
  const cache = join(directory, '.plugin_cache.json');
  await writeFile(
    join(directory, 'inventory.yaml'),
    'targets: [{_plugin: yaml, filepath: t.yaml, _cache: {ttl: 60}}]\n',
  );
  const show = async (target: string, ...options: readonly string[]): Promise<string> => {
    await writeFile(join(directory, 't.yaml'), `- ${target}\n`);
    const { out } = await baton('inventory', 'show', '--format', 'json', ...options);
    return (JSON.parse(out) as { targets: string[] }).targets.join();
  };
  assert.equal(await show('one'), 'one');
  assert.equal(await show('two'), 'one');
  assert.equal(await show('two', '--clear-cache'), 'two');
  assert.match(await readFile(cache, 'utf8'), /"result":\["two"\]/);
});
