import type { Machine } from './machine.ts';

/** What a machine said once: files by path, what programs printed by their words, and what is merely there. */
export interface Recorded {
  readonly files?: Readonly<Record<string, string>>;
  /** By the program's name with its words, or the name alone. */
  readonly programs?: Readonly<Record<string, string>>;
}

/** A machine for tests, that has what was recorded and nothing else. */
export function recordedMachine({ files = {}, programs = {} }: Recorded): Machine {
  const paths = Object.keys(files);
  const under = (path: string): readonly string[] => paths.filter((one) => one.startsWith(`${path}/`));
  return {
    read: async (path) => files[path]?.trim(),
    has: async (path) => files[path] !== undefined || under(path).length > 0,
    names: async (path) =>
      [...new Set(under(path).map((one) => one.slice(path.length + 1).split('/')[0] ?? ''))].sort(),
    ask: async (file, ...words) => programs[[file, ...words].join(' ')] ?? programs[file],
  };
}
