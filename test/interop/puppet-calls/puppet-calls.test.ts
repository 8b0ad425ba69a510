/** What we say of wrong calls against the Puppet that is installed: it must refuse each, in the words that we use. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { findRuby } from '../puppet-parser/ask-puppet.ts';

const fixture = '../../../orchestrator-core/language/analysis/calls/fixtures/refused-by-puppet.jsonl';

/** What Puppet says of each source; undefined where it accepts it. */
async function compile(sources: readonly string[]): Promise<readonly (string | undefined)[]> {
  const ruby = spawn(await findRuby(), [join(import.meta.dirname, 'compile.rb')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(ruby, 'close');
  ruby.stdin.end(sources.map((source) => `${JSON.stringify(source)}\n`).join(''));
  const said: (string | undefined)[] = [];
  for await (const line of createInterface({ input: ruby.stdout })) {
    const [message] = JSON.parse(line) as [string | null];
    said.push(message ?? undefined);
  }
  await ended;
  return said;
}

test('Puppet refuses what we refuse, and says the same', async () => {
  const rows = readFileSync(join(import.meta.dirname, fixture), 'utf8')
    .trim()
    .split('\n');
  const refused = rows.map((row) => JSON.parse(row) as [source: string, code: string, message: string]);
  const said = await compile(['notice(upcase("a"))', ...refused.map(([source]) => source)]);
  assert.equal(said[0], undefined, 'a right source is accepted');
  assert.equal(said.length, refused.length + 1);
  for (const [index, [source, , message]] of refused.entries()) {
    assert.ok(said[index + 1]?.includes(message), `${source}\n  we: ${message}\n  Puppet: ${said[index + 1]}`);
  }
});
