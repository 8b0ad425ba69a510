/** Runs test files, each in a process of its own, and says what became of every check in them. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from './build.ts';
import type { Check } from './test-reporter.ts';

/** What became of one test file. `faults` are failures of the file as a whole. */
export interface FileResult {
  readonly file: string;
  readonly checks: readonly Check[];
  readonly faults: readonly string[];
  /** What the file has to say to whoever reads the report: its lines that begin with `NOTICE: `. */
  readonly notices: readonly string[];
}

/** How test files are run. */
export interface FilesOptions {
  /** Files at the same time. */
  readonly concurrency: number;
  /** Seconds after which a file that still runs is ended and counts as failed. */
  readonly limit: number;
  /** Milliseconds that processes which a finished file started may take to end; default 20000. */
  readonly grace?: number;
}

/** Runs all of them, in order, some at the same time; a file that cannot be run is a fault, never an exception. */
export async function runFiles(files: readonly string[], options: FilesOptions): Promise<readonly FileResult[]> {
  const results: FileResult[] = [];
  const queue = [...files];
  const worker = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      results.push(await runFile(file, options));
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, worker));
  return results.sort((a, b) => (a.file < b.file ? -1 : 1));
}

async function runFile(file: string, { limit, grace = 20_000 }: FilesOptions): Promise<FileResult> {
  // A temporary directory of its own, of which the path is short: that of a socket may have 107 bytes, and editors' are long.
  const scratch = await mkdtemp(join(tmpdir(), 'baton-test-'));
  // What a test does as another user passes through it.
  await chmod(scratch, 0o711);
  const mark = `BATON_TEST_PROCESS=${randomUUID()}`;
  try {
    const records = join(scratch, 'checks.ndjson');
    const end = await runNode(file, records, { mark, limit, temporary: scratch });
    const checks = (await readFile(records, 'utf8').catch(() => ''))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Check);
    const faults = [...faultsOf(end, checks, limit), ...(await strays(mark, grace))];
    // Whoever was killed could not clean up.
    if (faults.length === 0) faults.push(...(await litter(scratch)));
    return {
      file: relative(root, file),
      checks,
      faults,
      notices: [...end.output.matchAll(/^NOTICE: (.+)$/gm)].map(([, text = '']) => text),
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly expired: boolean;
  readonly output: string;
}

function faultsOf(end: End, checks: readonly Check[], limit: number): string[] {
  const faults: string[] = [];
  const failed = checks.some((check) => check.verdict === 'failed');
  if (end.expired) faults.push(`did not end within ${limit} s and was killed\n${end.output}`);
  else if (end.code !== 0 && !failed) faults.push(`ended with ${end.signal ?? `exit code ${end.code}`}\n${end.output}`);
  else if (checks.length === 0) faults.push(`ran no tests\n${end.output}`);
  return faults;
}

interface Running {
  readonly mark: string;
  readonly limit: number;
  readonly temporary: string;
}

function runNode(file: string, records: string, { mark, limit, temporary }: Running): Promise<End> {
  const [name = '', value = ''] = mark.split('=');
  const reporter = join(root, 'scripts/test-reporter.ts');
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      `--test-reporter=${reporter}`,
      `--test-reporter-destination=${records}`,
      file,
    ],
    {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Where this is itself run by `node --test`, Node would take what it starts for a part of that run, and skip it.
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, TMPDIR: temporary, [name]: value },
    },
  );
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    let expired = false;
    const timer = setTimeout(() => {
      expired = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, limit * 1000);
    child.on('error', (error) => chunks.push(Buffer.from(`${error.message}\n`)));
    // `exit`, not `close`: a stray that holds the pipe open is reported by name below.
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, expired, output: Buffer.concat(chunks).toString().slice(-20_000) });
    });
  });
}

/** What a finished test file left. Pipes are those of programs that it killed; compiled code is kept for the next start. */
async function litter(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  const left = names.filter((name) => name.startsWith('baton-') && !/^baton-(pipes|code)-/.test(name));
  return left.map((name) => `left in the temporary directory: ${name}`);
}

/** Processes that a finished test file left running; they are ended, and each is a fault. Linux only. */
async function strays(mark: string, grace: number): Promise<string[]> {
  const deadline = Date.now() + grace;
  for (;;) {
    const left = await marked(mark);
    if (left.length === 0) return [];
    if (Date.now() < deadline) {
      await delay(50);
      continue;
    }
    for (const { pid } of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended meanwhile.
      }
    }
    return left.map(({ pid, command }) => `left a process running: ${pid} ${command}`);
  }
}

async function marked(mark: string): Promise<{ pid: number; command: string }[]> {
  const found: { pid: number; command: string }[] = [];
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name)) continue;
    const environment = await readFile(`/proc/${name}/environ`, 'latin1').catch(() => '');
    if (!environment.includes(mark)) continue;
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    found.push({ pid: Number(name), command: command.replaceAll('\0', ' ').slice(0, 200) });
  }
  return found;
}
