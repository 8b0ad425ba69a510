import type { IncomingMessage } from 'node:http';
import {
  type Clock,
  decodeUtf8,
  type IdSource,
  isJsonObject,
  type Json,
  type Log,
  OrchestratorError,
} from '../../common/index.ts';
import type { NodeStore, StoreCommand } from '../../inventory/index.ts';
import { parsePuppetDb } from '../../store/index.ts';
import { announcedSize, type Budget, readBody } from './body.ts';
import type { DeadLetters } from './dead-letters.ts';
import { jsonReply, type Reply, refusal, replyOf } from './reply.ts';

/** What commands are given to. */
export interface CommandPorts {
  readonly store: NodeStore;
  /** Where those are kept that cannot be carried out. */
  readonly letters: DeadLetters;
  /** Bytes of a command when unpacked. */
  readonly largest: number;
  /** Bytes of all commands that are held at a time. */
  readonly budget: Budget;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly counts: CommandCounts;
}

/** What became of commands since the start. */
export interface CommandCounts {
  processed: number;
  discarded: number;
  /** That are being read or written now. */
  depth: number;
}

/** All there are; PuppetDB 7 takes no old versions of them over HTTP, which are taken here. */
const commands: readonly string[] = [
  'configure expiration',
  'deactivate node',
  'replace catalog',
  'replace catalog inputs',
  'replace facts',
  'store report',
];
const known = ['checksum', 'secondsToWaitForCompletion', 'certname', 'command', 'version', 'producer-timestamp'];
const needed = ['certname', 'version', 'command'];

/** Takes a command, by parameters and body or by body alone. What it answers with 200 is on the disk. */
export async function answerCommand(
  ports: CommandPorts,
  request: IncomingMessage,
  params: URLSearchParams,
): Promise<Reply> {
  if (request.method !== 'POST') throw refusal(405, `The ${request.method} method is not allowed for ${request.url}`);
  const announced = announcedSize(request) ?? 0;
  if (announced > ports.largest) {
    throw refusal(
      413,
      `Command rejected due to size exceeding max-command-size: at most ${ports.largest} bytes are taken.`,
    );
  }
  // Who does not say how much comes may bring as much as is taken.
  const giveBack = await ports.budget.take(announced || ports.largest);
  ports.counts.depth += 1;
  try {
    const body = await readBody(request, ports);
    const received = ports.clock.now();
    const command = params.has('command') ? byParameters(params, body, received) : byBody(body, received);
    return await carryOut(ports, command, secondsOf(params));
  } finally {
    ports.counts.depth -= 1;
    giveBack();
  }
}

function invalid(command: Json | undefined, certname: Json | undefined, ...why: readonly string[]): OrchestratorError {
  const quoted = (value: Json | undefined): string => JSON.stringify(value ?? null);
  const message = [`Command ${quoted(command)} for certname ${quoted(certname)} is invalid.`, ...why].join(' ');
  return new OrchestratorError('puppetlabs.puppetdb/invalid-command', message, { details: { error: message } });
}

/** The reply for {@link invalid}, which is JSON and not text as all others are. */
export function invalidCommandReply(error: unknown): Reply | undefined {
  if (!(error instanceof OrchestratorError) || error.kind !== 'puppetlabs.puppetdb/invalid-command') return undefined;
  return jsonReply(error.details, 400);
}

function byParameters(params: URLSearchParams, payload: Uint8Array, received: number): StoreCommand {
  return checked(Object.fromEntries(params), payload, received);
}

