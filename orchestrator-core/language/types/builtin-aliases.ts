import { rubyRegex } from '../../regex/index.ts';
import { type PuppetType, stringType, unbounded, undefType } from './type.ts';

function alias(name: string, resolve: () => PuppetType): PuppetType {
  return { kind: 'Alias', name, resolve };
}

function object(name: string): PuppetType {
  return { kind: 'Object', name, parameters: '' };
}

function variant(...types: readonly PuppetType[]): PuppetType {
  return { kind: 'Variant', types };
}

function arrayOf(element: PuppetType): PuppetType {
  return { kind: 'Array', element, size: unbounded };
}

function hashOf(key: PuppetType, value: PuppetType): PuppetType {
  return { kind: 'Hash', key, value, size: unbounded };
}

const scalarData: PuppetType = { kind: 'ScalarData' };
const scalar: PuppetType = { kind: 'Scalar' };
const binary: PuppetType = { kind: 'Binary' };
const boolean: PuppetType = { kind: 'Boolean' };
const numeric: PuppetType = { kind: 'Numeric' };
const oneCharacter: PuppetType = { kind: 'String', size: { min: 1, max: Number.POSITIVE_INFINITY } };

const data: PuppetType = alias('Data', () => variant(scalarData, undefType, hashOf(stringType, data), arrayOf(data)));
const richDataKey: PuppetType = alias('RichDataKey', () => variant(stringType, numeric));
const richData: PuppetType = alias('RichData', () =>
  variant(
    scalar,
    { kind: 'SemVerRange' },
    binary,
    { kind: 'Sensitive' },
    { kind: 'Type' },
    object('TypeSet'),
    { kind: 'URI' },
    object('Object'),
    undefType,
    { kind: 'Default' },
    hashOf(richDataKey, richData),
    arrayOf(richData),
  ),
);

function targetSpec(name: string): PuppetType {
  const self: PuppetType = alias(name, () => variant(oneCharacter, object('Target'), arrayOf(self)));
  return self;
}

function planResult(name: string): PuppetType {
  const named = [
    'Error',
    'Result',
    'ApplyResult',
    'ResultSet',
    'Target',
    'ResourceInstance',
    'ContainerResult',
    'Future',
  ];
  const self: PuppetType = alias(name, () =>
    variant(boolean, numeric, stringType, undefType, ...named.map(object), arrayOf(self), hashOf(stringType, self)),
  );
  return self;
}

function pattern(name: string, source: string): [string, PuppetType] {
  return [name, alias(name, () => ({ kind: 'Pattern', patterns: [{ source, regex: rubyRegex(source) }] }))];
}

const typeName = String.raw`\A[A-Z][\w]*(?:::[A-Z][\w]*)*\z`;

/** The aliases that Puppet and Bolt define themselves. */
export const builtinAliases: ReadonlyMap<string, PuppetType> = new Map([
  ['Data', data],
  ['RichData', richData],
  ['RichDataKey', richDataKey],
  // What attributes and functions of an `Object`, types in a set, and types may be called.
  pattern('Pcore::MemberName', String.raw`\A[a-z_]\w*\z`),
  pattern('Pcore::SimpleTypeName', String.raw`\A[A-Z]\w*\z`),
  pattern('Pcore::TypeName', typeName),
  pattern('Pcore::QRef', typeName),
  ['TargetSpec', targetSpec('TargetSpec')],
  ['Boltlib::TargetSpec', targetSpec('Boltlib::TargetSpec')],
  ['PlanResult', planResult('PlanResult')],
  ['Boltlib::PlanResult', planResult('Boltlib::PlanResult')],
]);

/** What a parameter without a type accepts. */
export const dataType: PuppetType = data;
/** `RichData`. */
export const richDataType: PuppetType = richData;
