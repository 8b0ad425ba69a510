import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isJsonObject, type JsonObject, ManualClock, silentLog } from '../common/index.ts';
import { decodeFacts } from '../pxp/index.ts';
import { openNodeStore } from '../store/index.ts';
import { factSetOf, writeFacts } from './fact-writer.ts';

/** As they come from an agent: JSON that was read. */
function read(text: string): JsonObject {
  const facts: unknown = JSON.parse(text);
  assert.ok(isJsonObject(facts));
  const decoded = decodeFacts({ digest: 'd', age: 0, facts, classes: [] });
  assert.ok(decoded.ok);
  return decoded.value.facts;
}

test('facts that are many, deep or odd are stored or refused, and hold up no others', {
  timeout: 60_000,
}, async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'baton-facts-'));
  const store = await openNodeStore({ path: join(directory, 'nodes.sqlite') });
  context.after(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });
  const clock = new ManualClock();
  clock.advance(1_000_000_000);
  const ports = { store, clock, log: silentLog };
  const write = (certname: string, text: string): Promise<string> =>
    writeFacts(ports, { certname, values: read(text), at: clock.now() }).then(
      () => 'stored',
      (error: unknown) => (error instanceof Error && 'kind' in error ? String(error.kind) : String(error)),
    );
  const whole = '"facterversion": "4"';
  const many = Array.from({ length: 20_000 }, (_, index) => `"fact${index}": "${'x'.repeat(500)}"`).join();
  const depth = 3000;
  const outcomes = await Promise.all([
    write('many', `{${whole}, ${many}}`),
    write('deep', `{${whole}, "deep": ${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`),
    write(
      'odd',
      `{${whole}, "nul": "a\\u0000b", "half": "\\ud800", "": {"": []}, "big": 12345678901234567890, "__proto__": 1}`,
    ),
    write('plain', `{${whole}, "os": "x"}`),
  ]);
  assert.equal(outcomes[0], 'stored');
  assert.equal(outcomes[3], 'stored');
  for (const outcome of outcomes) assert.match(outcome, /^(stored|puppetlabs\.puppetdb\/command-error)$/);
  assert.equal(Object.keys((await store.facts('many'))?.values ?? {}).length, 20_001);
  assert.deepEqual((await store.facts('plain'))?.values, { facterversion: '4', os: 'x' });
  assert.equal((await factSetOf(store, 'plain'))?.producer, 'orchestrator');
});
