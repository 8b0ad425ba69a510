import { access, constants, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { extname, join } from 'node:path';
import { parse } from 'yaml';
import { isJsonObject, type Json, type JsonObject, parseExact } from '../../common/index.ts';
import type { Warn } from './built-in.ts';
import { readBytes, thisMachine } from './machine.ts';
import { outputOf } from './program.ts';

/** Milliseconds for one program among the external facts, and for all of them. */
const patience = { one: 30_000, all: 120_000 };
/** Bytes that a file or a program may say, and how deep what it says may be nested. */
const most = { bytes: 1024 * 1024, depth: 50 };

/** Where Facter looks for external facts, the strongest last. */
export function externalDirectories(isRoot: boolean, home: string = homedir()): readonly string[] {
  if (process.platform === 'win32') {
    return [join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'PuppetLabs', 'facter', 'facts.d')];
  }
  return isRoot
    ? ['/opt/puppetlabs/facter/facts.d', '/etc/facter/facts.d', '/etc/puppetlabs/facter/facts.d']
    : [join(home, '.puppetlabs/opt/facter/facts.d'), join(home, '.facter/facts.d')];
}

/**
 * The facts in files (`.txt`, `.yaml`, `.json`) and of programs in these directories, as Facter reads them. One that is
 * broken, too long or too slow is left out, and said; the others are found.
 */
export async function externalFacts(
  directories: readonly string[],
  signal: AbortSignal,
  warn: Warn,
): Promise<JsonObject> {
  const found = new Map<string, Json>();
  const late = AbortSignal.timeout(patience.all);
  const ends = AbortSignal.any([signal, late]);
  for (const directory of directories) {
    for (const name of await thisMachine(ends).names(directory)) {
      if (name.startsWith('.') || /(\.bak|\.orig|~)$/.test(name)) continue;
      const path = join(directory, name);
      try {
        if (late.aborted) throw new Error(`not asked: the others took ${patience.all / 1000} seconds`);
        for (const [key, value] of Object.entries(await factsOf(path, ends))) found.set(key.toLowerCase(), value);
      } catch (error) {
        if (signal.aborted) return {};
        warn(`external facts: ${path}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  return Object.fromEntries(found);
}

/** Rejects with what is wrong. */
async function factsOf(path: string, signal: AbortSignal): Promise<JsonObject> {
  const extension = extname(path);
  if (['.txt', '.yaml', '.json'].includes(extension)) {
    const text = await readFacts(path);
    if (extension === '.txt') return parsePairs(text);
    const facts = extension === '.json' ? parseJson(text) : parseYaml(text);
    if (facts === undefined) {
      const format = extension === '.json' ? 'JSON' : 'YAML';
      throw new Error(`is no hash in ${format}, or nested more than ${most.depth} deep`);
    }
    return facts;
  }
  const output = await run(path, signal);
  if (output === undefined) return {};
  const facts = parseYaml(output) ?? parsePairs(output);
  if (Object.keys(facts).length === 0 && output.trim() !== '') {
    throw new Error('prints neither `name=value` nor a hash in YAML or JSON');
  }
  return facts;
}

async function readFacts(path: string): Promise<string> {
  const bytes = await readBytes(path, most.bytes).catch((error: Error) => {
    throw new Error(`cannot be read: ${error.message}`);
  });
  if (bytes === undefined) throw new Error(`is no plain file, or longer than ${most.bytes / 1024 ** 2} MiB`);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** What a program prints; undefined for what is none. Rejects where it fails. */
async function run(path: string, signal: AbortSignal): Promise<string | undefined> {
  const words = commandOf(path);
  const isProgram = await (process.platform === 'win32' ? words !== undefined : isExecutable(path));
  const [file = '', ...rest] = words ?? [];
  if (!isProgram) return undefined;
  const output = await outputOf({ file, arguments: rest, timeout: patience.one, most: most.bytes }, signal);
  if (output !== undefined) return output;
  const limits = `fails, takes more than ${patience.one / 1000} seconds, or prints more than ${most.bytes / 1024 ** 2} MiB`;
  throw new Error(limits);
}

/** How a program among the external facts is run; undefined for what Windows cannot run. */
export function commandOf(path: string, platform: NodeJS.Platform = process.platform): readonly string[] | undefined {
  if (platform !== 'win32') return [path];
  if (/\.ps1$/i.test(path)) {
    return ['powershell.exe', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', path];
  }
  return /\.(bat|cmd|com|exe)$/i.test(path) ? [path] : undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function parseJson(text: string): JsonObject | undefined {
  try {
    return plain(parseExact(text));
  } catch {
    return undefined;
  }
}

/** JSON is YAML too. Undefined where it is no hash. */
function parseYaml(text: string): JsonObject | undefined {
  try {
    return plain(parse(text));
  } catch {
    return undefined;
  }
}

/** The value as JSON has it; undefined where it is no hash, holds itself, or is nested too deeply. */
function plain(value: unknown): JsonObject | undefined {
  if (depthOf(value, most.depth) > most.depth) return undefined;
  const copy = parseExact(JSON.stringify(value) ?? 'null');
  return isJsonObject(copy) ? copy : undefined;
}

/** How deep a value is nested, as far as `limit` and one more. */
function depthOf(value: unknown, limit: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (limit < 0) return 1;
  return 1 + Object.values(value).reduce((deepest: number, part) => Math.max(deepest, depthOf(part, limit - 1)), 0);
}

/** Lines of `name=value`. */
function parsePairs(text: string): JsonObject {
  return Object.fromEntries(
    [...text.matchAll(/^([^=\r\n]+)=([^\r\n]+)/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}
