import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checkSource } from '../check/check.ts';
import { parse } from '../syntax/parser.ts';
import { isRich, type PuppetValue, rich } from '../types/value.ts';
import { drive, evaluateProgram } from './evaluate-program.ts';
import type { Host } from './frame.ts';

/** What Puppet 7.23 answered, with `strict` on `error`: a value with its text, or an error. */
interface Row {
  readonly id: string;
  readonly group: string;
  readonly src: string;
  readonly ok: boolean;
  readonly value?: unknown;
  readonly error?: string;
}

const rows: readonly Row[] = readFileSync(join(import.meta.dirname, 'fixtures/evaluation.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);

const host: Host = {
  natives: new Map(),
  loadFunction: async () => undefined,
  findAlias: () => undefined,
  log: () => {},
  deepest: 100,
};

async function evaluated(source: string): Promise<{ readonly value: PuppetValue } | { readonly error: string }> {
  const parsed = parse(source, { tasks: true });
  const [fault] = [...parsed.faults, ...checkSource(parsed, { scripting: true })];
  if (fault !== undefined) return { error: fault.message };
  try {
    const options = { signal: AbortSignal.timeout(10_000), mostSteps: 100_000, turn: async () => {} };
    return { value: await drive(evaluateProgram({ parsed, path: undefined }, host), options) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

describe('evaluation as Puppet does it', () => {
  const groups = new Set(['arith', 'coll', 'compare', 'logic', 'control']);
  const isPlain = ({ ok, value }: Row) => !ok || !JSON.stringify(value).includes('__ptype');
  const withoutKind = (value: PuppetValue) => (isRich(value) && value[rich] === 'Float' ? value.value : value);
  const callsNothing = ({ src }: Row) => !/\b[A-Za-z]\w*\(/.test(src);
  const played = rows.filter((row) => groups.has(row.group) && isPlain(row) && callsNothing(row));
  for (const { id, src, ok, value, error } of played) {
    it(`${id} ${src}`, async () => {
      const answer = await evaluated(src);
      if (ok) assert.deepEqual('value' in answer ? withoutKind(answer.value) : answer.error, value);
      else assert.equal('error' in answer ? answer.error : undefined, error?.replace(/ \(file: .*$/s, ''));
    });
  }
});
