import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { isJsonObject, OrchestratorError } from './common/index.ts';

/** The places in a project's data directory. */
export interface DataDirectory {
  readonly root: string;
  /** The CA and every certificate, in Puppet's layout. */
  readonly ssl: string;
  /** The CA's certificate, as everybody who is to trust it gets it. */
  readonly ca: string;
  readonly journal: string;
  /** What is kept of nodes: facts, catalogs, reports. */
  readonly nodeStore: string;
  /** Commands for PuppetDB that could not be carried out, each with its reason. */
  readonly discarded: string;
  /** The agents that were ever connected. */
  readonly agents: string;
  readonly content: string;
  /** Journals of plans that commands run by themselves. */
  readonly plans: string;
  /** Working directories of local nodes. */
  readonly nodes: string;
  /** Temporary files of runs; emptied with each start. */
  readonly scratch: string;
  readonly token: string;
  /** Where the running orchestrator is reached. */
  readonly endpoint: string;
  /** The ports of the last start, so that agents find the next one where this one was. */
  readonly ports: string;
}

/** `${XDG_DATA_HOME:-~/.local/share}/baton/<name>-<8 hex of the path's SHA-256>`. */
export function defaultDataDirectory(project: string, environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment['XDG_DATA_HOME'] || join(homedir(), '.local', 'share');
  const digest = createHash('sha256').update(project).digest('hex').slice(0, 8);
  return join(base, 'baton', `${basename(project) || 'root'}-${digest}`);
}

export function dataDirectory(root: string): DataDirectory {
  const at = (name: string): string => join(root, name);
  return {
    root,
    ssl: at('ssl'),
    ca: at('ssl/certs/ca.pem'),
    journal: at('journal.sqlite'),
    nodeStore: at('nodes.sqlite'),
    discarded: at('discarded'),
    agents: at('agents.sqlite'),
    content: at('content'),
    plans: at('plans'),
    nodes: at('nodes'),
    scratch: at('scratch'),
    token: at('token'),
    endpoint: at('endpoint.json'),
    ports: at('ports.json'),
  };
}

/**
 * Makes the directory, for its owner alone, where it is not there yet.
 * @throws OrchestratorError `baton/data-directory-unwritable`
 */
export async function makeDataDirectory({ root }: DataDirectory): Promise<void> {
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `The data directory ${root} can't be made: ${why}. Choose another place for it.`;
    throw new OrchestratorError('baton/data-directory-unwritable', message, { cause });
  }
}

/** How the running orchestrator of a data directory is reached. */
export interface Endpoint {
  readonly pid: number;
  readonly api: string;
  readonly broker: string;
  /** Files of the data directory, absolute. */
  readonly tokenFile: string;
  readonly caFile: string;
}

/** The endpoint of an orchestrator that lives; one that was killed leaves its file behind. */
export async function readEndpoint(data: DataDirectory): Promise<Endpoint | undefined> {
  const value = await readJson(data.endpoint);
  if (!isJsonObject(value)) return undefined;
  const { pid, api, broker, tokenFile, caFile } = value;
  if (typeof pid !== 'number' || !isAlive(pid)) return undefined;
  if ([api, broker, tokenFile, caFile].some((part) => typeof part !== 'string')) return undefined;
  return { pid, api: String(api), broker: String(broker), tokenFile: String(tokenFile), caFile: String(caFile) };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

export function writeEndpoint(data: DataDirectory, endpoint: Endpoint): Promise<void> {
  return writeJson(data.endpoint, endpoint);
}

export function removeEndpoint(data: DataDirectory): Promise<void> {
  return rm(data.endpoint, { force: true });
}

/** The ports of the last start; 0 where there was none. */
export async function readPorts(data: DataDirectory): Promise<{ readonly broker: number; readonly api: number }> {
  const value = await readJson(data.ports);
  const port = (given: unknown): number => (Number.isInteger(given) && Number(given) < 65_536 ? Number(given) : 0);
  return isJsonObject(value) ? { broker: port(value['broker']), api: port(value['api']) } : { broker: 0, api: 0 };
}

export function writePorts(
  data: DataDirectory,
  ports: { readonly broker: number; readonly api: number },
): Promise<void> {
  return writeJson(data.ports, ports);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

async function writeJson(path: string, value: object): Promise<void> {
  const partial = `${path}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify(value)}\n`, { mode: 0o600 });
  await rename(partial, path);
}
