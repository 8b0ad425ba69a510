import { isJsonObject, type Json, type JsonObject } from '../common/index.ts';
import type { NodeResult } from './action.ts';
import type { OutputChunk } from './event.ts';

/** What is shown instead of a sensitive value, the peers' words. */
export const redactedText = 'Sensitive [value redacted]';

/** Takes sensitive values out of whatever is about to be kept or shown. */
export interface Mask {
  text(text: string): string;
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

/**
 * A mask for exact occurrences of the strings and numbers in `values`, also as JSON text spells them. What it holds
 * back of a stream is shorter than the longest of them.
 */
export function maskOf(values: readonly Json[]): Mask {
  const secrets = [...new Set(values.flatMap((value) => [...spellings(value)]))].sort((a, b) => b.length - a.length);
  if (secrets.length === 0) return openMask;
  const pattern = new RegExp(secrets.map((secret) => secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
  const text = (from: string): string => from.replace(pattern, () => redactedText);
  const numbers = new Set(values.flatMap((value) => [...leaves(value)]).filter((leaf) => typeof leaf === 'number'));
  const json = (from: Json): Json => {
    if (typeof from === 'string') return text(from);
    if (typeof from === 'number') return numbers.has(from) ? redactedText : from;
    if (Array.isArray(from)) return from.map(json);
    return isJsonObject(from) ? jsonObject(from) : from;
  };
  const jsonObject = (from: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(from).map(([key, value]) => [text(key), json(value)]));
  return {
    text,
    result: (result) => ({ ...result, value: jsonObject(result.value) }),
    stream: () => new SecretStream(secrets, pattern),
  };
}

/** The mask of a job that has nothing to hide. */
const openMask: Mask = {
  text: (text) => text,
  result: (result) => result,
  stream: () => ({ push: (chunk) => chunk, flush: () => undefined }),
};

/**
 * The mask of a job with sensitive parameters that an earlier life of the orchestrator started: the values were kept
 * nowhere, so nothing that the target says can be searched for them, and nothing of it is shown but how it ended.
 */
export const withholdingMask: Mask = {
  text: () => redactedText,
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
  readonly #secrets: readonly string[];
  readonly #pattern: RegExp;
  readonly #longest: number;
  #held: OutputChunk | undefined;

  /** @param secrets longest first, as in `pattern`. */
  constructor(secrets: readonly string[], pattern: RegExp) {
    this.#secrets = secrets;
    this.#pattern = pattern;
    this.#longest = secrets[0]?.length ?? 0;
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
    return held === undefined ? undefined : { ...held, text: held.text.replace(this.#pattern, () => redactedText) };
  }

  /** How much of the text no later text can turn into a secret, and what is shown of that. */
  #scan(text: string): { readonly safe: number; readonly shown: string } {
    let at = 0;
    let shown = '';
    for (;;) {
      this.#pattern.lastIndex = at;
      const match = this.#pattern.exec(text);
      const doubt = this.#firstDoubt(text, at, match?.index ?? text.length - 1);
      if (doubt !== undefined) return { safe: doubt, shown: shown + text.slice(at, doubt) };
      if (match === null) return { safe: text.length, shown: shown + text.slice(at) };
      shown += text.slice(at, match.index) + redactedText;
      at = match.index + match[0].length;
    }
  }

  /** The first place within the bounds from which the rest of the text may be the beginning of a secret. */
  #firstDoubt(text: string, from: number, to: number): number | undefined {
    for (let at = Math.max(from, text.length - this.#longest + 1); at <= to; at++) {
      const rest = text.slice(at);
      if (this.#secrets.some((secret) => secret.length > rest.length && secret.startsWith(rest))) return at;
    }
    return undefined;
  }
}
