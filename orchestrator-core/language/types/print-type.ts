import { allNumbers, type PuppetType, type Range, type StructEntry, unbounded } from './type.ts';

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
      return printSized('Array', isWhole(type.size) && type.element.kind === 'Any' ? [] : [type.element], type.size);
    case 'Hash':
      return printSized(
        'Hash',
        isWhole(type.size) && type.key.kind === 'Any' && type.value.kind === 'Any' ? [] : [type.key, type.value],
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
    case 'Object':
      return type.name + type.parameters;
    case 'Alias':
      return type.name;
    case 'Reference':
      return `TypeReference[${quote(type.text)}]`;
    default:
      return type.kind;
  }
}

/** Whether a size says nothing. */
function isWhole(size: Range): boolean {
  return size.min === unbounded.min && size.max === unbounded.max;
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

function number(value: number, float: boolean): string {
  if (!Number.isFinite(value)) return 'default';
  return float && Number.isInteger(value) ? value.toFixed(1) : String(value);
}

function range(size: Range, float = false): string[] {
  if (size.max === Number.POSITIVE_INFINITY) return [number(size.min, float)];
  return [number(size.min, float), number(size.max, float)];
}

function bounds(size: Range, none: Range, float = false): string {
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
  const { types, size } = type.parameters;
  const plain = size.min === types.length && size.max === types.length;
  const sized = plain ? (types.length === 0 ? ['0', '0'] : []) : range(size);
  const inner = [...types.map(printType), ...sized, ...(type.block === undefined ? [] : [printType(type.block)])];
  return type.returns === undefined
    ? parametrised('Callable', inner)
    : `Callable[[${inner.join(', ')}], ${printType(type.returns)}]`;
}
