import { ExactNumber, isJsonObject, type Json, type JsonObject, redactedText } from '../common/index.ts';
import type { NodeResult } from './action.ts';
import type { OutputChunk } from './event.ts';

/** Takes sensitive values out of whatever is about to be kept or shown. */
export interface Mask {
  text(text: string): string;
  json(value: Json): Json;
  result(result: NodeResult): NodeResult;
  /** For one stream of one node, whose chunks come in order. */
  stream(): MaskStream;
}

/** Takes sensitive values out of a stream, across the borders of its chunks. */
export interface MaskStream {
  /** What may be shown by now; undefined when all of it might yet be the beginning of a sensitive value. */
  push(chunk: OutputChunk): OutputChunk | undefined;
  /** What was held back. */
  flush(): OutputChunk | undefined;
}

/** A mask that learns what is secret while it is used: a plan finds secrets on its way. */
export interface GrowingMask extends Mask {
  /** From now on these are taken out as well, of streams that were opened before too. */
  add(values: readonly Json[]): void;
  /** Whether it has anything to take out. */
  hides(): boolean;
}

/** Matches nothing. */
const noSecret = /(?!)/g;

/**
 * A mask for exact occurrences of the strings and numbers in `values`, also as JSON text spells them. What it holds
 * back of a stream is shorter than the longest of them.
 */
export function maskOf(values: readonly Json[]): GrowingMask {
  const secrets = new Secrets();
  secrets.add(values);
  const text = (from: string): string => from.replace(secrets.pattern, () => redactedText);
  const json = (from: Json): Json => {
    if (typeof from === 'string') return text(from);
    if (typeof from === 'number' || from instanceof ExactNumber) {
      return secrets.numbers.has(Number(from)) ? redactedText : from;
    }
    if (Array.isArray(from)) return from.map(json);
    return isJsonObject(from) ? jsonObject(from) : from;
  };
  const jsonObject = (from: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(from).map(([key, value]) => [text(key), json(value)]));
  const hides = (): boolean => secrets.longestFirst.length > 0;
  return {
    text,
    json: (value) => (hides() ? json(value) : value),
    result: (result) => (hides() ? { ...result, value: jsonObject(result.value) } : result),
    stream: () => new SecretStream(secrets),
    add: (more) => secrets.add(more),
    hides,
  };
}

/** What a mask looks for. */
class Secrets {
  longestFirst: readonly string[] = [];
  pattern: RegExp = noSecret;
  readonly numbers = new Set<number>();

  add(values: readonly Json[]): void {
    const all = new Set([...this.longestFirst, ...values.flatMap((value) => [...spellings(value)])]);
    for (const value of values) {
      for (const leaf of leaves(value)) if (typeof leaf === 'number') this.numbers.add(leaf);
    }
    if (all.size === this.longestFirst.length) return;
    this.longestFirst = [...all].sort((a, b) => b.length - a.length);
    const escaped = this.longestFirst.map((secret) => secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
    this.pattern = new RegExp(escaped.join('|'), 'g');
  }
}

/**
 * The mask of a job with sensitive parameters that an earlier life of the orchestrator started: the values were kept
 * nowhere, so nothing that the target says can be searched for them, and nothing of it is shown but how it ended.
 */
export const withholdingMask: Mask = {
  text: () => redactedText,
  json: () => redactedText,
  result: ({ status, value, reached }) => {
    const error = value['_error'];
    const withheld: JsonObject = { _output: redactedText };
    if (!isJsonObject(error)) return { status, value: withheld, reached };
    const details = isJsonObject(error['details']) ? error['details'] : {};
    const exitCode = typeof details['exit_code'] === 'number' ? { exit_code: details['exit_code'] } : {};
    const kind = reached ? 'puppetlabs.tasks/task-error' : (error['kind'] ?? 'baton/error');
    const msg =
      'The task failed. What it said is withheld: the orchestrator was restarted and no longer knows what to redact.';
    return { status, value: { ...withheld, _error: { kind, msg, details: exitCode } }, reached };
  },
  stream: () => {
    let held: OutputChunk | undefined;
    return {
      push: (chunk) => {
        const offset = held?.offset ?? chunk.offset;
        held = {
          stream: chunk.stream,
          offset,
          length: chunk.offset + chunk.length - offset,
          text: `${redactedText}\n`,
        };
        return undefined;
      },
      flush: () => held,
    };
  },
};

function* leaves(value: Json): Generator<string | number> {
  if (typeof value === 'string' || typeof value === 'number') yield value;
  else if (value instanceof ExactNumber) yield* [value.text, Number(value)];
  else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) yield* leaves(item);
  }
}

function* spellings(value: Json): Generator<string> {
  for (const leaf of leaves(value)) {
    const plain = String(leaf);
    // A shell's `$(…)` and many programs drop the white space around a value.
    for (const spelling of [plain, plain.trim()]) {
      if (spelling === '') continue;
      yield spelling;
      const json = JSON.stringify(spelling).slice(1, -1);
      yield json;
      // Python's `json.dumps` keeps to ASCII.
      yield json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    }
  }
}

class SecretStream implements MaskStream {
  readonly #secrets: Secrets;
  #held: OutputChunk | undefined;

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  push(chunk: OutputChunk): OutputChunk | undefined {
    const held = this.#held;
    const offset = held?.offset ?? chunk.offset;
    const whole = {
      ...chunk,
      offset,
      length: chunk.offset + chunk.length - offset,
      text: (held?.text ?? '') + chunk.text,
    };
    const { safe, shown } = this.#scan(whole.text);
    if (safe === whole.text.length) {
      this.#held = undefined;
      return { ...whole, text: shown };
    }
    // Where bytes were not UTF-8 the text is longer than they; the held part then stands for what is left of them.
    const length = Math.min(whole.length, Buffer.byteLength(whole.text.slice(0, safe)));
    this.#held = { ...whole, offset: offset + length, length: whole.length - length, text: whole.text.slice(safe) };
    return safe === 0 ? undefined : { ...whole, length, text: shown };
  }

  flush(): OutputChunk | undefined {
    const held = this.#held;
    this.#held = undefined;
    return held === undefined
      ? undefined
      : { ...held, text: held.text.replace(this.#secrets.pattern, () => redactedText) };
  }

  /** How much of the text no later text can turn into a secret, and what is shown of that. */
  #scan(text: string): { readonly safe: number; readonly shown: string } {
    const { pattern } = this.#secrets;
    let at = 0;
    let shown = '';
    for (;;) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      const doubt = this.#firstDoubt(text, at, match?.index ?? text.length - 1);
      if (doubt !== undefined) return { safe: doubt, shown: shown + text.slice(at, doubt) };
      if (match === null) return { safe: text.length, shown: shown + text.slice(at) };
      shown += text.slice(at, match.index) + redactedText;
      at = match.index + match[0].length;
    }
  }

  /** The first place within the bounds from which the rest of the text may be the beginning of a secret. */
  #firstDoubt(text: string, from: number, to: number): number | undefined {
    const { longestFirst } = this.#secrets;
    const longest = longestFirst[0]?.length ?? 0;
    for (let at = Math.max(from, text.length - longest + 1); at <= to; at++) {
      const rest = text.slice(at);
      if (longestFirst.some((secret) => secret.length > rest.length && secret.startsWith(rest))) return at;
    }
    return undefined;
  }
}
