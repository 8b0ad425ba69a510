/** The TextMate grammars, read by the engine that VS Code uses. `UPDATE=1` writes the golden files anew. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from '../../orchestrator-core/language/index.ts';
import { type PqlToken, parsePql, pqlTokens } from '../../orchestrator-core/pql/index.ts';
import { recordedSources, recordedTemplates } from '../support/puppet-sources.ts';
import { scopeFaults } from './scope-faults.ts';
import { type Tokenized, tokenize } from './tokenize.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const nasty = readdirSync(fixtures).filter((name) => /\.e?pp$/.test(name));

interface Source {
  readonly name: string;
  readonly source: string;
  readonly tasks: boolean;
  readonly epp: boolean;
}

const recorded = recordedSources
  .map(({ id, source, tasks }): Source => ({ name: id, source, tasks, epp: false }))
  .filter(({ source, tasks }) => parse(source, { tasks }).faults.length === 0);

const templates = recordedTemplates.map((source): Source => ({ name: source, source, tasks: true, epp: true }));

const files = nasty.map((name): Source => {
  const source = readFileSync(join(fixtures, name), 'utf8');
  return { name, source, tasks: true, epp: name.endsWith('.epp') };
});

function read({ source, epp }: Source): Promise<Tokenized> {
  return tokenize(epp ? 'text.epp' : 'source.puppet', source);
}

/** Each line, and below it what it consists of; the grammar's own scope and the ending of the others are left out. */
function golden({ lines }: Tokenized): string {
  const text = lines.map((tokens) => {
    const pieces = tokens
      .filter((token) => token.text.trim() !== '')
      .map((token) => {
        const scopes = token.scopes.slice(1).map((scope) => scope.replace(/\.(?:puppet|epp|pql)$/, ''));
        return `  ${token.text}\t${scopes.join(' ')}\n`;
      });
    return `${tokens.map((token) => token.text).join('')}\n${pieces.join('')}`;
  });
  return text.join('');
}

for (const file of files) {
  test(`${file.name} is coloured as its golden file says`, async () => {
    const path = join(fixtures, `${file.name}.scopes`);
    const found = golden(await read(file));
    if (process.env['UPDATE'] === '1') writeFileSync(path, found);
    assert.equal(found, readFileSync(path, 'utf8'));
  });
}

test('queries.pql is coloured as its golden file says', async () => {
  const path = join(fixtures, 'queries.pql');
  const tokenized = await tokenize('source.pql', readFileSync(path, 'utf8'));
  const found = golden(tokenized);
  if (process.env['UPDATE'] === '1') writeFileSync(`${path}.scopes`, found);
  assert.equal(found, readFileSync(`${path}.scopes`, 'utf8'));
  assert.deepEqual(tokenized.open, []);
});

test('strings, numbers and fields of queries are where the parser finds them', async () => {
  const source = readFileSync(join(fixtures, 'queries.pql'), 'utf8');
  // Escapes that are none are there for their colour.
  const queries = source
    .replace(/\\[dq]/g, '')
    .replace(/^ *#.*\n/gm, '')
    .split('\n\n');
  for (const text of queries) {
    const parsed = parsePql(text);
    assert.ok(parsed.ok, text);
    const scoped = (await tokenize('source.pql', text)).lines.flat();
    for (const token of pqlTokens(parsed.tree)) {
      const wanted = scopeOf[token.kind];
      const inside = scoped.filter(({ start, text: piece }) => start < token.end && start + piece.length > token.start);
      const written = text.slice(token.start, token.end);
      for (const { scopes } of inside) {
        assert.ok(
          scopes.some((scope) => wanted.test(scope)),
          `${token.kind} ${written}: ${scopes.join(' ')}`,
        );
      }
    }
  }
});

const scopeOf: Readonly<Record<PqlToken['kind'], RegExp>> = {
  entity: /^entity\.name\.type/,
  field: /^variable\.other/,
  function: /^support\.function/,
  operator: /^keyword\.operator/,
  string: /^string\.quoted/,
  regexp: /^string\.quoted/,
  number: /^constant\.numeric/,
  keyword: /^(?:keyword|constant\.language)/,
};

test('no valid source leaves a scope open at its end', async () => {
  for (const source of [...recorded, ...templates, ...files]) {
    assert.deepEqual((await read(source)).open, [], source.name);
  }
});

test('strings, numbers, variables, types, comments and regular expressions are where the lexer finds them', async () => {
  for (const source of [...recorded, ...templates, ...files]) {
    assert.deepEqual(scopeFaults(source, await read(source)), [], source.name);
  }
});

test('a long manifest is coloured in good time', async () => {
  const source = files
    .map((file) => file.source)
    .join('\n')
    .repeat(20);
  const begun = process.cpuUsage();
  await tokenize('source.puppet', source);
  const took = process.cpuUsage(begun).user / 1000;
  assert.ok(took < 10_000, `${source.length} characters took ${took} ms`);
});
