import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import type { Clock } from '../common/index.ts';

/** One running process. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** Tells this process from a later one with the same number; undefined where the system does not say. */
  readonly started: string | undefined;
}

const hasProc = existsSync('/proc/self/stat');

/** Parses `/proc/PID/stat`; the command in parentheses may itself hold blanks and parentheses. Exported for its test. */
export function parseProcStat(text: string): (ProcessEntry & { readonly state: string }) | undefined {
  const close = text.lastIndexOf(')');
  const pid = Number.parseInt(text, 10);
  const fields = text.slice(close + 2).split(' ');
  const [state, parent, , session] = fields;
  if (close < 0 || Number.isNaN(pid) || state === undefined || parent === undefined || session === undefined) {
    return undefined;
  }
  // proc_pid_stat(5): field 22 is the start time; `fields` begins with field 3.
  return { pid, state, parent: Number(parent), session: Number(session), started: fields[19] };
}

async function readProc(pid: number): Promise<ProcessEntry | undefined> {
  try {
    const found = parseProcStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
    // A zombie has ended; only its parent has not looked yet.
    return found === undefined || found.state === 'Z' || found.state === 'X' ? undefined : found;
  } catch {
    return undefined;
  }
}

function listWithPs(): Promise<readonly ProcessEntry[]> {
  return new Promise((resolve) => {
    execFile('ps', ['-A', '-o', 'pid=,ppid=,sess=,stat='], (error, output) => {
      if (error !== null) return resolve([]);
      const entries = output.split('\n').flatMap((line): ProcessEntry[] => {
        const [pid, parent, session, state] = line.trim().split(/\s+/);
        if (pid === undefined || parent === undefined || state === undefined || state.startsWith('Z')) return [];
        return [{ pid: Number(pid), parent: Number(parent), session: Number(session), started: undefined }];
      });
      resolve(entries);
    });
  });
}

/** Every running process of the machine that this one may see; the ended but unreaped are left out. */
export async function listProcesses(): Promise<readonly ProcessEntry[]> {
  if (!hasProc) return listWithPs();
  const names = await readdir('/proc');
  const entries = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map((name) => readProc(Number(name))));
  return entries.filter((entry) => entry !== undefined);
}

/** Whether the process runs; with `started` (from {@link ProcessEntry}) a later process with its number does not count. */
export async function isRunning(pid: number, started: string | undefined): Promise<boolean> {
  if (hasProc) {
    const entry = await readProc(pid);
    return entry !== undefined && (started === undefined || entry.started === started);
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The processes that `root` started, however deep, and all of its session; children that left the session included. */
export function descendants(all: readonly ProcessEntry[], root: number): readonly ProcessEntry[] {
  const children = new Map<number, ProcessEntry[]>();
  for (const entry of all) {
    const siblings = children.get(entry.parent);
    if (siblings === undefined) children.set(entry.parent, [entry]);
    else siblings.push(entry);
  }
  const found = new Map<number, ProcessEntry>();
  const pending = all.filter((entry) => entry.session === root);
  pending.push(...(children.get(root) ?? []));
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    if (entry.pid === root || found.has(entry.pid)) continue;
    found.set(entry.pid, entry);
    pending.push(...(children.get(entry.pid) ?? []));
  }
  return [...found.values()];
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in the meantime, or is not ours to end.
  }
}

/** How {@link endProcessTree} goes about it. */
export interface EndOptions {
  readonly clock: Clock;
  /** Milliseconds between TERM and KILL. */
  readonly grace: number;
  /**
   * Left alone: the root where it is a wrapper that reports how its child ended, and what carries output. Their own
   * end is waited for.
   */
  readonly spare?: ReadonlySet<number>;
}

/**
 * Ends everything that descends from `root` or runs in its session: TERM, and KILL for what is left after the grace
 * period. What it ever saw as a descendant stays in its sight when the parent between them ends first. Resolves when
 * nothing is left, or 2 seconds after KILL (a process stuck in the kernel cannot be waited for).
 */
export async function endProcessTree(root: number, options: EndOptions): Promise<void> {
  const seen = new Map<number, ProcessEntry>();
  const phases: readonly [NodeJS.Signals, number][] = [
    ['SIGTERM', options.grace],
    ['SIGKILL', 2000],
  ];
  for (const [signal, patience] of phases) {
    // Counted from the first signal on: finding the processes takes its time on a busy machine.
    let until: number | undefined;
    for (let wait = 10; await sweep(root, signal, seen, options.spare ?? new Set()); wait = Math.min(200, wait * 2)) {
      until ??= options.clock.now() + patience;
      if (options.clock.now() >= until) break;
      await new Promise<void>((resolve) => void options.clock.after(wait, resolve));
    }
  }
}

/** Sends the signal to all that is left (TERM only once to each); false when nothing is. */
async function sweep(
  root: number,
  signal: NodeJS.Signals,
  seen: Map<number, ProcessEntry>,
  spare: ReadonlySet<number>,
): Promise<boolean> {
  const all = await listProcesses();
  const running = new Map(all.map((entry) => [entry.pid, entry]));
  const known = [...seen.values()].filter((entry) => running.get(entry.pid)?.started === entry.started);
  const left = new Map(descendants(all, root).map((entry) => [entry.pid, entry]));
  for (const entry of known) {
    for (const found of [entry, ...descendants(all, entry.pid)]) left.set(found.pid, found);
  }
  const top = running.get(root);
  if (top !== undefined) left.set(root, top);
  for (const pid of spare) left.delete(pid);
  for (const entry of left.values()) {
    if (signal === 'SIGKILL' || !seen.has(entry.pid)) send(entry.pid, signal);
    seen.set(entry.pid, entry);
  }
  return left.size > 0 || top !== undefined;
}
