import { nearest } from '../../common/index.ts';
import { nodeStates, type PqlEntity, type PqlField, pqlEntities } from '../entities.ts';
import type {
  Body,
  ComparisonNode,
  Expression,
  FieldNode,
  InNode,
  Item,
  Literal,
  Projection,
  QueryNode,
  Span,
  SubqueryNode,
} from '../syntax/tree.ts';

/** What kinds of mistakes there are beside those of grammar. */
export type PqlMistake = 'unknown-field' | 'wrong-type' | 'no-relation' | 'wrong-clause';

/** A mistake that PuppetDB refuses a query for, found without asking it. */
export interface PqlFinding extends Span {
  readonly mistake: PqlMistake;
  readonly message: string;
  /** What to write instead of the span. */
  readonly suggestion?: string;
}

type Report = (mistake: PqlMistake, at: Span, message: string, suggestion?: string) => void;

/** All mistakes of a query that are certain, in the order of the text. */
export function checkPql(query: QueryNode): readonly PqlFinding[] {
  const findings: PqlFinding[] = [];
  checkQuery(query, (mistake, { start, end }, message, suggestion) => {
    findings.push({ mistake, start, end, message, ...(suggestion === undefined ? {} : { suggestion }) });
  });
  return findings.sort((a, b) => a.start - b.start);
}

function checkQuery(query: QueryNode, report: Report): void {
  const entity = pqlEntities.get(query.entity.text);
  if (entity === undefined) return;
  checkItems(entity, query.projection?.items ?? [], report);
  checkBody(entity, query.body, report);
  checkGrouping(query.projection, query.body, report);
}

function checkBody(entity: PqlEntity, body: Body, report: Report): void {
  if (body.filter !== undefined) checkExpression(entity, body.filter, report);
  checkItems(entity, body.groupBy?.items ?? [], report);
  for (const clause of body.paging) {
    if (clause.kind !== 'order by') continue;
    for (const { field } of clause.items) {
      const known = entity.fields.get(field.text);
      if (known?.projectable === true) continue;
      if (field.text.includes('.')) {
        report(
          'unknown-field',
          field,
          `Rows cannot be ordered by '${field.text}': PuppetDB orders by whole fields alone.`,
        );
      } else unknownField(entity, field, 'projectable', report);
    }
  }
}

/** Fields that are chosen or grouped by. */
function checkItems(entity: PqlEntity, items: readonly Item[], report: Report): void {
  for (const item of items) {
    if (item.kind === 'field') checkField(entity, item, 'projectable', report);
    else {
      const [first] = item.parameters;
      if (first?.kind === 'field') checkField(entity, first, 'projectable', report);
    }
  }
}

function checkField(
  entity: PqlEntity,
  field: FieldNode,
  use: 'filterable' | 'projectable',
  report: Report,
): PqlField | undefined {
  const known = entity.fields.get(field.text);
  if (known?.[use] === true) return known;
  const dot = field.text.indexOf('.');
  const whole = dot < 0 ? undefined : entity.fields.get(field.text.slice(0, dot));
  if (whole?.dotted === true) return undefined;
  unknownField(entity, field, use, report);
  return undefined;
}

function unknownField(entity: PqlEntity, field: FieldNode, use: 'filterable' | 'projectable', report: Report): void {
  const { text } = field;
  const known = entity.fields.get(text);
  const head = `'${entity.name}'`;
  if (known !== undefined) {
    const what = use === 'filterable' ? 'conditions cannot name it' : 'it can stand in conditions alone';
    report('unknown-field', field, `${head} has '${text}', but ${what}.`);
    return;
  }
  const [first = ''] = text.split('.');
  const owners = [...pqlEntities.values()].filter((one) => one.inPql && one.fields.get(first)?.dotted === true);
  if (text.includes('.') && owners.length > 0) {
    const names = owners.map((one) => `'${one.name}'`).join(' and ');
    report('unknown-field', field, `${head} has no '${first}' to look into with dots. ${names} has.`);
    return;
  }
  const names = [...entity.fields.values()].filter((one) => one[use]).map((one) => one.name);
  const suggestion = nearest(text, names);
  const hint = suggestion === undefined ? `It has ${names.join(', ')}.` : `Did you mean '${suggestion}'?`;
  report('unknown-field', field, `${head} has no field '${text}'. ${hint}`, suggestion);
}

function checkExpression(entity: PqlEntity, node: Expression, report: Report): void {
  switch (node.kind) {
    case 'and':
    case 'or':
      for (const operand of node.operands) checkExpression(entity, operand, report);
      return;
    case 'not':
    case 'parentheses':
      checkExpression(entity, node.operand, report);
      return;
    case 'null':
      checkField(entity, node.field, 'filterable', report);
      return;
    case 'comparison':
      checkComparison(entity, node, report);
      return;
    case 'in':
      checkIn(entity, node, report);
      return;
    case 'subquery':
      checkSubquery(entity, node, report);
  }
}

function checkSubquery(entity: PqlEntity, node: SubqueryNode, report: Report): void {
  const other = pqlEntities.get(node.entity.text);
  if (other === undefined) return;
  if (!entity.relations.has(other.name)) {
    const known = [...entity.relations.keys()].map((name) => `'${name}'`);
    const hint =
      known.length === 0 ? `'${entity.name}' has none.` : `'${entity.name}' has them with ${known.join(', ')}.`;
    report(
      'no-relation',
      node.entity,
      `Which rows of '${other.name}' belong to a row of '${entity.name}' is not known. ${hint} Use 'in'.`,
    );
  }
  const [clause] = node.body.paging;
  if (clause !== undefined)
    report('wrong-clause', clause, `A condition is true or not: '${clause.kind}' cannot stand in it.`);
  if (node.body.groupBy !== undefined)
    report('wrong-clause', node.body.groupBy, "A condition is true or not: 'group by' cannot stand in it.");
  checkBody(other, { ...node.body, paging: [] }, report);
}

