import { printTimespan, printTimestamp } from './time.ts';
import {
  allNumbers,
  type NumberRange,
  type PuppetType,
  type Range,
  type StructEntry,
  type UriPart,
  unbounded,
} from './type.ts';
import type { WholeNumber } from './whole-number.ts';

/** The type as Puppet prints it: `Optional[Array[String[1], 1, 3]]`. Aliases are printed by name. */
export function printType(type: PuppetType): string {
  switch (type.kind) {
    case 'String':
      // Puppet keeps a literal's value to itself.
      return type.value !== undefined ? 'String' : `String${bounds(type.size, unbounded)}`;
    case 'Integer':
    case 'Float':
      return `${type.kind}${bounds(type.range, allNumbers, type.kind === 'Float')}`;
    case 'Boolean':
      return type.value === undefined ? 'Boolean' : `Boolean[${type.value}]`;
    case 'Enum':
      // Puppet keeps them sorted.
      return parametrised('Enum', [
        ...[...new Set(type.values)].sort().map(quote),
        ...(type.caseInsensitive ? ['true'] : []),
      ]);
    case 'Pattern':
      return parametrised(
        'Pattern',
        type.patterns.map((pattern) => `/${pattern.source.replaceAll('/', '\\/')}/`),
      );
    case 'Regexp':
      return type.pattern === undefined ? 'Regexp' : `Regexp[/${type.pattern.replaceAll('/', '\\/')}/]`;
    case 'Optional':
    case 'NotUndef':
      if (type.kind === 'NotUndef' && type.type?.kind === 'Any') return 'NotUndef';
      return parametrised(type.kind, type.type === undefined ? [] : [literalOr(type.type)]);
    case 'Sensitive':
    case 'Type':
    case 'Iterable':
    case 'Iterator':
      return parametrised(type.kind, type.type === undefined ? [] : [printType(type.type)]);
    case 'Variant':
      return parametrised('Variant', type.types.map(printType));
    case 'Collection':
      return `Collection${bounds(type.size, unbounded)}`;
    case 'Array':
      return printSized('Array', isPlain(type.element, type.size) ? [] : [type.element], type.size);
    case 'Hash':
      return printSized(
        'Hash',
        isPlain(type.key, type.size) && isPlain(type.value, type.size) ? [] : [type.key, type.value],
        type.size,
      );
    case 'Struct':
      return type.entries.length === 0 ? 'Struct' : `Struct[{${type.entries.map(printEntry).join(', ')}}]`;
    case 'Tuple':
      return parametrised('Tuple', [
        ...type.types.map(printType),
        ...(type.size === undefined ? [] : range(type.size)),
      ]);
    case 'Callable':
      return printCallable(type);
    case 'SemVer':
      return parametrised('SemVer', type.ranges?.map((range) => quote(range.text)) ?? []);
    case 'Timestamp':
    case 'Timespan':
      return printTimes(type);
    case 'URI': {
      const parts = Object.entries(type.parts ?? {}).map(([name, part]) => `${quote(name)} => ${uriPart(part)}`);
      return parametrised('URI', parts.length === 0 ? [] : [`{${parts.join(', ')}}`]);
    }
    case 'Object':
      return printObject(type);
    case 'Alias':
      return type.name;
    case 'Reference':
      return `TypeReference[${quote(type.text)}]`;
    default:
      return type.kind;
  }
}

function uriPart(part: UriPart): string {
  if (typeof part === 'string') return quote(part);
  if (typeof part === 'number') return String(part);
  return part.kind === 'Regexp' ? `/${(part.pattern ?? '').replaceAll('/', '\\/')}/` : printType(part);
}

function printTimes({ kind, min, max }: PuppetType & { kind: 'Timestamp' | 'Timespan' }): string {
  const bound = (at: bigint | undefined): string => {
    if (at === undefined) return 'default';
    return quote(kind === 'Timestamp' ? printTimestamp(at) : printTimespan(at));
  };
  if (max === undefined || max === min) return parametrised(kind, min === undefined ? [] : [bound(min)]);
  return parametrised(kind, [bound(min), bound(max)]);
}

/** A resource is called by its own type: `File['/x']`. */
function printObject({ name, parameters, arguments: words }: PuppetType & { kind: 'Object' }): string {
  const [type, title] = words ?? [];
  if (name !== 'Resource' || type === undefined) return name + parameters;
  return parametrised(type, title === undefined ? [] : [quote(title)]);
}

/** Whether what a collection holds goes without saying. */
function isPlain(type: PuppetType, size: Range): boolean {
  return (
    (type.kind === 'Unit' && size.max === 0) ||
    (type.kind === 'Any' && size.min === 0 && size.max === Number.POSITIVE_INFINITY)
  );
}

/** The type's own name without parameters, as Puppet's messages use it. */
export function typeName(type: PuppetType): string {
  if (type.kind === 'Object' || type.kind === 'Alias') return type.name;
  return type.kind === 'Reference' ? 'TypeReference' : type.kind;
}

/** A string as Puppet writes it: in single quotes unless something in it needs double ones. */
export function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function parametrised(name: string, parameters: readonly string[]): string {
  return parameters.length === 0 ? name : `${name}[${parameters.join(', ')}]`;
}

function literalOr(type: PuppetType): string {
  return type.kind === 'String' && type.value !== undefined ? quote(type.value) : printType(type);
}

function number(value: WholeNumber, float: boolean): string {
  if (typeof value === 'bigint') return value.toString();
  if (!Number.isFinite(value)) return 'default';
  return float && Number.isInteger(value) ? value.toFixed(1) : String(value);
}

function range(size: NumberRange, float = false): string[] {
  if (size.max === Number.POSITIVE_INFINITY) return [number(size.min, float)];
  return [number(size.min, float), number(size.max, float)];
}

function bounds(size: NumberRange, none: NumberRange, float = false): string {
  if (size.min === none.min && size.max === none.max) return '';
  return `[${range(size, float).join(', ')}]`;
}

function printSized(name: string, types: readonly PuppetType[], size: Range): string {
  const sized = size.min === 0 && size.max === Number.POSITIVE_INFINITY ? [] : range(size);
  return parametrised(name, [...types.map(printType), ...sized]);
}

function printEntry(entry: StructEntry): string {
  const key = entry.keyForm === 'plain' ? quote(entry.name) : `${entry.keyForm}[${quote(entry.name)}]`;
  return `${key} => ${printType(entry.value)}`;
}

function printCallable(type: PuppetType & { kind: 'Callable' }): string {
  if (type.parameters === undefined) return 'Callable';
  const { size } = type.parameters;
  const types = type.parameters.types.filter((each) => each.kind !== 'Unit');
  const plain = size.min === types.length && size.max === types.length && type.parameters.bounded !== true;
  // Where nothing is said of arguments Puppet prints that there are none.
  const sized = type.parameters.types.length === 0 ? ['0', '0'] : plain ? [] : range(size);
  const inner = [...types.map(printType), ...sized, ...(type.block === undefined ? [] : [printType(type.block)])];
  return type.returns === undefined
    ? parametrised('Callable', inner)
    : `Callable[[${inner.join(', ')}], ${printType(type.returns)}]`;
}
