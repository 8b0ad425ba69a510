import { isAssignable } from './assignable.ts';
import { printType } from './print-type.ts';
import { type PuppetType, undefType } from './type.ts';

/** The type in the form in which Puppet compares and reports: nested variants and optionals folded into one. */
export function normalizeType(type: PuppetType): PuppetType {
  switch (type.kind) {
    case 'Optional': {
      if (type.type === undefined) return type;
      const inner = normalizeType(type.type);
      if (inner.kind === 'Optional' || isAssignable(inner, undefType)) return inner;
      return { kind: 'Optional', type: inner };
    }
    case 'NotUndef': {
      if (type.type === undefined) return type;
      const inner = normalizeType(type.type);
      if (inner.kind === 'Optional' && inner.type !== undefined)
        return normalizeType({ kind: 'NotUndef', type: inner.type });
      return isAssignable(inner, undefType) ? { kind: 'NotUndef', type: inner } : inner;
    }
    case 'Variant':
      return normalizeVariant(type.types);
    default:
      return type;
  }
}

function normalizeVariant(types: readonly PuppetType[]): PuppetType {
  const flat = types.map(normalizeType).flatMap((each) => (each.kind === 'Variant' ? each.types : [each]));
  const optional = flat.some((each) => each.kind === 'Optional' || each.kind === 'Undef');
  const bare = flat
    .filter((each) => each.kind !== 'Undef')
    .flatMap((each) => (each.kind === 'Optional' && each.type !== undefined ? unfold(each.type) : [each]));
  const merged = unique(mergePatterns(mergeEnums(bare)));
  const one = merged.length === 1 ? merged[0] : undefined;
  const result: PuppetType = one ?? { kind: 'Variant', types: merged };
  if (!optional) return result;
  return bare.length === 0 ? undefType : { kind: 'Optional', type: result };
}

function unfold(type: PuppetType): readonly PuppetType[] {
  return type.kind === 'Variant' ? type.types : [type];
}

function unique(types: readonly PuppetType[]): PuppetType[] {
  const seen = new Map(types.map((type) => [printType(type), type]));
  return [...seen.values()];
}

function mergeEnums(types: readonly PuppetType[]): PuppetType[] {
  const enums = types.filter((type) => type.kind === 'Enum' && type.values.length > 0 && !type.caseInsensitive);
  if (enums.length < 2) return [...types];
  const values = [...new Set(enums.flatMap((type) => (type.kind === 'Enum' ? type.values : [])))];
  return [...types.filter((type) => !enums.includes(type)), { kind: 'Enum', values, caseInsensitive: false }];
}

function mergePatterns(types: readonly PuppetType[]): PuppetType[] {
  const patterns = types.filter((type) => type.kind === 'Pattern' && type.patterns.length > 0);
  if (patterns.length < 2) return [...types];
  const all = patterns.flatMap((type) => (type.kind === 'Pattern' ? type.patterns : []));
  const bySource = new Map(all.map((pattern) => [pattern.source, pattern]));
  return [...types.filter((type) => !patterns.includes(type)), { kind: 'Pattern', patterns: [...bySource.values()] }];
}
