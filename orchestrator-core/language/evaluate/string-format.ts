import { base64, decodeUtf8 } from '../../common/index.ts';
import { isAssignable } from '../types/assignable.ts';
import { inferType } from '../types/infer-type.ts';
import { printType } from '../types/print-type.ts';
import { allNumbers, anyType, type ObjectDefinition, type PuppetType, unbounded } from '../types/type.ts';
import { entriesOf, isRich, type PuppetValue, rich } from '../types/value.ts';
import { boundText } from './bounds.ts';
import { FunctionFault } from './evaluation.ts';
import { formatted } from './functions/sprintf.ts';
import { quoted } from './quoted.ts';
import { floatText, sourceOf, textOf } from './value-text.ts';
import { entry, isKind, numeric } from './values.ts';

/** `%<flags><width>.<precision><letter>` and, for containers, what stands between their elements. */
interface Format {
  readonly text: string;
  readonly letter: string;
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly separator?: string | undefined;
  /** Between a key and its value. */
  readonly arrow?: string | undefined;
  /** How elements that are no containers look. */
  readonly inner?: FormatMap | undefined;
}

type FormatMap = readonly (readonly [type: PuppetType, format: Format])[];

interface Indentation {
  readonly level: number;
  readonly isFirst: boolean;
  readonly isOn: boolean;
}

const anyArray: PuppetType = { kind: 'Array', element: anyType, size: unbounded };
const anyHash: PuppetType = { kind: 'Hash', key: anyType, value: anyType, size: unbounded };

const insideContainers: FormatMap = [[anyType, readFormat('%p')]];
const usual: FormatMap = [
  [{ kind: 'Float', range: allNumbers }, readFormat('%f')],
  [{ kind: 'Numeric' }, readFormat('%d')],
  [anyArray, { ...readFormat('%a'), separator: ', ', inner: insideContainers }],
  [anyHash, { ...readFormat('%h'), separator: ', ', arrow: ' => ', inner: insideContainers }],
  [{ kind: 'Binary' }, readFormat('%B')],
  [anyType, readFormat('%s')],
];

/**
 * A value as text by Puppet's formats: one for its own type, or a hash of them by type; the usual ones where there are
 * none. Sources: Puppet's `StringConverter`.
 *
 * @throws FunctionFault for a format that is none or that the type does not have.
 */
export function stringOf(value: PuppetValue, formats?: PuppetValue): string {
  return convert(value, formatsFor(value, formats), { level: 0, isFirst: true, isOn: false });
}

function formatsFor(value: PuppetValue, given: PuppetValue | undefined): FormatMap {
  if (given === undefined || isKind(given, 'Default')) return usual;
  if (typeof given !== 'string') return merged(usual, readMap(given));
  const type = Array.isArray(value) ? anyArray : entriesOf(value) === undefined ? inferType(value) : anyHash;
  return merged(usual, [[type, readFormat(given)]]);
}

