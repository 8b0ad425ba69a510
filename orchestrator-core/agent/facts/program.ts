import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { holdGroup } from '../../node/index.ts';

/** A program that is asked for facts. */
export interface FactProgram {
  readonly file: string;
  readonly arguments: readonly string[];
  /** Milliseconds after which it is ended with all that it started. */
  readonly timeout: number;
  /** What it wrote is taken whatever its exit code: Facter's is 1 when any fact could not be found. */
  readonly takesFailures?: boolean;
  /** It speaks the language of who runs the agent; others are asked in English, as Facter asks them. */
  readonly keepsLocale?: boolean;
  /** Bytes that it may say; with more it is ended. 32 MiB unless told. */
  readonly most?: number;
}

const isWindows: boolean = process.platform === 'win32';

/**
 * What a program writes to its standard output when it ends well; undefined when it does not, or is not there. It gives
 * way to everything else that runs on the machine, and is ended with all that it started when `signal` is aborted.
 */
export function outputOf(program: FactProgram, signal?: AbortSignal): Promise<string | undefined> {
  const { file, timeout, most = 32 * 1024 * 1024 } = program;
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve(undefined);
    const isScript = isWindows && /\.(bat|cmd)$/i.test(file);
    const child = spawn(isScript ? `"${file}"` : file, program.arguments, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: program.keepsLocale ? process.env : { ...process.env, LANG: 'C', LC_ALL: 'C' },
      // A group of its own, so that it can be ended whole.
      detached: !isWindows,
      windowsHide: true,
      shell: isScript,
    });
    const { pid } = child;
    const release = pid === undefined || isWindows ? () => {} : holdGroup(pid);
    const chunks: Buffer[] = [];
    let size = 0;
    let isOver = false;
    const end = (output: string | undefined): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
      release();
      resolve(output);
    };
    const kill = (): void => {
      killAll(pid);
      child.stdout.destroy();
      end(undefined);
    };
    const timer = setTimeout(kill, timeout);
    signal?.addEventListener('abort', kill, { once: true });
    if (pid !== undefined) beNice(pid);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > most) kill();
      else chunks.push(chunk);
    });
    child.once('error', () => end(undefined));
    child.once('close', (code) =>
      end(code === 0 || (code !== null && program.takesFailures) ? Buffer.concat(chunks).toString('utf8') : undefined),
    );
  });
}

function beNice(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already.
  }
}

function killAll(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(isWindows ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
