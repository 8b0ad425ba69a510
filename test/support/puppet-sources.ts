/** Sources of which the real Puppet was asked. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A manifest or plan, and what Puppet said of it. */
export interface RecordedSource {
  readonly id: string;
  readonly source: string;
  /** Whether it was read as `puppet parser validate --tasks` reads it. */
  readonly tasks: boolean;
  readonly valid: boolean;
}

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The manifests and plans that the tests of the parser and of the checks are about, too. */
export const recordedSources: readonly RecordedSource[] = read(
  'orchestrator-core/language/syntax/fixtures/parsing.jsonl',
)
  .trimEnd()
  .split('\n')
  .map((line): RecordedSource => JSON.parse(line));

/** EPP templates. */
export const recordedTemplates: readonly string[] = JSON.parse(
  read('test/interop/puppet-parser/fixtures/templates.json'),
);
