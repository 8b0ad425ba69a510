/** Whatever a target's URI is made of, its password is in its URI and its options, and in nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nameOfUri, OrchestratorError, passwordUris } from '../../orchestrator-core/common/index.ts';
import { readInventory, type Target } from '../../orchestrator-core/inventory/index.ts';

const seed = 5;
const text = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 6 });
/** What no other part has. */
const password = fc.tuple(text('P%40:!$&=~.*?{}+;'), text('/#[]<>@ ')).map(([plain, odd]) => `QXZ${plain}${odd}ZXQ`);
const parts = fc.record({
  scheme: fc.constantFrom('', 'ssh://', 'local://', 'remote://', 'bogus://', 'SSH://'),
  user: text('ab.-_%é '),
  password,
  host: fc.oneof(text('hw.-%'), fc.constantFrom('[::1]', 'h', 'h.x')),
  port: fc.constantFrom('', ':22', ':', ':x', ':99999'),
  rest: fc.constantFrom('', '/a', '/a@b', '?c#d'),
});

test('a name holds no password, and is its own name', () => {
  fc.assert(
    fc.property(parts, ({ scheme, user, password: secret, host, port, rest }) => {
      const uri = `${scheme}${user}:${secret}@${host}${port}${rest}`;
      const name = nameOfUri(uri);
      assert.doesNotMatch(name, /QXZ|ZXQ/);
      assert.equal(nameOfUri(name), name);
      // Without a password nothing is left out.
      const plain = `${scheme}${user}@${host}${port}`;
      assert.equal(nameOfUri(plain), plain);
      assert.deepEqual(passwordUris(plain), []);
    }),
    { seed, numRuns: 5000 },
  );
});

test('a target shows no password but where it is reached, and no refusal does', () => {
  fc.assert(
    fc.property(parts, fc.boolean(), ({ scheme, user, password: secret, host, port }, isListed) => {
      const uri = `${scheme}${user}:${secret}@${host}${port}`;
      // A word with a space in it is several, of which none is this URI.
      fc.pre(isListed || !/[\s,]/.test(uri));
      const shown = (target: Target): string => JSON.stringify({ ...target, uri: '', options: {} });
      try {
        const source = isListed ? JSON.stringify({ targets: [{ uri }] }) : '{}';
        const inventory = readInventory({ text: source, path: '/p/inventory.yaml' });
        const targets = inventory.select([isListed ? 'all' : uri]);
        assert.doesNotMatch(JSON.stringify([inventory.groups(), inventory.targets()]), /QXZ|ZXQ/);
        for (const target of targets) assert.doesNotMatch(shown(target), /QXZ|ZXQ/);
      } catch (error) {
        if (!(error instanceof OrchestratorError)) throw error;
        assert.doesNotMatch(error.message, /QXZ|ZXQ/);
      }
    }),
    { seed, numRuns: 3000 },
  );
});
