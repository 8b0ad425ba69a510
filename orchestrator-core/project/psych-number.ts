import { exactFloat, exactInteger, type Json } from '../common/index.ts';

const integer = /^[-+]?(?:0b[01_,]+|0[0-7_,]+|0|[1-9](?:[0-9]|,[0-9]|_[0-9])*|0x[0-9a-fA-F_,]+)$/;
const float = /^[-+]?(?:[0-9][0-9_,]*)?\.[0-9]*(?:[eE][-+][0-9]+)?$/;
const sexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}(?:\.[0-9_]*)?$/;

/** What plain scalars must look like that Psych takes for whole numbers, and for others (`scalar_scanner.rb`). */
export const psychInteger: RegExp = new RegExp(`${integer.source}|^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}$`);
/** What Ruby's YAML takes for a float. */
export const psychFloat: RegExp = new RegExp(
  `${float.source}|^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}\\.[0-9_]*$|^[-+]?\\.inf$|^\\.nan$`,
  'i',
);

/** The number that Psych makes of such a scalar; the text itself for those that are none after all. */
export function readPsychNumber(text: string): number | string {
  const digits = text.replace(/[,_]/g, '');
  if (/^\.nan$/i.test(text)) return Number.NaN;
  if (/^[-+]?\.inf$/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (sexagesimal.test(text)) return baseSixty(digits);
  if (float.test(text)) return /^[-+]?\.$/.test(text) ? text : Number.parseFloat(digits);
  return integer.test(text) ? whole(digits) : text;
}

/** {@link readPsychNumber} as it is written: a Float stays one, and whole numbers may have any size. */
export function readExactNumber(text: string): Json {
  const value = readPsychNumber(text);
  if (typeof value === 'string') return value;
  // JSON has no such number.
  if (!Number.isFinite(value)) return String(value);
  if (!psychInteger.test(text)) return exactFloat(value);
  return Number.isSafeInteger(value) || text.includes(':') ? value : exactInteger(wholeOfAnySize(text));
}

/** Of `1:30` Psych makes hours and minutes, of `1:30:10` seconds, too. */
function baseSixty(text: string): number {
  const parts = text.split(':').map((part, index) => Number(part) * 60 ** Math.abs(index - 2));
  return parts.reduce((sum, part) => sum + part, 0);
}

const signed = /^([-+]?)(0x|0b|0(?=[0-7]))?(.*)$/i;

function wholeOfAnySize(text: string): bigint {
  const [, sign, prefix = '', digits = ''] = signed.exec(text.replace(/[,_]/g, '')) ?? [];
  const value = BigInt(`${prefix === '0' ? '0o' : prefix.toLowerCase()}${digits}`);
  return sign === '-' ? -value : value;
}

function whole(text: string): number {
  const [, sign, prefix = '', digits = ''] = signed.exec(text) ?? [];
  const base = prefix === '' ? 10 : prefix === '0x' ? 16 : prefix === '0b' ? 2 : 8;
  const value = Number.parseInt(digits, base);
  if (Number.isNaN(value)) return 0;
  // There is no whole number -0.
  return sign === '-' && value !== 0 ? -value : value;
}
