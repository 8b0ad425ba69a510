import { parseType } from '../types/read-type.ts';
import { printTimespan, printTimestamp } from '../types/time.ts';
import {
  allNumbers,
  type NumberRange,
  type PuppetType,
  type Range,
  resolved,
  tupleSize,
  type UriPart,
  unbounded,
} from '../types/type.ts';
import type { Data, DataMap } from './rich-data.ts';

type Field = readonly [name: string, value: Data];

function pcore(name: string, ...fields: readonly (Field | undefined)[]): DataMap {
  const set = fields.filter((field): field is Field => field !== undefined);
  return new Map<string, Data>([['__ptype', `Pcore::${name}Type`], ...set]);
}

/** Bounds as Pcore writes them: none where they are the usual ones. */
function bounds({ min, max }: NumberRange, none: NumberRange, isFloat: boolean): readonly (Field | undefined)[] {
  const number = (value: number | bigint): Data => {
    if (typeof value === 'bigint') return value;
    if (!Number.isFinite(value)) return null;
    return isFloat && Number.isInteger(value) ? { float: value } : value;
  };
  return [
    min === none.min && max === none.max ? undefined : (['from', number(min)] as const),
    max === none.max ? undefined : (['to', number(max)] as const),
  ];
}

function size(range: Range | undefined): Field | undefined {
  if (range === undefined || (range.min === 0 && range.max === unbounded.max)) return undefined;
  return ['size_type', sizeType(range)];
}

function sizeType({ min, max }: Range): Data {
  return pcore('Integer', ['from', min], max === unbounded.max ? undefined : ['to', max]);
}

/** A data type as Puppet's rich data writes it: its Pcore name with what is not as usual. */
export function typeData(type: PuppetType): Data {
  return dataOf(type, []);
}

function dataOf(type: PuppetType, within: readonly PuppetType[]): Data {
  const inner = (of: PuppetType): Data => dataOf(of, within);
  const optional = (of: PuppetType | undefined): Field | undefined =>
    of === undefined ? undefined : ['type', inner(of)];
  switch (type.kind) {
    case 'String':
      if (type.value !== undefined) return pcore('String', ['size_type_or_value', type.value]);
      return pcore('String', size(type.size) === undefined ? undefined : ['size_type_or_value', sizeType(type.size)]);
    case 'Integer':
    case 'Float':
      return pcore(type.kind, ...bounds(type.range, allNumbers, type.kind === 'Float'));
    case 'Boolean':
      return pcore('Boolean', type.value === false ? ['value', false] : undefined);
    case 'Enum':
      return pcore(
        'Enum',
        ['values', [...new Set(type.values)].sort()],
        type.caseInsensitive ? ['case_insensitive', true] : undefined,
      );
    case 'Pattern':
      return pcore('Pattern', ['patterns', type.patterns.map(({ source }) => pcore('Regexp', ['pattern', source]))]);
    case 'Regexp':
      return pcore('Regexp', type.pattern === undefined ? undefined : ['pattern', type.pattern]);
    case 'Sensitive':
      return pcore(
        'Sensitive',
        type.type === undefined || type.type.kind === 'String' ? undefined : optional(type.type),
      );
    case 'Optional':
    case 'NotUndef':
    case 'Type':
    case 'Iterable':
    case 'Iterator':
      return pcore(type.kind, optional(type.type));
    case 'Variant':
      return pcore('Variant', ['types', type.types.map(inner)]);
    case 'Collection':
      return pcore('Collection', size(type.size));
    case 'Array':
      return pcore('Array', ['element_type', inner(type.element)], size(type.size));
    case 'Hash':
      return pcore('Hash', ['key_type', inner(type.key)], ['value_type', inner(type.value)], size(type.size));
    case 'Tuple':
      return pcore(
        'Tuple',
        ['types', type.types.map(inner)],
        type.size === undefined ? undefined : size(tupleSize(type)),
      );
    case 'Struct':
      return pcore('Struct', ['elements', type.entries.map((entry) => structElement(entry, inner))]);
    case 'Callable':
      return callableData(type, inner);
    case 'SemVer':
      return pcore(
        'SemVer',
        type.ranges === undefined
          ? undefined
          : [
              'ranges',
              type.ranges.map(
                (range) =>
                  new Map([
                    ['__ptype', 'SemVerRange'],
                    ['__pvalue', range.text],
                  ]),
              ),
            ],
      );
    case 'Timestamp':
    case 'Timespan':
      return timeData(type);
    case 'URI':
      return pcore('URI', type.parts === undefined ? undefined : ['parts', uriParts(type.parts, inner)]);
    case 'Object':
      return objectData(type, inner);
    case 'Alias':
      if (within.includes(type))
        return new Map([
          ['__ptype', 'LocalRef'],
          ['__pvalue', '$'],
        ]);
      return pcore(
        'TypeAlias',
        ['name', type.name],
        ['type_expr', null],
        ['resolved_type', dataOf(resolved(type), [...within, type])],
      );
    case 'Reference':
      return pcore('TypeReference', ['type_string', type.text]);
    default:
      return pcore(type.kind);
  }
}

