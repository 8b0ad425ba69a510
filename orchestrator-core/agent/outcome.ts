import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../common/index.ts';
import type { Outcome } from './action.ts';
import { readIfThere } from './spool.ts';
import { signalName } from './wrapper.ts';

/** Bytes of the data part of a message that the agent sends, the reference's `max-message-size`. */
export const maxMessageSize: number = 64 * 1024 * 1024;

/** The request that an error text speaks of. */
export interface RequestName {
  readonly kind: 'blocking' | 'non blocking';
  readonly module: string;
  readonly action: string;
  readonly transaction: string;
}

/** `the blocking 'task run' request (transaction T)`, as in the reference agent's texts. */
export function describeRequest(name: RequestName): string {
  return `${name.kind} '${name.module} ${name.action}' request (transaction ${name.transaction})`;
}

/** The text for a message that is too big to be sent. */
export function tooBig(size: number): string {
  return `Message size: ${size} exceeded max-message-size ${maxMessageSize}`;
}

/** The exit code of an ended program; undefined while it has not ended. */
export async function readExitCode(directory: string): Promise<number | undefined> {
  const text = await readIfThere(join(directory, 'exitcode'));
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (found) => found.size,
    () => 0,
  );
}

/**
 * What came of a program whose exit code is known: its results, or the error that the reference agent gives for output
 * that is not text. Bytes of standard error that are no UTF-8 become U+FFFD; the reference would never answer there.
 */
export async function readOutcome(directory: string, name: RequestName, exitcode: number): Promise<Outcome> {
  const paths = { stdout: join(directory, 'stdout'), stderr: join(directory, 'stderr') };
  const size = (await sizeOf(paths.stdout)) + (await sizeOf(paths.stderr));
  if (size > maxMessageSize) return { kind: 'error', description: tooBig(size) };
  const [output, errors] = await Promise.all([readFile(paths.stdout), readFile(paths.stderr)]);
  if (!isUtf8(output) || output.includes(0)) {
    return {
      kind: 'error',
      description: `The task executed for the ${describeRequest(name)} returned invalid UTF-8 on stdout`,
    };
  }
  const stderr = new TextDecoder('utf-8', { ignoreBOM: true }).decode(errors).replaceAll('\0', '\uFFFD');
  const signal = signalName(Number(await readIfThere(join(directory, 'signal'))));
  const results: JsonObject = {
    exitcode,
    ...(output.length > 0 ? { stdout: output.toString('utf8') } : {}),
    ...(stderr.length > 0 ? { stderr } : {}),
    ...(signal === undefined ? {} : { signal }),
  };
  return { kind: 'results', results };
}
