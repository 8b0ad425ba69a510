import { FAILSAFE_SCHEMA, load, type Schema, Type } from 'js-yaml';
import type { Json } from '../common/index.ts';
import { psychFloat, psychInteger, readExactNumber } from './psych-number.ts';

/**
 * What one library may take otherwise than the other: letters that are none of ASCII, signs at the beginning of a word
 * that mean something, several documents, merged keys, and keys and items that are nothing, lists or unusual numbers.
 */
const doubtful: readonly RegExp[] = [
  /[^\n -~]/,
  /(?:^|[\s,[\]{}:-])[&*!|>%@`?]/m,
  /<<|^---|^\.\.\.|[\]}]\s*:|\{\s*[{[]|[[\]{},:"'-]#/m,
  /(?:^|[\s,{[])(?:~|[Nn]ull|NULL)? *:|:[{[]/m,
  /[{,]\s*(?:~|[Nn]ull|NULL)\s*(?:[,}]|$)/m,
  /^ *-(?: +-)* *$|- +- *$/m,
  // What stands behind a comma is a key of its own, and what holds commas begins before them: each letter is looked at once.
  /(?:^|[\s{])[-+]?(?:[\d_,:]*\.[\d_]*(?:e[-+]\d+)?|\d[\w,]{14,})\s*:(?:\s|$)/im,
  /,[-+]?(?:[\d_:]*\.[\d_]*(?:e[-+]\d+)?|\d\w{14,})\s*:(?:\s|$)/im,
];

/** Whether a quote is open at the end of a line, apart from those in comments. */
function hasOpenQuote(text: string): boolean {
  if (!/["']/.test(text)) return false;
  return text.split('\n').some((line) => !/^ *#/.test(line) && (isOdd(line, '"') || isOdd(line, "'")));
}

/** Whether a list or a hash may stand for a key behind a comma. Brackets in quotes are too much of a riddle here. */
function hasListForKey(text: string): boolean {
  if (!/,\s*[{[]/.test(text)) return false;
  if (/["'][^"'\n]*[[\]{}][^"'\n]*["']/.test(text)) return true;
  const around: string[] = [];
  for (const [sign] of text.matchAll(/(?:^|\s)#.*|,\s*[{[]|[[\]{}]/gm)) {
    if (sign.startsWith(',') && around.at(-1) === '{') return true;
    if (/[{[]$/.test(sign) && !sign.includes('#')) around.push(sign.slice(-1));
    else if (sign === ']' || sign === '}') around.pop();
  }
  return false;
}

function isOdd(line: string, quote: string): boolean {
  let odd = false;
  for (let at = line.indexOf(quote); at >= 0; at = line.indexOf(quote, at + 1)) odd = !odd;
  return odd;
}

const yes = /^(?:yes|true|on)$/i;
const yesOrNo = /^(?:yes|true|on|no|false|off)$/i;
const nothing = /^(?:~|[Nn]ull|NULL)?$/;

/** `may` is a quick look that most scalars do not stand: they are names. */
function scalar(name: string, may: RegExp, test: RegExp, construct: (text: string) => Json): Type {
  const resolve = (given: unknown): boolean => {
    const text = typeof given === 'string' ? given : '';
    return may.test(text) && test.test(text);
  };
  return new Type(`tag:yaml.org,2002:${name}`, { kind: 'scalar', resolve, construct });
}

/** The scalars of `yaml.ts`, in its order. */
const schema: Schema = FAILSAFE_SCHEMA.extend({
  implicit: [
    scalar('bool', /^.{2,5}$/, yesOrNo, (text) => yes.test(text)),
    scalar('int', /^[-+0-9]/, psychInteger, readExactNumber),
    scalar('float', /^[-+.0-9]/, psychFloat, readExactNumber),
    scalar('null', /^.{0,4}$/, nothing, () => null),
  ],
});

/**
 * The value of a YAML text as `readYaml` answers it, thirty times as fast; undefined for a text with faults, and for one
 * whose signs leave a doubt that both libraries take it for the same.
 */
export function quickYaml(text: string): { readonly value: Json } | undefined {
  // The beginning of a document says nothing where there is but one.
  const plain = text.replace(/^---\n/, '');
  if (doubtful.some((sign) => sign.test(plain)) || hasOpenQuote(plain) || hasListForKey(plain)) {
    return undefined;
  }
  try {
    return { value: (load(plain, { schema }) as Json | undefined) ?? null };
  } catch {
    return undefined;
  }
}