function readFormat(text: string): Format {
  const found = /^%([\s[+#0{<(|-]*)([1-9][0-9]*)?(?:\.([0-9]+))?([a-zA-Z])$/.exec(text);
  if (found === null) {
    throw new FunctionFault(`The format '${text}' is not a valid format on the form '%<flags><width>.<prec><format>'`);
  }
  const [, flags = '', width, precision, letter = ''] = found;
  if (new Set(flags).size !== flags.length) {
    throw new FunctionFault(`The same flag can only be used once, got '${text}'`);
  }
  if (flags.replace(/[^[{(<|]/g, '').length > 1) {
    throw new FunctionFault(`Only one of the delimiters [ { ( < | can be given in the format flags, got '${text}'`);
  }
  boundText(Math.max(Number(width ?? 0), Number(precision ?? 0)));
  const number = (digits: string | undefined) => (digits === undefined ? undefined : Number(digits));
  return { text, letter, flags, width: number(width), precision: number(precision) };
}

function readMap(hash: PuppetValue): FormatMap {
  return (entriesOf(hash) ?? []).map(([key, format]): FormatMap[number] => {
    if (!isKind(key, 'Type')) throw new FunctionFault('top level keys in the format hash must be data types');
    if (typeof format === 'string') return [key.type, readFormat(format)];
    const text = (name: string) => {
      const found = entry(format, name);
      return found === undefined ? undefined : textOf(found);
    };
    const strings = entry(format, 'string_formats');
    return [
      key.type,
      {
        ...readFormat(text('format') ?? '%s'),
        separator: text('separator'),
        arrow: text('separator2'),
        inner: strings === undefined ? undefined : readMap(strings),
      },
    ];
  });
}

/** What is asked for replaces the usual formats of the same and narrower types; narrow types come first. */
function merged(lower: FormatMap, higher: FormatMap): FormatMap {
  const isSame = (a: PuppetType, b: PuppetType) => isAssignable(a, b) && isAssignable(b, a);
  const kept = lower.filter(([type]) => !higher.some(([other]) => !isSame(other, type) && isAssignable(other, type)));
  const result: [PuppetType, Format][] = kept
    .filter(([type]) => !higher.some(([other]) => isSame(other, type)))
    .map(([type, format]) => [type, format]);
  for (const [type, format] of higher) {
    const below = kept.find(([other]) => isSame(other, type))?.[1];
    const whole: Format = {
      ...format,
      separator: format.separator ?? below?.separator,
      arrow: format.arrow ?? below?.arrow,
      inner: below?.inner === undefined ? format.inner : merged(below.inner, format.inner ?? []),
    };
    const at = result.findIndex(([other]) => isAssignable(other, type));
    result.splice(at < 0 ? result.length : at, 0, [type, whole]);
  }
  return result;
}

function formatOf(type: PuppetType, formats: FormatMap): Format {
  return formats.find(([each]) => isAssignable(each, type))?.[1] ?? readFormat('%s');
}

function isAlternative({ flags }: Format): boolean {
  return flags.includes('#');
}

function refuse(kind: string, { letter }: Format, expected: string): FunctionFault {
  return new FunctionFault(
    `Illegal format '${letter}' specified for value of ${kind} type - expected one of the characters '${expected}'`,
  );
}

function convert(value: PuppetValue, formats: FormatMap, indentation: Indentation): string {
  if (Array.isArray(value)) return arrayText(value, formatOf(inferType(value), formats), formats, indentation);
  const entries = entriesOf(value);
  if (entries !== undefined) return hashText(entries, formatOf(inferType(value), formats), formats, indentation);
  const format = formatOf(inferType(value), formats);
  if (value === null) return undefText(format);
  if (typeof value === 'boolean') return booleanText(value, format);
  if (typeof value === 'string') return stringText(value, format);
  const number = numeric(value);
  if (number !== undefined) return number.isFloat ? floatFormatted(value, format) : integerText(value, format);
  return otherText(value, format);
}

/** Width and precision of a text, without the flags that only numbers have. */
function laidOut(text: string, { flags, width, precision }: Format): string {
  const cut = precision === undefined ? text : [...text].slice(0, precision).join('');
  const gap = ' '.repeat(Math.max(0, (width ?? 0) - [...cut].length));
  return flags.includes('-') ? cut + gap : gap + cut;
}

function undefText(format: Format): string {
  const plain: Readonly<Record<string, string>> = { n: 'nil', u: 'undef', v: 'n/a', V: 'N/A', s: '', p: 'undef' };
  const other: Readonly<Record<string, string>> = { n: 'null', u: 'undefined', s: '""', p: '"undef"' };
  const { letter } = format;
  const text = /[dxXobBeEfgGaA]/.test(letter)
    ? 'NaN'
    : ((isAlternative(format) ? other[letter] : undefined) ?? plain[letter]);
  if (text === undefined) throw refuse('Undef', format, 'nudxXobBeEfgGaAvVsp');
  return laidOut(text, format);
}

function booleanText(value: boolean, format: Format): string {
  const words: Readonly<Record<string, readonly [string, string]>> = {
    t: ['true', 'false'],
    T: ['True', 'False'],
    y: ['yes', 'no'],
    Y: ['Yes', 'No'],
  };
  const { letter } = format;
  const word = words[letter]?.[value ? 0 : 1];
  if (word !== undefined) return laidOut(isAlternative(format) ? word.charAt(0) : word, format);
  if (letter === 's' || letter === 'p') return laidOut(String(value), format);
  if (/[dxXobB]/.test(letter)) return integerText(value ? 1 : 0, format);
  if (/[eEfgGaA]/.test(letter)) return floatFormatted({ [rich]: 'Float', value: value ? 1 : 0 }, format);
  throw refuse('Boolean', format, 'tTyYdxXobBeEfgGaAsp');
}

function integerText(value: PuppetValue, format: Format): string {
  const { letter, text } = format;
  if (letter === 'p') return formatted(text.replace(/p$/, 'd'), [value]);
  if (/[dxXobBeEfgGaA]/.test(letter)) return formatted(text, [value]);
  if (letter === 'c') {
    const character = String.fromCodePoint(Number(value));
    return laidOut(isAlternative(format) ? `"${character}"` : character, format);
  }
  if (letter === 's') return laidOut(isAlternative(format) ? `"${textOf(value)}"` : textOf(value), format);
  throw refuse('Integer', format, 'dxXobBeEfgGaAspc');
}

function floatFormatted(value: PuppetValue, format: Format): string {
  const { letter, text } = format;
  const number = Number(numeric(value)?.value ?? 0);
  if (/[dxXobBeEfgGaA]/.test(letter)) return formatted(text, [value]);
  if (letter === 'p') return laidOut(floatText(number), format);
  if (letter === 's') return laidOut(isAlternative(format) ? `"${floatText(number)}"` : floatText(number), format);
  throw refuse('Float', format, 'dxXobBeEfgGaAsp');
}

function stringText(value: string, format: Format): string {
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
  const changes: Readonly<Record<string, (text: string) => string>> = {
    c: capital,
    C: (text) => text.split('::').map(capital).join('::'),
    u: (text) => text.toUpperCase(),
    d: (text) => text.toLowerCase(),
    t: (text) => text.trim(),
  };
  const { letter } = format;
  if (letter === 's') return laidOut(value, format);
  if (letter === 'p') return laidOut(quoted(value, isAlternative(format)), format);
  const change = changes[letter];
  if (change === undefined) throw refuse('String', format, 'cCudspt');
  return laidOut(isAlternative(format) ? quoted(change(value)) : change(value), format);
}

function otherText(value: PuppetValue, format: Format): string {
  const { letter } = format;
  if (isKind(value, 'Binary')) return laidOut(binaryText(value.bytes, format), format);
  if (isKind(value, 'Default')) {
    if (!/[dDsp]/.test(letter)) throw refuse('Default', format, 'dDsp');
    const word = letter === 'D' ? 'Default' : 'default';
    return laidOut(isAlternative(format) ? `"${word}"` : word, format);
  }
  const isPlain = letter === 's';
  if (!isPlain && letter !== 'p') throw refuse(isRich(value) ? value[rich] : 'Object', format, 'sp');
  if (isKind(value, 'Type')) return laidOut(typeText(value.type), format);
  if (isKind(value, 'Regexp')) return laidOut(isPlain ? value.source : sourceOf(value), format);
  if (isKind(value, 'URI')) return laidOut(isPlain ? value.uri : `URI('${value.uri}')`, format);
  if (isKind(value, 'Iterator')) return '[]';
  return laidOut(textOf(value), format);
}

const knownAliases: ReadonlySet<string> = new Set(['Data', 'RichData', 'RichDataKey']);

/** A type alias as a value shows what it stands for; those that everybody knows do not. */
function typeText(type: PuppetType): string {
  if (type.kind === 'Alias' && !knownAliases.has(type.name)) return `${type.name} = ${printType(type.resolve())}`;
  if (type.kind === 'Object' && type.definition !== undefined) return definitionText(type.name, type.definition);
  return printType(type);
}

function definitionText(name: string, { attributes }: ObjectDefinition): string {
  const named = name === 'Object' ? '' : `name => '${name}', `;
  const shown = attributes.map((attribute) => `'${attribute.name}' => ${printType(attribute.type)}`);
  return `Object[{${named}attributes => {${shown.join(', ')}}}]`;
}

function binaryText(bytes: Uint8Array, format: Format): string {
  const text = base64(bytes);
  switch (format.letter) {
    case 's':
      return decodeUtf8(bytes) ?? text;
    case 'p':
      return `Binary("${text}")`;
    case 'b':
      return text.replace(/.{1,60}/g, '$&\n');
    case 'B':
      return text;
    case 'u':
      return text.replaceAll('+', '-').replaceAll('/', '_');
    case 't':
      return 'Binary';
    case 'T':
      return 'BINARY';
    default:
      throw refuse('Binary', format, 'bButTsp');
  }
}

function isContainer(value: PuppetValue): boolean {
  return Array.isArray(value) || entriesOf(value) !== undefined;
}

function delimiters({ flags }: Format, usualOnes: readonly [string, string]): readonly [string, string] {
  const pairs: readonly (readonly [string, string])[] = [
    ['[', ']'],
    ['{', '}'],
    ['(', ')'],
    ['<', '>'],
    ['|', '|'],
  ];
  const asked = pairs.find(([open]) => flags.includes(open));
  return asked ?? (flags.includes(' ') ? ['', ''] : usualOnes);
}

function opening({ level, isFirst, isOn }: Indentation): string {
  return isOn && level > 0 && !isFirst ? `\n${'  '.repeat(level)}` : '';
}

function arrayText(values: readonly PuppetValue[], format: Format, formats: FormatMap, around: Indentation): string {
  if (!/[asp]/.test(format.letter)) throw refuse('Array', format, 'asp');
  const alternative = isAlternative(format);
  const here: Indentation = { ...around, isOn: alternative || around.isOn };
  const inside: Indentation = { level: here.level + 1, isFirst: false, isOn: alternative };
  const texts = values.map((value) =>
    convert(value, isContainer(value) ? formats : (format.inner ?? insideContainers), inside),
  );
  const breaks = alternative && isWide(values, texts, format.width);
  const [open, close] = delimiters(format, ['[', ']']);
  let text = opening(here) + open;
  for (const [index, each] of texts.entries()) {
    const isInner = isContainer(values[index] ?? null);
    if (index === 0) text += breaks && !isInner ? ' ' : '';
    else {
      text += format.separator ?? ', ';
      const afterInner = alternative && isContainer(values[index - 1] ?? null);
      if (!isInner && (breaks || afterInner)) {
        if (!text.endsWith('\n')) text = text.trimEnd();
        text += `\n${'  '.repeat(inside.level)}`;
      }
    }
    if (text.endsWith(' ') && each.startsWith('\n')) text = text.trimEnd();
    text += each;
  }
  return text + close;
}

/** Whether what stands between two containers is longer than the width. */
function isWide(values: readonly PuppetValue[], texts: readonly string[], width: number | undefined): boolean {
  if (width === undefined) return false;
  let length = 0;
  return values.some((value, index) => {
    length = isContainer(value) ? 0 : length + (texts[index]?.length ?? 0);
    return length > width;
  });
}

function hashText(
  entries: readonly (readonly [PuppetValue, PuppetValue])[],
  format: Format,
  formats: FormatMap,
  around: Indentation,
): string {
  if (format.letter === 'a') {
    const pairs = entries.map(([key, each]) => [key, each]);
    return arrayText(pairs, formatOf(inferType(pairs), formats), formats, around);
  }
  if (!/[hsp]/.test(format.letter)) throw refuse('Hash', format, 'hasp');
  const alternative = isAlternative(format);
  const here: Indentation = { ...around, isOn: alternative || around.isOn };
  const inside: Indentation = { level: here.level + 1, isFirst: true, isOn: false };
  const one = (each: PuppetValue) =>
    convert(each, isContainer(each) ? formats : (format.inner ?? insideContainers), inside);
  const [line, padding] = alternative ? ['\n', '  '.repeat(inside.level)] : ['', ''];
  const asked = format.separator ?? ', ';
  const separator = alternative ? `${asked.endsWith('\n') ? asked : asked.trimEnd()}\n` : asked;
  const lines = entries.map(([key, each]) => `${padding}${one(key)}${format.arrow ?? ' => '}${one(each)}`);
  const [open, close] = delimiters(format, ['{', '}']);
  const end = alternative ? line + '  '.repeat(here.level) : '';
  return `${opening(here)}${open}${line}${lines.join(separator)}${end}${close}`;
}