function uriParts(parts: Readonly<Record<string, UriPart>>, inner: (type: PuppetType) => Data): Data {
  const each = ([name, part]: [string, UriPart]): [string, Data] => {
    if (typeof part !== 'object') return [name, part];
    const regexp: [string, Data][] = [['__ptype', 'Regexp']];
    return [name, part.kind === 'Regexp' ? new Map([...regexp, ['__pvalue', part.pattern ?? '']]) : inner(part)];
  };
  return new Map(Object.entries(parts).map(each));
}

function structElement(
  { name, keyForm, value }: (PuppetType & { kind: 'Struct' })['entries'][number],
  inner: (type: PuppetType) => Data,
): Data {
  const key = pcore('String', ['size_type_or_value', name]);
  return new Map<string, Data>([
    ['__ptype', 'Pcore::StructElement'],
    ['key_type', keyForm === 'plain' ? key : pcore(keyForm, ['type', key])],
    ['value_type', inner(value)],
  ]);
}

function callableData(type: PuppetType & { kind: 'Callable' }, inner: (type: PuppetType) => Data): Data {
  const { parameters } = type;
  const isCounted =
    parameters !== undefined &&
    parameters.size.min === parameters.types.length &&
    parameters.size.max === parameters.types.length;
  return pcore(
    'Callable',
    [
      'param_types',
      parameters === undefined
        ? null
        : pcore('Tuple', ['types', parameters.types.map(inner)], isCounted ? undefined : size(parameters.size)),
    ],
    ['block_type', type.block === undefined ? null : inner(type.block)],
    ['return_type', type.returns === undefined ? null : inner(type.returns)],
  );
}

function timeData({ kind, min, max }: PuppetType & { kind: 'Timestamp' | 'Timespan' }): Data {
  const at = (moment: bigint): Data =>
    new Map([
      ['__ptype', kind],
      ['__pvalue', kind === 'Timestamp' ? printTimestamp(moment) : printTimespan(moment)],
    ]);
  return pcore(
    kind,
    min === undefined ? undefined : ['from', at(min)],
    max === undefined ? undefined : ['to', at(max)],
  );
}

function objectData(type: PuppetType & { kind: 'Object' }, inner: (type: PuppetType) => Data): Data {
  const { name, definition, parameters, arguments: words } = type;
  if (definition !== undefined) {
    const attributes = new Map(definition.attributes.map((attribute) => [attribute.name, inner(attribute.type)]));
    const hash = new Map<string, Data>([
      ...(name === 'Object' ? [] : [['name', name] as const]),
      ['attributes', attributes],
    ]);
    return pcore('Object', ['_pcore_init_hash', hash]);
  }
  if (name === 'Init') return initData(parameters, inner);
  if (name === 'Class') return pcore('Class', words === undefined ? undefined : ['class_name', words[0] ?? '']);
  return new Map<string, Data>([
    ['__ptype', 'Type'],
    ['__pvalue', `${name}${parameters}`],
  ]);
}

/** `Init[T, …]` keeps what is in its brackets as text. */
function initData(parameters: string, inner: (type: PuppetType) => Data): Data {
  const text = `Tuple${parameters}`;
  const { expression } = parseType(text);
  const [first, ...others] = expression?.kind === 'access' ? expression.keys : [];
  const type = first === undefined ? undefined : parseType(text.slice(first.start, first.end)).type;
  const values = others.map((key): Data => {
    if (key.kind === 'string') return key.value;
    return key.kind === 'number' ? Number(key.text) : key.kind === 'true';
  });
  return pcore(
    'Init',
    type === undefined ? undefined : ['type', inner(type)],
    values.length === 0 ? undefined : ['init_args', values],
  );
}
