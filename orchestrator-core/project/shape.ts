import { ExactNumber, isJsonObject, isWhole, type Json } from '../common/index.ts';
import type { Place, ValuePath } from './yaml.ts';

/** The kinds of values a configuration file holds, in the words of Bolt's messages. */
export type ShapeType = 'String' | 'Integer' | 'Float' | 'Boolean' | 'Array' | 'Hash';

/** What a value of a configuration file must look like: the part of JSON Schema that Bolt checks. */
export interface Shape {
  /** Any of these; absent means that anything goes. */
  readonly type?: readonly ShapeType[];
  /** For strings: one of these. */
  readonly values?: readonly string[];
  readonly minimum?: number;
  readonly items?: Shape;
  readonly unique?: boolean;
  /** Known keys of a hash. Others earn a warning, unless `others` says what they are. */
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly others?: Shape;
  readonly required?: readonly string[];
  /** Whether `{_plugin: …}` may stand for the value and for everything in it. */
  readonly reference?: boolean;
}

/** One thing that was found, with the way to the value. */
export interface ShapeFinding {
  readonly path: ValuePath;
  readonly message: string;
}

/** What a comparison with a shape found. */
export interface ShapeVerdict {
  /** What is wrong, in the order of the file. */
  readonly errors: readonly ShapeFinding[];
  /** Keys that nobody knows. */
  readonly unknown: readonly ShapeFinding[];
}

/**
 * Compares `value` with `shape`; sentences are Bolt's (`Value at 'a.b' must be of type Integer`). `at` is where the value
 * stands in a whole.
 */
export function checkShape(value: Json, shape: Shape, at: ValuePath = []): ShapeVerdict {
  const errors: ShapeFinding[] = [];
  const unknown: ShapeFinding[] = [];
  visit(value, shape, at, false);
  return { errors, unknown };

  function visit(item: Json, wanted: Shape, path: ValuePath, inherited: boolean): void {
    const reference = wanted.reference ?? inherited;
    const fail = (message: string) => errors.push({ path, message: `Value at '${path.join('.')}' ${message}` });
    if (isJsonObject(item) && '_plugin' in item) {
      if (!reference) fail('is a plugin reference, which is unsupported at this location');
      return;
    }
    if (wanted.type === undefined) return;
    if (!wanted.type.some((type) => hasType(item, type))) {
      fail(`must be of type ${wanted.type.join(' or ')}`);
    } else if (Array.isArray(item)) {
      if (wanted.unique && new Set(item.map((one) => JSON.stringify(one))).size < item.length) {
        fail('must not include duplicate elements');
        return;
      }
      const { items } = wanted;
      if (items)
        item.forEach((one, index) => {
          visit(one, items, [...path, index], reference);
        });
    } else if (isJsonObject(item)) {
      visitHash(item, wanted, path, reference);
    } else if (typeof item === 'string' && wanted.values && !wanted.values.includes(item)) {
      const others = wanted.type.filter((type) => type !== 'String');
      fail(
        `must be ${wanted.values.length > 1 ? 'one of ' : ''}${wanted.values.join(', ')}` +
          (others.length > 0 ? ` or must be of type ${others.join(' or ')}` : ''),
      );
    } else if (typeof item === 'number' && wanted.minimum !== undefined && item < wanted.minimum) {
      fail(`must be a minimum of ${wanted.minimum}`);
    }
  }

  function visitHash(hash: Readonly<Record<string, Json>>, wanted: Shape, path: ValuePath, reference: boolean): void {
    const shapeOf = (key: string): Shape | undefined =>
      wanted.properties && Object.hasOwn(wanted.properties, key) ? wanted.properties[key] : wanted.others;
    const keys = wanted.properties ? Object.keys(hash).filter((key) => shapeOf(key) === undefined) : [];
    const where = path.length > 0 ? ` at '${path.join('.')}'` : '';
    for (const key of keys) unknown.push({ path: [...path, key], message: `Unknown option '${key}'${where}` });
    const missing = (wanted.required ?? []).filter((key) => !(key in hash));
    if (missing.length > 0) {
      errors.push({ path, message: `Value at '${path.join('.')}' is missing required keys ${missing.join(', ')}` });
    }
    for (const [key, item] of Object.entries(hash)) {
      const known = shapeOf(key);
      if (known) visit(item, known, [...path, key], reference);
    }
  }
}

function hasType(value: Json, type: ShapeType): boolean {
  switch (type) {
    case 'String':
      return typeof value === 'string';
    case 'Integer':
      return Number.isInteger(value) || (value instanceof ExactNumber && isWhole(value.text));
    case 'Float':
      return typeof value === 'number' || value instanceof ExactNumber;
    case 'Boolean':
      return typeof value === 'boolean';
    case 'Array':
      return Array.isArray(value);
    case 'Hash':
      return isJsonObject(value);
  }
}

/** `(line 3, column 7)` with a space before it, or nothing when the place is not known. */
export function placeSuffix(place: Place | undefined): string {
  return place === undefined ? '' : ` (line ${place.line}, column ${place.column})`;
}

/** Bolt's sentence for all the errors of a file, each with its place. */
export function shapeMessage(
  file: string,
  errors: readonly ShapeFinding[],
  locate: (path: ValuePath) => Place | undefined,
): string {
  const lines = errors.map((error) => `  ${error.message}${placeSuffix(locate(error.path))}`);
  return `Invalid configuration at ${file}:\n${lines.join('\n')}`;
}
