/** Whatever a module's `tasks/` holds, listing answers with tasks and problems that stand inside their files. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../orchestrator-core/common/index.ts';
import { memoryFiles } from '../../orchestrator-core/project/index.ts';
import { completeParameters, listTasks, parameterForms, taskResult } from '../../orchestrator-core/tasks/index.ts';

const seed = 20261121;
const modules = [{ name: 'm', directory: '/m' }];
const anyJson = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
const mostly = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<T | Json> =>
  fc.oneof({ weight: 5, arbitrary: right }, { weight: 1, arbitrary: anyJson });
const typeText = fc.constantFrom(
  'String',
  'Optional[Integer]',
  'Enum[a',
  'Nope',
  "Enum['a', 'b']",
  '',
  'Sensitive',
  '1',
);
const fileText = fc.constantFrom(
  'm/files/',
  'm/files/x',
  'm/files',
  'm/nope/x',
  '../x',
  'n/files/x',
  '',
  '/',
  'm/files/sub//',
);

/** Metadata that is right in most places. */
const metadata = fc.record(
  {
    description: mostly(fc.string()),
    parameters: mostly(
      fc.dictionary(
        fc.constantFrom('a', 'b_1', 'constructor', '__proto__', 'Bad', ''),
        mostly(
          fc.record(
            {
              type: mostly(typeText),
              default: anyJson,
              description: mostly(fc.string()),
              sensitive: mostly(fc.boolean()),
            },
            { requiredKeys: [] },
          ),
        ),
        { maxKeys: 4 },
      ),
    ),
    files: mostly(fc.array(mostly(fileText), { maxLength: 3 })),
    implementations: mostly(
      fc.array(
        mostly(
          fc.record(
            { name: mostly(fc.constantFrom('t.sh', 'x.ps1', 'none')), requirements: mostly(fc.array(fc.string())) },
            { requiredKeys: [] },
          ),
        ),
        { maxLength: 2 },
      ),
    ),
    input_method: mostly(fc.constantFrom('stdin', 'both')),
    supports_noop: mostly(fc.boolean()),
    private: mostly(fc.boolean()),
    other: anyJson,
  },
  { requiredKeys: [] },
);
const whole = metadata.map((value) => JSON.stringify(value, undefined, 1));
const cut = fc.tuple(whole, fc.nat(), fc.string({ maxLength: 4 })).map(([text, at, put]) => {
  const offset = at % (text.length + 1);
  return text.slice(0, offset) + put + text.slice(offset + put.length + 1);
});

async function check(text: string): Promise<void> {
  const files = memoryFiles({
    '/m/tasks/t.json': text,
    '/m/tasks/t.sh': '',
    '/m/tasks/good.sh': '',
    '/m/tasks/x.ps1': '',
    '/m/files/x': '',
    '/m/files/sub/y': '',
  });
  const { tasks, problems } = await listTasks(files, modules);
  const lines = text.split('\n');
  for (const { line, column, message, path } of problems) {
    assert.equal(path, '/m/tasks/t.json');
    assert.ok(message.includes('/m/tasks/t.json'), message);
    if (line !== undefined)
      assert.ok((column ?? 0) >= 1 && (column ?? 0) <= (lines[line - 1]?.length ?? -1) + 1, message);
  }
  const found = tasks.find(({ name }) => name === 'm::t');
  assert.equal(
    found === undefined,
    problems.some(({ severity }) => severity === 'error'),
  );
  assert.equal(tasks.length, found === undefined ? 2 : 3);
  if (found === undefined) return;
  const findAlias = () => undefined;
  for (const form of parameterForms(found, findAlias)) assert.match(form.name, /^[a-z][a-z0-9_]*$/);
  try {
    completeParameters(found, { kind: 'text', values: { a: '1', __proto__: 'x' } }, { findAlias, noop: false });
  } catch (error) {
    assert.match(String(error), /Task m::t:\n /);
  }
}

test('metadata that is nearly right', async () => {
  await fc.assert(fc.asyncProperty(fc.oneof(whole, cut), check), { seed, numRuns: 2000 });
});

test('metadata that is anything', async () => {
  const bytes = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
  await fc.assert(fc.asyncProperty(fc.oneof(fc.json(), bytes), check), { seed, numRuns: 1000 });
  await check('['.repeat(100_000));
  await check(`{"parameters":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`);
});

test('what a task writes is a result, whatever it is', () => {
  const output = fc.oneof(
    fc.uint8Array(),
    fc.json().map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(output, fc.string(), fc.integer({ min: 0, max: 255 }), (stdout, stderr, exitCode) => {
      const { status, value } = taskResult('m::t', { stdout, stderr, exitCode });
      assert.equal(status === 'failure', '_error' in value);
      if (exitCode !== 0) assert.equal(status, 'failure');
    }),
    { seed, numRuns: 1000 },
  );
});
