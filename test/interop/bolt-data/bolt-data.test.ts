import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openPlanInventory, readInventory } from '../../../orchestrator-core/inventory/index.ts';
import { fakeWorld } from '../../../orchestrator-core/plans/run/fake-world.ts';
import { runPlan } from '../../../orchestrator-core/plans/run/run-plan.ts';
import { accepted } from './accepted.ts';

/** What Bolt 3.30 answered: the value of the last statement as it prints it, or an error, and what it told. */
interface Row {
  readonly src: string;
  readonly ok: boolean;
  readonly value?: unknown;
  readonly kind?: string;
  readonly error?: string;
  /** Of the error, where Bolt tells one. */
  readonly column?: number;
  readonly out?: readonly (readonly [type: 'message' | 'verbose' | 'log', level: string, text: string])[];
}

const text = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');
const rows = text('cases.jsonl')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);

const project = {
  '/modules/golden/files/one.txt': 'one\n',
  '/modules/golden/files/sub/two.txt': 'two\n',
  '/project/files/one.txt': 'one\n',
  '/project/files/sub/two.txt': 'two\n',
};

async function answer(src: string): Promise<Row> {
  const inventory = readInventory({ text: text('inventory.yaml'), path: '/project/inventory.yaml', ruby: '/opt/ruby' });
  const start = 'plan m() { $answer = with() || { ';
  const source = `${start}${src} }\n return(with($answer) |$x| { $x }) }`;
  const world = {
    ...fakeWorld({ files: { ...project, '/modules/m/plans/init.pp': source } }),
    inventory: openPlanInventory(inventory),
  };
  const { write, remove, children } = world.files;
  const files = {
    ...world.files,
    write: (path: string, content: string | Uint8Array) => (isNowhere(path) ? missing(path) : write(path, content)),
    remove: (path: string) => (isNowhere(path) ? missing(path) : remove(path)),
    children: (path: string) => (isNowhere(path) ? missing(path) : children(path)),
  };
  const request = { plan: 'm', parameters: {}, noop: false };
  const outcome = await runPlan(
    request,
    { ...world, files },
    { signal: new AbortController().signal, turn: async () => {} },
  );
  const told = world.messages.map(({ level, text: said }) => {
    if (level === 'out') return ['message', 'info', said] as const;
    return level === 'verbose' ? (['verbose', 'debug', said] as const) : (['log', level, said] as const);
  });
  const out = told.length > 0 && { out: told };
  if (outcome.ok) return { src, ok: true, value: outcome.value, ...out };
  const { kind, msg, details } = outcome.error;
  const at = Number(details['column']) - start.length;
  return { src, ok: false, kind, error: plainly(msg), ...out, ...(Number.isFinite(at) && { column: at }) };
}

function isNowhere(path: string): boolean {
  return path.startsWith('/nope');
}

/** Without the place, which is another in our plan. */
function plainly(message: string): string {
  return message.replace(/ \(file: [^)]*\)/, '');
}

function expected({ error, ...row }: Row): Row {
  return error === undefined ? row : { ...row, error: plainly(error) };
}

async function missing(path: string): Promise<never> {
  throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
}

describe('values and functions of plans answer as Bolt does', () => {
  for (const row of rows) {
    it(row.src, async () => {
      const ours = accepted[row.src];
      const wanted = ours === undefined ? expected(row) : { src: row.src, ...ours.answer };
      const { column, ...found } = await answer(row.src);
      assert.deepEqual('column' in wanted && column !== undefined ? { ...found, column } : found, wanted);
    });
  }
  it('keeps no deviation of a case that is gone', () => {
    const sources = new Set(rows.map(({ src }) => src));
    assert.deepEqual(
      Object.keys(accepted).filter((src) => !sources.has(src)),
      [],
    );
  });
});
