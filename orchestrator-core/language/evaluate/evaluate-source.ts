import { checkSource } from '../check/check.ts';
import type { Finding } from '../check/finding.ts';
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
  try {
    return await evaluateParsed(source, host, options);
  } catch (error) {
    if (error instanceof RangeError) return outOfBounds(path);
    throw error;
  }
}

async function evaluateParsed(source: string, host: Host, options: SourceOptions): Promise<SourceAnswer> {
  const { path } = options;
  const parsed = parse(source, { tasks: true });
  const [fault] = parsed.faults;
  if (fault !== undefined) return { ok: false, message: fault.message, path, ...positionOf(source, fault.start) };
  // Plans are evaluated with `strict` on `error`, where a key that comes twice is one.
  const finding = checkSource(parsed, { scripting: true }).find(
    ({ severity, code }) => severity === 'error' || code === 'duplicate-key',
  );
  if (finding !== undefined)
    return { ok: false, message: finding.message, path, ...positionOf(source, placeOf(source, finding)) };
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

/** The engine's own end of stack or of memory for one value. */
function outOfBounds(path: string | undefined): SourceAnswer {
  const message = 'The source is nested too deep, or makes a value that is too big';
  return { ok: false, message, path, line: undefined, column: undefined };
}

function positionOf(source: string, offset: number): { readonly line: number; readonly column: number } {
  const before = source.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** Puppet places what it says of an operator at the operator, where an editor marks the whole expression. */
function placeOf(source: string, { message, start, end }: Finding): number {
  const [, operator] = /^(?:The operator|An?) '([-+~<>=]+)'/.exec(message) ?? [];
  const at = operator === undefined ? -1 : source.slice(start, end).indexOf(operator);
  return start + Math.max(0, at);
}
