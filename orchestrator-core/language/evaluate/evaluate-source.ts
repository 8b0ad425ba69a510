import { checkSource } from '../check/check.ts';
import { parse } from '../syntax/parser.ts';
import type { PuppetValue } from '../types/value.ts';
import { type DriveOptions, drive, evaluateProgram } from './evaluate-program.ts';
import { EvaluationError } from './evaluation.ts';
import type { Host } from './frame.ts';
import type { Scope } from './scope.ts';

/** The value of a source, or why it has none. Line and column count from 1, in UTF-16 units. */
export type SourceAnswer =
  | { readonly ok: true; readonly value: PuppetValue }
  | {
      readonly ok: false;
      readonly message: string;
      readonly path: string | undefined;
      readonly line: number | undefined;
      readonly column: number | undefined;
    };

/** Where a source comes from, and the variables that it begins with. */
export interface SourceOptions extends DriveOptions {
  readonly path?: string;
  readonly scope?: Scope;
}

/**
 * Evaluates a source: first it is read and checked, and what Puppet's own checker refuses is the answer.
 *
 * @throws what the signal aborts with.
 */
export async function evaluateSource(source: string, host: Host, options: SourceOptions): Promise<SourceAnswer> {
  const { path } = options;
  const parsed = parse(source, { tasks: true });
  const [fault] = parsed.faults;
  if (fault !== undefined) return { ok: false, message: fault.message, path, ...positionOf(source, fault.start) };
  const finding = checkSource(parsed, { scripting: true }).find(({ severity }) => severity === 'error');
  if (finding !== undefined) return { ok: false, message: finding.message, path, ...positionOf(source, finding.start) };
  try {
    return { ok: true, value: await drive(evaluateProgram({ parsed, path }, host, options.scope), options) };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    const { place } = error;
    const at =
      place === undefined ? { line: undefined, column: undefined } : positionOf(place.source, place.span.start);
    return { ok: false, message: error.message, path: place?.path ?? path, ...at };
  }
}

function positionOf(source: string, offset: number): { readonly line: number; readonly column: number } {
  const before = source.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
