import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../../orchestrator-core/common/index.ts';
import { ControlStream } from '../../orchestrator-core/transports/shell/control-stream.ts';
import { TestPlace } from '../../orchestrator-core/transports/shell/test-runs.ts';

const seed = 20_261_121;

/** Anything but NUL, which no argument can hold; quotes, breaks and what shells take for something often. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        "'",
        '"',
        '\\',
        '$(id)',
        '`',
        '\n',
        '\r',
        '\t',
        '*',
        '~',
        '!',
        '\u0001',
        '\u007f',
        '\u0081',
        '-n',
        '%s',
        ' ',
      ),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join('').replaceAll('\0', ''));

/** Names that `sh` can export, names that shells make something else of, and names that only `env` takes. */
const name = fc.oneof(
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,6}X$/),
  fc.constantFrom(
    'UID',
    'EUID',
    'RANDOM',
    'SECONDS',
    'SHELLOPTS',
    'BASHOPTS',
    'LANG',
    'LC_ALL',
    'path',
    'status',
    'HOME',
  ),
  fc.constantFrom('a.b', 'A-B', '1x', 'ü', "it's", 'a b'),
);

const dump = `#!/bin/sh
for one in "$@"; do printf '%s\\0' "$one"; done
printf '\\0END\\0'
cat /proc/$$/environ
`;

for (const shell of ['/bin/dash', '/bin/bash --posix']) {
  if (!existsSync(shell.split(' ')[0] ?? '')) continue;
  test(`arguments and environment arrive as they were given through ${shell}`, async () => {
    const place = await TestPlace.make();
    const script = await place.content("du'mp one.sh", dump);
    const property = fc.asyncProperty(
      fc.array(text, { maxLength: 5 }),
      fc.dictionary(name, text, { maxKeys: 4, noNullPrototype: true }),
      async (words, environment) => {
        const { result, left } = await place.run({ kind: 'script', script, arguments: words, environment }, { shell });
        const [first = '', rest = ''] = String(result.value['stdout']).split('\0END\0');
        assert.deepEqual(first === '' ? [] : first.slice(0, -1).split('\0'), words.length === 0 ? [] : words);
        const seen = new Set(rest.split('\0'));
        for (const [key, value] of Object.entries(environment))
          assert.ok(seen.has(`${key}=${value}`), `${key}=${value}`);
        assert.deepEqual(left, []);
      },
    );
    await fc.assert(property, { seed, numRuns: 60 }).finally(() => place.remove());
  });
}

test('parameters of any value arrive both ways', async () => {
  const place = await TestPlace.make();
  const property = fc.asyncProperty(
    fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9_]{0,6}$/), fc.oneof(text, fc.jsonValue({ maxDepth: 2 })), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
    async (given) => {
      const parameters = JSON.parse(JSON.stringify(given).replaceAll('\\u0000', '')) as JsonObject;
      const action = await place.task(
        { 'one.sh': "#!/bin/sh\ncat /proc/$$/environ; printf '\\0END\\0'; cat" },
        { parameters },
      );
      const { chunks } = await place.run(action);
      const [environment = '', input = ''] = chunks
        .map((chunk) => chunk.text)
        .join('')
        .split('\0END\0');
      assert.deepEqual(JSON.parse(input), { ...parameters, _task: 'mod::one' });
      const seen = new Set(environment.split('\0'));
      for (const [key, value] of Object.entries(parameters)) {
        assert.ok(seen.has(`PT_${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`), key);
      }
    },
  );
  await fc.assert(property, { seed, numRuns: 60 }).finally(() => place.remove());
});

test('messages are parted from output wherever pieces end', () => {
  const token = 'baton-token';
  const piece = fc.oneof(fc.string(), fc.constantFrom('baton-', 'baton-toke', 'b', '\n'));
  const property = fc.property(
    fc.array(piece),
    fc.array(piece),
    fc.array(fc.integer({ min: 1, max: 20 })),
    (before, after, cuts) => {
      const [first, second] = [before.join(''), after.join('')].map((one) => one.replaceAll(token, ''));
      const bytes = Buffer.from(`${first}${token} begun 42 ${token}\r\n${second}${token} note a\nb ${token}\n`);
      const stream = new ControlStream(token);
      const output: Uint8Array[] = [];
      const messages: unknown[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const next = at + (cuts[turn % Math.max(1, cuts.length)] ?? bytes.length);
        for (const part of stream.take(bytes.subarray(at, next))) {
          if ('message' in part) messages.push(part.message);
          else output.push(part.bytes);
        }
        at = next;
      }
      output.push(stream.end());
      assert.equal(Buffer.concat(output).toString(), Buffer.from(`${first}${second}`).toString());
      assert.deepEqual(messages, [
        { kind: 'begun', pid: 42 },
        { kind: 'note', text: 'a\nb' },
      ]);
    },
  );
  fc.assert(property, { seed, numRuns: 300 });
});
