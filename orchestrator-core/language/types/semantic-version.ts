/** A version by Semantic Versioning 2.0. */
export interface SemanticVersion {
  readonly numbers: readonly [major: number, minor: number, patch: number];
  /** The parts behind `-`; empty for a release. */
  readonly prerelease: readonly string[];
  readonly build: string;
}

/** Versions from one to another. */
interface Interval {
  /** Inclusive unless `afterMin`; absent where there is none. */
  readonly min?: SemanticVersion;
  readonly afterMin?: boolean;
  /** Exclusive if `beforeMax`. */
  readonly max?: SemanticVersion;
  readonly beforeMax?: boolean;
}

/** Versions that any of some intervals has, as a range such as `>=1.0.0 <2.0.0 || 3.x` says. */
export interface VersionRange {
  /** As it was written. */
  readonly text: string;
  readonly intervals: readonly Interval[];
}

const number = '(?:0|[1-9]\\d*)';
const parts = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const version = new RegExp(`^(${number})\\.(${number})\\.(${number})(?:-(${parts}))?(?:\\+(${parts}))?$`);
const part = `(?:[xX*]|${number})`;
const partial = `(${part})(?:\\.(${part})(?:\\.(${part})(?:-(${parts}))?(?:\\+(${parts}))?)?)?`;
const simple = new RegExp(`^(<=|>=|~>|~=|[<>=~^])?${partial}$`);
const hyphen = new RegExp(`^${partial}\\s+-\\s+${partial}$`);

/** Reads a version; undefined for what is none. */
export function parseVersion(text: string): SemanticVersion | undefined {
  const found = version.exec(text);
  if (found === null) return undefined;
  const [, major, minor, patch, prerelease, build = ''] = found;
  const numbers = [Number(major), Number(minor), Number(patch)] as const;
  return { numbers, prerelease: prerelease?.split('.') ?? [], build };
}

/** The version as it is written. */
export function printVersion({ numbers, prerelease, build }: SemanticVersion): string {
  return `${numbers.join('.')}${prerelease.length > 0 ? `-${prerelease.join('.')}` : ''}${build && `+${build}`}`;
}

