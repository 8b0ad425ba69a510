import type { Memento } from 'vscode';
import { Signal } from '../common/signal.ts';
import {
  type Memory,
  type RunMemory,
  readMemory,
  rememberCommand,
  rememberPlan,
  rememberQuery,
  rememberTask,
} from './memory.ts';

const key = 'baton.memory';

/** The memory of a workspace, kept by VS Code. */
export interface Remembered {
  readonly changed: Signal<void>;
  get(): Memory;
  task(name: string, run: Pick<RunMemory, 'targets' | 'values'>, sensitive: ReadonlySet<string>): void;
  plan(name: string, values: Readonly<Record<string, string>>, sensitive: ReadonlySet<string>): void;
  command(line: string, targets: readonly string[]): void;
  query(text: string): void;
}

/** Reads the store once; what it is told is written behind. */
export function remembered(store: Memento): Remembered {
  const changed = new Signal<void>();
  let memory = readMemory(store.get(key));
  const keep = (next: Memory): void => {
    memory = next;
    void store.update(key, next);
    changed.fire();
  };
  return {
    changed,
    get: () => memory,
    task: (name, run, sensitive) => keep(rememberTask(memory, name, run, sensitive)),
    plan: (name, values, sensitive) => keep(rememberPlan(memory, name, values, sensitive)),
    command: (line, targets) => keep(rememberCommand(memory, line, targets)),
    query: (text) => keep(rememberQuery(memory, text)),
  };
}
