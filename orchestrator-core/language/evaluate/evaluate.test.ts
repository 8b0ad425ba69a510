import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inferReduced, inferType } from '../types/infer-type.ts';
import { printType } from '../types/print-type.ts';
import { evaluateSource, type SourceAnswer } from './evaluate-source.ts';
import { otherwise } from './fixtures/otherwise.ts';
import type { Host } from './frame.ts';
import { nativeFunctions } from './functions/index.ts';
import { richJson, toRichData } from './rich-data.ts';
import { stringOf } from './string-format.ts';

/** What Puppet 7.23 answered, with `strict` on `error`: a value with its texts, or an error with its place. */
interface Row {
  readonly id: string;
  readonly src: string;
  readonly ok: boolean;
  readonly value?: unknown;
  readonly value_error?: string;
  readonly str?: string;
  readonly type?: string;
  readonly inferred?: string;
  readonly error?: string;
  readonly line?: number | null;
  readonly pos?: number | null;
}

function recordedIn(file: string): readonly Row[] {
  return readFileSync(join(import.meta.dirname, 'fixtures', file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

const rows = recordedIn('evaluation.jsonl');

const host: Host = {
  natives: nativeFunctions(),
  loadFunction: async () => undefined,
  findAlias: () => undefined,
  log: () => {},
  now: () => 0,
  digest: (algorithm, text) => createHash(algorithm).update(text).digest('hex'),
  hasResourceType: (name) => name === 'file' || name === 'class',
  files: { find: async () => undefined, read: async () => undefined, moduleDirectory: async () => undefined },
  lookup: async () => undefined,
  deepest: 100,
};

const options = { signal: new AbortController().signal, mostSteps: 100_000, turn: async () => {} };

function answered(answer: SourceAnswer): object {
  if (!answer.ok) return { ok: false, error: answer.message, line: answer.line, column: answer.column };
  const { value } = answer;
  return {
    ok: true,
    value: JSON.parse(richJson(toRichData(value))),
    str: stringOf(value),
    type: printType(inferType(value)),
    inferred: printType(inferReduced(value)),
  };
}

/** A value that Puppet could not serialize and a column that it does not tell are not compared. */
function recorded(row: Row): object {
  if (row.ok) {
    const { value = null, str = '', type = '', inferred = '' } = row;
    return { ok: true, str, type, inferred, ...(row.value_error === undefined && { value }) };
  }
  const error = row.error?.replace(/ \(file: [^)]*\)| on node vm$/g, '');
  return { ok: false, error, ...(row.line != null && { line: row.line }), ...(row.pos != null && { column: row.pos }) };
}

describe('evaluation as Puppet does it', () => {
  for (const row of rows) {
    it(`${row.id} ${row.src}`, async () => {
      const answer = answered(await evaluateSource(row.src, host, options));
      const ours = otherwise[row.id];
      if (ours === undefined) assert.deepEqual(answer, { ...answer, ...recorded(row) });
      else {
        assert.notDeepEqual(answer, { ...answer, ...recorded(row) }, 'no longer answered otherwise');
        assert.deepEqual(answer, { ...answer, ...ours.answer });
      }
    });
  }

  for (const row of recordedIn('asked.jsonl')) {
    it(`${row.id} ${row.src}`, async () => {
      const answer = answered(await evaluateSource(row.src, host, options));
      assert.deepEqual(answer, { ...answer, ...recorded(row) });
    });
  }

  it('answers all but ten as Puppet does', () => {
    assert.equal(Object.keys(otherwise).length, 10);
  });
});
