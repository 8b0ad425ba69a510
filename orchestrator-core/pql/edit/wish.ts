import { type AstValue, isAstList, type QueryAst } from '../ast.ts';
import { pqlEntities } from '../entities.ts';
import { anyField, type PqlPlace, pqlPlace, stepsOf } from './place.ts';

/** Words that only the nodes themselves know: names of facts, values, names of nodes. */
export interface PqlWish {
  /** The query whose rows have them, in their first column. */
  readonly query: QueryAst;
  /** What of the rows is wanted: the values, or, of paths, the step after these. */
  readonly below?: readonly string[];
}

/** No list is longer: a person who sees it types on. */
const most = 2000;

/** What has to be asked to complete the place well; undefined where the language knows all there is. */
export function pqlWish(text: string, offset: number): PqlWish | undefined {
  return wishAt(pqlPlace(text, offset));
}

/** As {@link pqlWish}, of a place that is known. */
export function wishAt(place: PqlPlace): PqlWish | undefined {
  const { frame, word } = place;
  if (frame === undefined) return undefined;
  const isValue = place.quote !== undefined || place.expected.has('"');
  if (isValue) return frame.clause === 'filter' && frame.operator !== undefined ? valueWish(place) : undefined;
  const dot = word.text.indexOf('.');
  if (dot < 0 || !place.expected.has(anyField)) return undefined;
  return pathWish(frame.entity, stepsOf(word.text).slice(0, -1));
}

function pathWish(entity: string, steps: readonly string[]): PqlWish | undefined {
  const [root, ...below] = steps;
  if (pqlEntities.get(entity)?.fields.get(root ?? '')?.dotted !== true) return undefined;
  if (root === 'parameters') return undefined;
  const path = root === 'trusted' ? ['trusted', ...below] : below;
  const [name] = path;
  if (name === undefined) return { query: distinct('fact_paths', 'name'), below: [] };
  const filter: AstValue = ['=', 'name', name.replace(/\[\d+\]$/, '')];
  return { query: ['from', 'fact_paths', ['extract', ['path'], filter], ['limit', most]], below: path };
}

/** All values of a field, each once. */
function distinct(entity: string, field: string, filter?: AstValue): QueryAst {
  const conditions = filter === undefined ? [] : [filter];
  return ['from', entity, ['extract', [field], ...conditions, ['group_by', field]], ['limit', most]];
}

/** Fields whose values are worth asking for: names, not times and texts. */
const asked: ReadonlySet<string> = new Set([
  'certname',
  'environment',
  'facts_environment',
  'catalog_environment',
  'report_environment',
  'package_name',
  'provider',
  'producer',
  'resource_type',
  'source_type',
  'target_type',
  'type',
  'containing_class',
  'puppet_version',
]);

function valueWish({ frame }: PqlPlace): PqlWish | undefined {
  const {
    entity,
    field = '',
    operator = '',
    equal,
    listed,
  } = frame ?? { entity: '', equal: new Map<string, string>() };
  if (!['=', '!=', 'in', '~'].includes(operator) && field !== 'path') return undefined;
  const known = pqlEntities.get(entity)?.fields.get(field);
  if (field === 'path') {
    if (listed === undefined || listed.length === 0) return { query: distinct('fact_paths', 'name'), below: [] };
    return pathWish('inventory', ['facts', ...listed]);
  }
  if (known?.values !== undefined || known?.type === 'timestamp') return undefined;
  if (field.includes('.')) return factWish(entity, field);
  if (entity === 'facts' || entity === 'fact_contents') {
    if (field === 'name') return { query: distinct('fact_paths', 'name') };
    const name = equal.get('name');
    if (field === 'value')
      return name === undefined ? undefined : { query: distinct(entity, 'value', ['=', 'name', name]) };
  }
  if (field === 'certname')
    return { query: ['from', 'nodes', ['extract', ['certname']], ['order_by', ['certname']], ['limit', most]] };
  if (field.endsWith('environment')) return { query: ['from', 'environments', ['extract', ['name']], ['limit', most]] };
  if (entity === 'resources' && field === 'title') {
    const type = equal.get('type');
    return type === undefined ? undefined : { query: distinct('resources', 'title', ['=', 'type', type]) };
  }
  return asked.has(field) ? { query: distinct(entity, field) } : undefined;
}

/** The values of a dotted field: whole paths are looked up for all nodes at once, list entries leaf by leaf. */
function factWish(entity: string, field: string): PqlWish | undefined {
  const steps = stepsOf(field);
  if (steps[0] === 'parameters' || entity !== 'inventory') return undefined;
  if (!/\[\d+\]/.test(field)) return { query: distinct('inventory', field) };
  const path = steps.slice(steps[0] === 'facts' ? 1 : 0).flatMap((step): readonly AstValue[] => {
    const [, name, index] = /^(.*)\[(\d+)\]$/.exec(step) ?? [];
    return name === undefined ? [step] : [name, Number(index)];
  });
  return { query: distinct('fact_contents', 'value', ['=', 'path', path]) };
}

/** What a wish's rows say: values, or next steps of paths. */
export function wishedWords({ below }: PqlWish, rows: readonly AstValue[]): readonly AstValue[] {
  const values = rows.flatMap((row): readonly AstValue[] => {
    const [value] = typeof row === 'object' && row !== null && !isAstList(row) ? Object.values(row) : [];
    return value === undefined ? [] : [value];
  });
  if (below === undefined) return values;
  const steps = values.flatMap((value) => nextStep(value, below));
  return [...new Set(steps)];
}

/** `["os", "release", "major"]` below `os` is `release`, below `os release` it is `major`. */
function nextStep(value: AstValue, below: readonly string[]): readonly AstValue[] {
  if (below.length === 0) return typeof value === 'string' ? [value] : [];
  if (!isAstList(value)) return [];
  const flat = below.flatMap((step) => {
    const [, name, index] = /^(.*)\[(\d+)\]$/.exec(step) ?? [];
    return name === undefined || index === undefined ? [step] : [name, index];
  });
  const isBelow = flat.every((step, at) => String(value[at]) === step);
  const next = value[flat.length];
  return isBelow && typeof next === 'string' ? [next] : [];
}
