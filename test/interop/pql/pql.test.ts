/** Our parser of queries against that of the PuppetDB that is installed, over queries that are almost right. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import fc from 'fast-check';
import { astText, parseQueryText } from '../../../orchestrator-core/pql/index.ts';

/** Where Debian's package and Puppet's own have it. */
const programs = ['/usr/share/puppetdb/puppetdb.jar', '/opt/puppetlabs/server/apps/puppetdb/puppetdb.jar'];
const program = programs.find((path) => existsSync(path));
const skip =
  program === undefined ? `PuppetDB is not installed: apt-get install puppetdb (${programs.join(', ')})` : false;

const recorded = readFileSync(
  join(import.meta.dirname, '../../../orchestrator-core/pql/fixtures/puppetdb-parses.jsonl'),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => ({ line, query: String(JSON.parse(line).query) }));
const queries = recorded.map(({ query }) => query).filter((query) => query.length < 160);
const asts = recorded
  .filter(({ line }) => line.includes('"ast":'))
  .map(({ line }) => line.slice(line.indexOf('"ast":') + '"ast":'.length, -1));

/** PuppetDB's answers, one for each text. */
async function ask(texts: readonly string[]): Promise<readonly string[]> {
  const java = spawn(
    'java',
    [
      '-Xmx512m',
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-cp',
      program ?? '',
      'clojure.main',
      join(import.meta.dirname, 'parse.clj'),
    ],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  java.stdin.end(texts.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const answers = (await text(java.stdout)).trimEnd().split('\n');
  assert.equal(answers.length, texts.length, 'PuppetDB answered each text');
  return answers.map(plain);
}

/** An answer without what says the same in two ways: `1.0` is `1` here, and what no text can carry is `?`. */
function plain(answer: string): string {
  const { error } = JSON.parse(answer) as { error?: string };
  return error ?? withoutZeros(answer.slice('{"ast":'.length, -1));
}

/** Numbers are compared by what they are: `1.0E-10` and `1e-10`. */
function withoutZeros(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g, (found) =>
    /^-?\d+$/.test(found) || found.startsWith('"') ? found : String(Number(found)),
  );
}

function ours(query: string): string {
  const parsed = parseQueryText(query);
  return parsed.ok ? withoutZeros(astText(parsed.ast)) : parsed.error.message;
}

/**
 * What we say otherwise on purpose: a clause that stands twice is refused here already, and of four or more operands in a row
 * PuppetDB nests some at random, which means the same.
 */
function isAccepted(query: string, said: string): boolean {
  return said.startsWith('Multiple ') || (query.match(/\s(?:or|and)\s/g) ?? []).length > 2;
}

async function agrees(texts: readonly string[], context: { diagnostic(message: string): void }): Promise<void> {
  const theirs = await ask(texts);
  const differing = texts.flatMap((query, index) => {
    const said = ours(query);
    const expected = theirs[index] ?? '';
    return said === expected || isAccepted(query, said) ? [] : [{ query, said, expected }];
  });
  const read = theirs.filter((answer) => answer.startsWith('[')).length;
  context.diagnostic(`${texts.length} texts, of which PuppetDB reads ${read}`);
  assert.deepEqual(differing.slice(0, 5), []);
  assert.ok(read > texts.length / 20, `PuppetDB reads only ${read} of ${texts.length}: these say little`);
}

const pieces = [
  ...['nodes', 'facts', '{', '}', '[', ']', '(', ')', ' ', '  ', '\n', '\r\n', ',', 'and', 'or', 'in', '=', '!=', '~'],
  ...['~>', '!~', '!', '<', '>=', 'limit', 'offset', 'order by', 'group by', 'asc', 'desc', 'is null', 'is not null'],
  ...['"x"', "'y'", '1', '-', '1.5', 'e', 'true', 'false', 'count', 'count()', 'certname', 'facts.os', 'facts."a b".c'],
  ...['.', 'match(x)', 'trusted', '"', '\\', "'", '#', 'to_string', '?', 'parameters.a[0]', 'limit 1', '\\u00e9', '0'],
];

/** A text with up to three pieces taken out, put in, or exchanged. */
function broken(texts: readonly string[]): fc.Arbitrary<string> {
  const change = fc.record({ at: fc.nat(), removed: fc.nat({ max: 4 }), piece: fc.constantFrom('', ...pieces) });
  return fc.tuple(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 3 })).map(([query, changes]) =>
    changes.reduce((changed, { at, removed, piece }) => {
      const place = at % (changed.length + 1);
      return changed.slice(0, place) + piece + changed.slice(place + removed);
    }, query),
  );
}

test('whole and broken queries are what PuppetDB makes of them, and refused in its words', {
  skip,
}, async (context) => {
  const isOneArray = (json: string) => /^\s*\[/.test(json) && !ours(json).startsWith('Only one query');
  const inJson = fc.sample(broken(asts), { seed: 1, numRuns: 1000 }).filter(isOneArray);
  const inPql = fc.sample(broken(queries), { seed: 1, numRuns: 2000 });
  await agrees([...queries, ...inPql, ...asts, ...inJson], context);
});
