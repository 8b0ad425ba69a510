import { type AstValue, clojureText, isAstList } from '../ast.ts';
import { filterableFields, type PqlEntity, pqlEntities, projectableFields } from '../entities.ts';
import { parseDotted } from './dotted-path.ts';
import { functionNames } from './functions.ts';
import { inWords, isScalar, notSequential, queryError } from './problem.ts';

const comparing: readonly AstValue[] = ['=', '~', '>', '<', '<=', '>='];
const operators: readonly AstValue[] = [
  ...[...comparing, '~>', 'from', 'in', 'extract', 'subquery', 'and', 'or', 'not', 'function', 'group_by', 'null?'],
];
/** Conditions that PuppetDB does not take for the name of a subquery. */
const joining: readonly AstValue[] = ['not', 'group_by', 'or', 'and'];

/**
 * Whether an entity has the fields that a filter of it names: `["extract", …]` or a condition. PuppetDB asks this before
 * anything else, and names all of what is wrong at once, except that a query in the query is asked for itself.
 * @throws OrchestratorError with a line for each
 */
export function checkFields(entity: PqlEntity | undefined, filter: AstValue): void {
  const problems = problemsOf(entity, filter);
  if (problems.length > 0) throw queryError(problems.join('\n'));
}

/** Nothing is known of an `entity` that there is not. */
function problemsOf(entity: PqlEntity | undefined, node: AstValue): readonly string[] {
  if (!isAstList(node)) return [];
  const [operator, first, second] = node;
  if (operator === 'from' && second !== undefined) {
    checkFields(nested(first), second);
    return [];
  }
  if (operator === 'subquery' && node.length === 3) {
    checkFields(nested(first), second ?? null);
    return [];
  }
  if (operator === 'extract' && node.length === 3 && isAstList(second) && second.length === 2) {
    const [select = null, filter = null] = second;
    const inner = selected(select);
    if (inner !== undefined) {
      checkFields(inner, filter);
      // PuppetDB reads the entity off the condition.
      const known = isAstList(filter) ? inner : undefined;
      return unknownFields(known, first, 'filterable');
    }
    if (!joining.includes(select)) return [unknownSubquery(select)];
  }
  return [...problemsHere(entity, node), ...node.flatMap((each) => problemsOf(entity, each))];
}

function problemsHere(entity: PqlEntity | undefined, node: readonly AstValue[]): readonly string[] {
  const [operator = null, name = null, value] = node;
  if (operator === 'extract' && node.length > 1) {
    const unknown = unknownFields(entity, name, 'projectable');
    return unknown.length > 0 ? unknown : wrongFilter(node.slice(2));
  }
  const isArray = operator === 'in' && node.length === 3 && isAstList(value) && value.length === 2;
  if ((comparing.includes(operator) && node.length === 3) || (isArray && value[0] === 'array')) {
    return unknownOperand(entity, name);
  }
  if (operator === 'in' && node.length > 1) {
    return unknownFields(entity, name, 'filterable', true);
  }
  return [];
}

/** The field of a comparison. */
function unknownOperand(entity: PqlEntity | undefined, name: AstValue): readonly string[] {
  if (isAstList(name) || name === 'node_state') return [];
  if (typeof name === 'string' && (entity?.fields.get(name)?.filterable || isDotted(entity, name))) return [];
  const known = namesOf(entity, 'filterable');
  const shown = typeof name === 'string' ? name : String(name);
  const alias = entity?.alias ?? null;
  const hint =
    known.length === 0 ? `Entity ${alias} has no queryable objects` : `Known queryable objects are ${inWords(known)}`;
  return [`'${shown}' is not a queryable object for ${alias}. ${hint}`];
}

/** `matches` says that they are looked for in what a query finds, where no dots are known. */
function unknownFields(
  entity: PqlEntity | undefined,
  names: AstValue | undefined,
  use: Use,
  matches = false,
): readonly string[] {
  const unknown = (isAstList(names) ? names : [names ?? null]).filter((name) => {
    if (isScalar(name)) throw notSequential(name);
    if (isAstList(name)) return !(name[0] === 'function' && functionNames.includes(String(name[1])));
    return typeof name !== 'string' || !(entity?.fields.get(name)?.[use] || (!matches && isDottedPath(entity, name)));
  });
  if (unknown.length === 0) return [];
  const shown = unknown.map((name) => (typeof name === 'string' ? name : clojureText(name)));
  const noun = unknown.length > 1 ? 'fields' : 'field';
  const of = `unknown '${entity?.alias ?? null}' ${noun} ${inWords(shown)}`;
  const said = matches ? `Can't match on ${of} for 'in'` : `Can't extract ${of}`;
  return [`${said}. Acceptable fields are ${inWords(namesOf(entity, use))}`];
}

/** What is no condition behind the fields of `extract`: the first such. */
function wrongFilter(filters: readonly AstValue[]): readonly string[] {
  for (const filter of filters) {
    if (!isAstList(filter)) continue;
    const [operator = null] = filter;
    if (operator === 'and' || operator === 'or') {
      const wrong = wrongFilter(filter);
      if (wrong.length > 0) return wrong;
    } else if (!operators.includes(operator) && selected(operator) === undefined) {
      return [`${clojureText(filter)} is not a valid expression for "extract"`];
    }
  }
  return [];
}

function unknownSubquery(select: AstValue): string {
  const name = typeof select === 'string' ? select : clojureText(select);
  const meant = name.replaceAll('-', '_');
  const hint = selected(meant) === undefined ? '' : ` - did you mean \`${meant}\`?`;
  return `Unsupported subquery \`${name}\`${hint}`;
}

function isDotted(entity: PqlEntity | undefined, name: string): boolean {
  const dot = name.indexOf('.');
  return dot > 0 && entity?.fields.get(name.slice(0, dot))?.dotted === true;
}

/** The same, read with care. @throws OrchestratorError where it is no field at all */
function isDottedPath(entity: PqlEntity | undefined, name: string): boolean {
  const path = parseDotted(name);
  return path !== undefined && path.parts.length > 0 && entity?.fields.get(path.top)?.dotted === true;
}

function nested(name: AstValue | undefined): PqlEntity | undefined {
  return typeof name === 'string' ? selected(`select_${name}`) : undefined;
}

/** The entity of `select_facts` and the like. */
function selected(operator: AstValue): PqlEntity | undefined {
  const [, name = ''] = /^select_(.+)$/s.exec(String(operator)) ?? [];
  return unselectable.includes(name) ? undefined : pqlEntities.get(name);
}

/** Entities that no subquery can ask. */
const unselectable: readonly string[] = ['fact_names', 'event_counts', 'aggregate_event_counts'];

/** What a field is named for. */
type Use = 'filterable' | 'projectable';

function namesOf(entity: PqlEntity | undefined, use: Use): readonly string[] {
  const fields = use === 'filterable' ? filterableFields : projectableFields;
  return entity === undefined ? [] : fields(entity).map(({ name }) => name);
}