function checkIn(entity: PqlEntity, node: InNode, report: Report): void {
  const fields = node.left.kind === 'field' ? [node.left] : node.left.items;
  for (const field of fields) {
    if (field.kind !== 'field') continue;
    if (field.text.includes('.'))
      report(
        'wrong-type',
        field,
        `PuppetDB does not look for '${field.text}' in a list: 'in' takes whole fields alone.`,
      );
    else checkField(entity, field, 'filterable', report);
  }
  if (node.right.kind === 'list') return;
  checkQuery(node.right, report);
  const columns = node.right.projection?.items.length;
  if (columns === fields.length) return;
  const many = (count: number) => (count === 1 ? '1 field' : `${count} fields`);
  const found = columns === undefined ? 'all fields' : many(columns);
  report(
    'wrong-type',
    node.right.entity,
    `${many(fields.length)} on the left ${fields.length === 1 ? 'is' : 'are'} looked for among ${found} of '${node.right.entity.text}': choose as many, as in '${node.right.entity.text}[certname]'.`,
  );
}

const ordered: ReadonlySet<string> = new Set(['number', 'timestamp', 'any']);

function checkComparison(entity: PqlEntity, node: ComparisonNode, report: Report): void {
  const { field, operator, value } = node;
  if (field.text === 'node_state' && !entity.fields.has('node_state')) {
    checkNodeState(node, report);
    return;
  }
  const known = checkField(entity, field, 'filterable', report);
  if (known === undefined) return;
  const word = operator.text;
  const isOrder = word.startsWith('<') || word.startsWith('>');
  if (isOrder && !ordered.has(known.type)) {
    report(
      'wrong-type',
      operator,
      `'${known.name}' of '${entity.name}' is compared as ${named(known)}: '${word}' is for numbers and times.`,
    );
  } else if (isOrder && known.type !== 'timestamp' && value.kind === 'string') {
    report('wrong-type', value, `'${word}' compares numbers here: write a number without quotes.`, number(value));
  } else if (word === '~>' && known.type !== 'path') {
    report('wrong-type', operator, `'~>' compares paths; '${known.name}' of '${entity.name}' is none. Use '~'.`);
  } else if (word === '=' || word === '!=') checkEqual(known, value, report);
}

const literalOf: Readonly<Partial<Record<PqlField['type'], readonly Literal['kind'][]>>> = {
  number: ['integer', 'real'],
  string: ['string'],
  boolean: ['boolean'],
  path: ['list'],
};

/** A column of one type compared with a value of another. What PuppetDB keeps as a string and takes for something else is left alone. */
function checkEqual(field: PqlField, value: Literal, report: Report): void {
  const fit = literalOf[field.type];
  if (fit === undefined || fit.includes(value.kind) || field.holds !== undefined) return;
  const want: Readonly<Record<string, string>> = {
    number: 'a number: write it without quotes',
    string: 'a string: write the value in quotes',
    boolean: 'true or false, without quotes',
    path: 'a list of keys and indexes: ["os", "family"]',
  };
  report('wrong-type', value, `'${field.name}' is ${want[field.type]}.`, suggested(field, value));
}

function suggested(field: PqlField, value: Literal): string | undefined {
  if (value.kind === 'list') return undefined;
  if (field.type === 'number') return number(value);
  if (field.type === 'string') return JSON.stringify(value.text);
  if (field.type === 'path') return value.kind === 'string' ? `[${value.text}]` : undefined;
  return value.kind === 'string' && /^(?:true|false)$/.test(value.value) ? value.value : undefined;
}

function number(value: Literal): string | undefined {
  return value.kind === 'string' && /^-?\d+(?:\.\d+)?$/.test(value.value) ? value.value : undefined;
}

function named(field: PqlField): string {
  const names: Readonly<Record<string, string>> = {
    json: 'a structure',
    path: 'a path',
    array: 'a list',
    boolean: 'true or false',
  };
  return names[field.type] ?? 'a string';
}

function checkNodeState({ operator, value }: ComparisonNode, report: Report): void {
  if (operator.text !== '=') {
    report('wrong-type', operator, "'node_state' can only be compared with '='.");
    return;
  }
  if (value.kind === 'string' && nodeStates.includes(value.value)) return;
  const suggestion = value.kind === 'string' ? nearest(value.value, nodeStates) : undefined;
  report('wrong-type', value, `'node_state' is "active", "inactive" or "any".`, suggestion && `"${suggestion}"`);
}

/** What is chosen beside what is counted has to be what rows are grouped by. */
function checkGrouping(projection: Projection | undefined, body: Body, report: Report): void {
  const items = projection?.items ?? [];
  if (projection === undefined && body.groupBy !== undefined) {
    report(
      'wrong-clause',
      body.groupBy,
      'Rows that are grouped have the chosen fields alone: choose them in brackets before the brace.',
    );
    return;
  }
  const isCounted = items.some((item) => item.kind === 'call' && item.name.text !== 'to_string');
  if (!isCounted && body.groupBy === undefined) return;
  const grouped = new Set((body.groupBy?.items ?? []).map(textOf));
  for (const item of items) {
    if (item.kind !== 'field' || grouped.has(item.text)) continue;
    const message =
      body.groupBy === undefined
        ? `'${item.text}' has many values where rows are counted: group by it.`
        : `'${item.text}' is chosen, and rows are not grouped by it.`;
    report('wrong-clause', item, message);
  }
}

function textOf(item: Item): string {
  return item.kind === 'field' ? item.text : item.name.text;
}
