import { isDeepStrictEqual } from 'node:util';

/** What a command answered. */
export interface Answer {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Takes out of an answer what may differ between two runs of the same program, and what differs between Bolt and Baton
 * by design: the program's own name, and the line and column that Baton adds to errors in files.
 */
export function normalize(answer: Answer): { rc: number; stdout: unknown; stderr: readonly string[] } {
  return { rc: answer.rc, stdout: normalizeOutput(answer.stdout), stderr: normalizeLog(answer.stderr) };
}

export function isSameAnswer(a: Answer, b: Answer): boolean {
  return isDeepStrictEqual(normalize(a), normalize(b));
}

function neutral(text: string): string {
  return text
    .replace(/ in (?:N|[\d.]+) sec$/gm, ' in N sec')
    .replace(/"elapsed_time": ?\d+/g, '"elapsed_time": 0')
    .replace(/\/tmp\/[\w-]+\//g, '/tmp/UUID/')
    .replace(/\bBaton\b/g, 'Bolt')
    .replace(/\bbaton\b/g, 'bolt')
    .replace(/ \(line \d+, column \d+\)/g, '');
}

function normalizeOutput(text: string): unknown {
  const plain = neutral(text);
  if (!plain.startsWith('{')) return sortBlocks(plain);
  try {
    const document: unknown = JSON.parse(plain);
    return sortItems(document);
  } catch {
    return plain;
  }
}

function sortItems(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || !('items' in document)) return document;
  const { items } = document;
  const sorted = Array.isArray(items) ? items.map((item) => JSON.stringify(sortKeys(item))).sort() : items;
  return { ...document, items: sorted };
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sortKeys(item)]),
  );
}

/**
 * Targets start and finish in any order: blocks about them that follow each other are sorted, what stands between them
 * keeps its place.
 */
function sortBlocks(text: string): string {
  const blocks = text.split(/^(?=(?:Started|Finished|Failed) on |(?:Starting|Finished): |Successful on |Ran on )/m);
  const sorted: string[] = [];
  let run: string[] = [];
  const flush = () => {
    sorted.push(...run.sort());
    run = [];
  };
  for (const block of blocks) {
    if (isAboutTarget(block)) {
      run.push(block);
    } else {
      flush();
      sorted.push(block);
    }
  }
  flush();
  return sorted.join('');
}

function isAboutTarget(block: string): boolean {
  return /^(?:Started|Finished|Failed) on .*(?:\.\.\.|:)$/m.test(block.split('\n')[0] ?? '');
}

/** Log lines without color, each once, in any order. */
function normalizeLog(text: string): readonly string[] {
  const lines = neutral(text)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colors are control characters
    .replace(/\u001b\[\d*m/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '(file & line not available)');
  return [...new Set(lines)].sort();
}