/** The older form: everything in one JSON object. */
function byBody(body: Uint8Array, received: number): StoreCommand {
  const text = decodeUtf8(body);
  let whole: Json = null;
  try {
    whole = text === undefined ? null : parsePuppetDb(text);
  } catch {
    // Told below.
  }
  const { command, version, payload, ...others } = isJsonObject(whole) ? whole : {};
  const certname = isJsonObject(payload) ? payload['certname'] : undefined;
  const old = 'Command was submitted without query parameters (old format).';
  if (command === undefined || version === undefined || payload === undefined) {
    const why = 'The request body must be a JSON map with required keys: command, version, payload';
    throw invalid(command, certname, old, why);
  }
  if (!isJsonObject(payload)) throw invalid(command, certname, old, 'The payload value must be a JSON map.');
  const { received: _, ...rest } = others;
  return checked(
    { command, version, ...(certname === undefined ? {} : { certname }), ...rest },
    Buffer.from(JSON.stringify(payload)),
    received,
  );
}

function checked(given: Readonly<Record<string, Json>>, payload: Uint8Array, received: number): StoreCommand {
  const { command, version, certname } = given;
  const missing = needed.filter((name) => given[name] === undefined);
  if (missing.length > 0) {
    throw invalid(command, certname, `Command is missing required parameters: ${missing.join(', ')}.`);
  }
  const strangers = Object.keys(given).filter((name) => !known.includes(name));
  if (strangers.length > 0)
    throw invalid(command, certname, `Command has invalid parameters: ${strangers.join(', ')}.`);
  if (typeof certname !== 'string' || certname.trim() === '') {
    throw invalid(command, certname, 'Certname must be a non-empty string.');
  }
  const name = typeof command === 'string' ? command.replaceAll('_', ' ') : '';
  if (!commands.includes(name)) throw invalid(command, certname, `Command must be one of: ${commands.join(', ')}.`);
  const wire = typeof version === 'string' && /^\d+$/.test(version) ? Number(version) : version;
  if (typeof wire !== 'number' || !Number.isSafeInteger(wire)) {
    throw invalid(name, certname, 'Version must be a valid integer.');
  }
  return { command: name, version: wire, certname, payload, received };
}

/** How long the sender waits for it; 0 where it only wants to know that it is kept. */
function secondsOf(params: URLSearchParams): number {
  const given = params.get('secondsToWaitForCompletion');
  if (given === null) return 0;
  const seconds = Number(given);
  if (given.trim() !== '' && Number.isFinite(seconds)) return Math.max(0, seconds);
  throw refusal(400, `secondsToWaitForCompletion must be a number, not '${given}'.`);
}

async function carryOut(ports: CommandPorts, command: StoreCommand, seconds: number): Promise<Reply> {
  const uuid = ports.ids.uuid();
  const done = submit(ports, command, uuid);
  if (seconds === 0) {
    await done;
    return jsonReply({ uuid });
  }
  try {
    const processed = await within(ports.clock, seconds * 1000, done);
    if (processed) return jsonReply({ uuid, processed: true, timed_out: false });
    return jsonReply({ uuid, processed: false, timed_out: true }, 503);
  } catch (error) {
    const said = replyOf(error)?.body ?? 'An unexpected error occurred while processing the command';
    return jsonReply({ uuid, processed: true, timed_out: false, error: String(said) }, 503);
  }
}

async function submit(ports: CommandPorts, command: StoreCommand, uuid: string): Promise<void> {
  const { store, counts, log, letters } = ports;
  try {
    await store.submit(command);
    counts.processed += 1;
  } catch (error) {
    // Whoever sent it has it still, and will send it again.
    if (!(error instanceof OrchestratorError) || error.kind !== 'puppetlabs.puppetdb/command-error') throw error;
    const path = await letters.keep(uuid, { ...command, reason: error.message });
    counts.discarded += 1;
    log.log(
      'warn',
      `puppetdb: '${command.command}' of ${command.certname} was discarded: ${error.message}; it is kept in ${path}`,
    );
    throw error;
  }
}

/** Whether `done` was in time; it goes on in any case. */
function within(clock: Clock, milliseconds: number, done: Promise<void>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(milliseconds, () => resolve(false));
    done.then(
      () => {
        timer.cancel();
        resolve(true);
      },
      (error) => {
        timer.cancel();
        reject(error);
      },
    );
  });
}
