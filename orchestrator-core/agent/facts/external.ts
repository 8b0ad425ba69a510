import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { extname, join } from 'node:path';
import { parse } from 'yaml';
import { isJsonObject, type Json, type JsonObject } from '../../common/index.ts';
import { outputOf } from './program.ts';
import { namesIn, readText } from './read.ts';

/** Milliseconds for one program among the external facts. */
const patience = 30_000;

/** Where Facter looks for external facts, the strongest last. */
export function externalDirectories(isRoot: boolean, home: string = homedir()): readonly string[] {
  if (process.platform === 'win32') {
    return [join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'PuppetLabs', 'facter', 'facts.d')];
  }
  return isRoot
    ? ['/opt/puppetlabs/facter/facts.d', '/etc/facter/facts.d', '/etc/puppetlabs/facter/facts.d']
    : [join(home, '.puppetlabs/opt/facter/facts.d'), join(home, '.facter/facts.d')];
}

/** The facts in files (`.txt`, `.yaml`, `.json`) and of programs in these directories, as Facter reads them. */
export async function externalFacts(directories: readonly string[], signal: AbortSignal): Promise<JsonObject> {
  const found: Record<string, Json> = {};
  for (const directory of directories) {
    for (const name of await namesIn(directory)) {
      if (name.startsWith('.') || /(\.bak|\.orig|~)$/.test(name)) continue;
      Object.assign(found, lowered(await factsOf(join(directory, name), signal)));
    }
  }
  return found;
}

async function factsOf(path: string, signal: AbortSignal): Promise<JsonObject> {
  switch (extname(path)) {
    case '.txt':
      return parsePairs((await readText(path)) ?? '');
    case '.yaml':
    case '.json':
      return parseYaml(await readText(path)) ?? {};
    default: {
      const output = await run(path, signal);
      return parseYaml(output) ?? parsePairs(output ?? '');
    }
  }
}

async function run(path: string, signal: AbortSignal): Promise<string | undefined> {
  if (process.platform === 'win32') {
    const words = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', path];
    if (/\.ps1$/i.test(path)) return outputOf({ file: 'powershell.exe', arguments: words, timeout: patience }, signal);
    return /\.(bat|cmd|com|exe)$/i.test(path)
      ? outputOf({ file: path, arguments: [], timeout: patience }, signal)
      : undefined;
  }
  const isExecutable = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  return isExecutable ? outputOf({ file: path, arguments: [], timeout: patience }, signal) : undefined;
}

/** JSON is YAML too. Undefined where it is no hash. */
function parseYaml(text: string | undefined): JsonObject | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Lines of `name=value`. */
function parsePairs(text: string): JsonObject {
  return Object.fromEntries(
    [...text.matchAll(/^([^=\r\n]+)=([^\r\n]+)/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}

function lowered(facts: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name.toLowerCase(), value]));
}
