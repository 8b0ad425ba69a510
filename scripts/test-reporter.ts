/**
 * A reporter for node:test: one line of JSON per finished check, written where `--test-reporter-destination` says.
 * `scripts/test-files.ts` reads it.
 */
import { inspect } from 'node:util';

/** One finished check as the reporter writes it. */
export interface Check {
  readonly name: string;
  readonly verdict: 'passed' | 'failed' | 'skipped';
  readonly milliseconds: number;
  /** `file:line` of the check in the source, absolute. */
  readonly where: string;
  /** What went wrong, for people. */
  readonly detail?: string;
}

interface Finished {
  readonly name: string;
  readonly nesting: number;
  readonly file?: string;
  readonly line?: number;
  readonly skip?: string | boolean;
  readonly todo?: string | boolean;
  readonly details: { readonly duration_ms: number; readonly type?: string; readonly error?: Error };
}

type ReporterEvent = { readonly type: string; readonly data: unknown };

/** Failures of a parent only because a child failed say nothing new. */
function isEcho(error: Error | undefined): boolean {
  return error !== undefined && 'failureType' in error && error.failureType === 'subtestsFailed';
}

function checkOf(kind: string, finished: Finished, path: readonly string[]): Check | undefined {
  const { details } = finished;
  if (isEcho(details.error)) return undefined;
  const failed = kind === 'test:fail';
  if (details.type === 'suite' && !failed) return undefined;
  const skipped = !failed && (isSet(finished.skip) || isSet(finished.todo));
  return {
    name: [...path, finished.name].join(' > '),
    verdict: failed ? 'failed' : skipped ? 'skipped' : 'passed',
    milliseconds: details.duration_ms,
    where: `${finished.file ?? ''}:${finished.line ?? 0}`,
    ...(failed ? { detail: inspect(details.error?.cause ?? details.error, { depth: 6 }) } : {}),
  };
}

function isSet(mark: string | boolean | undefined): boolean {
  return mark !== undefined && mark !== false;
}

/** The reporter. */
// biome-ignore lint/style/noDefaultExport: node:test calls a reporter's default export.
export default async function* report(source: AsyncIterable<ReporterEvent>): AsyncGenerator<string> {
  const path: string[] = [];
  for await (const { type, data } of source) {
    const finished = data as Finished;
    if (type === 'test:start') {
      path.length = finished.nesting;
      path[finished.nesting] = finished.name;
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const check = checkOf(type, finished, path.slice(0, finished.nesting));
    if (check !== undefined) yield `${JSON.stringify(check)}\n`;
  }
}