/** Negative, zero or positive, as `a` is before, like or after `b`. The build does not count. */
export function compareVersions(a: SemanticVersion, b: SemanticVersion): number {
  for (const index of [0, 1, 2] as const) {
    const order = a.numbers[index] - b.numbers[index];
    if (order !== 0) return order;
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return b.prerelease.length - a.prerelease.length;
  const length = Math.max(a.prerelease.length, b.prerelease.length);
  for (let index = 0; index < length; index += 1) {
    const order = comparePart(a.prerelease[index], b.prerelease[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [x, y] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (x && y) return Number(a) - Number(b);
  if (x !== y) return x ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Reads a range in the notation of npm, as Puppet's SemVerRange takes it; undefined for what is none. */
export function parseVersionRange(text: string): VersionRange | undefined {
  const intervals: Interval[] = [];
  for (const alternative of text.replace(/([><=~^])(?:\s+|\s*v)/g, '$1').split(/\s*\|\|\s*/)) {
    const read = alternative.trim() === '' ? {} : readInterval(alternative.trim());
    if (read === undefined) return undefined;
    if (read !== 'nothing') intervals.push(read);
  }
  return { text, intervals };
}

function readInterval(text: string): Interval | 'nothing' | undefined {
  const between = hyphen.exec(text);
  if (between !== null) return { min: filled(between.slice(1, 6)), max: filled(between.slice(6)) };
  let all: Interval = {};
  for (const word of text.split(/\s+/)) {
    const found = simple.exec(word);
    if (found === null) return undefined;
    const one = readSimple(found[1] ?? '=', found.slice(2));
    if (one === 'nothing') return one;
    all = intersection(all, one);
  }
  return all;
}

type Written = readonly (string | undefined)[];

const isGiven = (text: string | undefined): text is string => text !== undefined && !/^[xX*]$/.test(text);

/** A version with 0 for what is left open. */
function filled([major, minor, patch, prerelease, build]: Written): SemanticVersion {
  const digit = (text: string | undefined): number => (isGiven(text) ? Number(text) : 0);
  const numbers = [digit(major), digit(minor), digit(patch)] as const;
  return { numbers, prerelease: prerelease?.split('.') ?? [], build: build ?? '' };
}

/** The first version after all those that the written one stands for. */
function next([major, minor]: Written, keep: 1 | 2): SemanticVersion {
  const numbers = keep === 1 ? ([Number(major) + 1, 0, 0] as const) : ([Number(major), Number(minor) + 1, 0] as const);
  return { numbers, prerelease: [], build: '' };
}

function readSimple(operator: string, written: Written): Interval | 'nothing' {
  const [major, minor, patch] = written;
  const version = filled(written);
  const given = !isGiven(major) ? 0 : !isGiven(minor) ? 1 : !isGiven(patch) ? 2 : 3;
  switch (operator) {
    case '>=':
      return { min: version };
    case '<':
      return { max: version, beforeMax: true };
    case '>':
      if (given === 0) return 'nothing';
      return given === 3 ? { min: version, afterMin: true } : { min: next(written, given) };
    case '<=':
      if (given === 0) return {};
      return given === 3 ? { max: version } : { max: next(written, given), beforeMax: true };
    case '=':
      if (given === 0) return {};
      if (given === 3) return { min: version, max: version };
      return { min: version, max: next(written, given), beforeMax: true };
    default: {
      if (given === 0) return {};
      const wide = operator === '^' && Number(major) > 0;
      return { min: version, max: next(written, given === 1 || wide ? 1 : 2), beforeMax: true };
    }
  }
}

function intersection(a: Interval, b: Interval): Interval {
  const order = (x: SemanticVersion | undefined, y: SemanticVersion | undefined): number =>
    x === undefined || y === undefined ? (x === y ? 0 : x === undefined ? -1 : 1) : compareVersions(x, y);
  const low = order(a.min, b.min);
  const lower = low > 0 || (low === 0 && a.afterMin) ? a : b;
  const high = a.max === undefined ? 1 : b.max === undefined ? -1 : compareVersions(a.max, b.max);
  const upper = high < 0 || (high === 0 && a.beforeMax) ? a : b;
  return {
    ...(lower.min && { min: lower.min }),
    ...(lower.afterMin && { afterMin: true }),
    ...(upper.max && { max: upper.max }),
    ...(upper.beforeMax && { beforeMax: true }),
  };
}

/** Whether a range has a version. One before a release only where the range names one before the same release. */
export function rangeIncludes({ intervals }: VersionRange, version: SemanticVersion): boolean {
  return intervals.some((interval) => within(interval, version) && allowsPrerelease(interval, version));
}

function within({ min, max, afterMin, beforeMax }: Interval, version: SemanticVersion): boolean {
  const low = min === undefined ? 1 : compareVersions(version, min);
  const high = max === undefined ? -1 : compareVersions(version, max);
  return (afterMin ? low > 0 : low >= 0) && (beforeMax ? high < 0 : high <= 0);
}

function allowsPrerelease({ min, max }: Interval, { numbers, prerelease }: SemanticVersion): boolean {
  if (prerelease.length === 0) return true;
  return [min, max].some(
    (bound) => bound !== undefined && bound.prerelease.length > 0 && bound.numbers.join() === numbers.join(),
  );
}

/** Whether all that a range has lies between the first and the last version of another. */
export function coversRange(wider: VersionRange, range: VersionRange): boolean {
  const [outer, inner] = [wider, range].map(({ intervals }) => (intervals.length === 1 ? intervals[0] : undefined));
  if (outer === undefined || inner === undefined) return wider.text === range.text;
  const low = outer.min === undefined || (inner.min !== undefined && compareVersions(outer.min, inner.min) <= 0);
  if (!low || outer.max === undefined) return low;
  if (inner.max === undefined) return false;
  const high = compareVersions(outer.max, inner.max);
  return high > 0 || (high === 0 && (!outer.beforeMax || inner.beforeMax === true));
}
