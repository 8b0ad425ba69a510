import type { Body, Expression, Item, Literal, QueryNode, Span } from '../syntax/tree.ts';

/** A stretch of a query with what it means. */
export interface PqlToken extends Span {
  readonly kind: 'entity' | 'field' | 'function' | 'operator' | 'string' | 'regexp' | 'number' | 'keyword';
}

/** Every word of a query with what it means, in the order of the text. Signs and the words between conditions are left out. */
export function pqlTokens(query: QueryNode): readonly PqlToken[] {
  const tokens: PqlToken[] = [];
  const add = (kind: PqlToken['kind'], { start, end }: Span): void => {
    tokens.push({ kind, start, end });
  };
  ofQuery(query, add);
  return tokens.sort((a, b) => a.start - b.start);
}

type Add = (kind: PqlToken['kind'], span: Span) => void;

function ofQuery(query: QueryNode, add: Add): void {
  add('entity', query.entity);
  for (const item of query.projection?.items ?? []) ofItem(item, add);
  ofBody(query.body, add);
}

function ofBody({ filter, groupBy, paging }: Body, add: Add): void {
  if (filter !== undefined) ofExpression(filter, add);
  for (const item of groupBy?.items ?? []) ofItem(item, add);
  for (const clause of paging) {
    if (clause.kind !== 'order by') {
      add('number', clause.count);
      continue;
    }
    for (const { field, direction } of clause.items) {
      add('field', field);
      if (direction !== undefined) add('keyword', direction);
    }
  }
}

function ofItem(item: Item, add: Add): void {
  if (item.kind === 'field') {
    add('field', item);
    return;
  }
  add('function', item.name);
  for (const parameter of item.parameters) add(parameter.kind === 'field' ? 'field' : 'string', parameter);
}

function ofExpression(node: Expression, add: Add): void {
  switch (node.kind) {
    case 'and':
    case 'or':
      for (const operand of node.operands) ofExpression(operand, add);
      return;
    case 'not':
    case 'parentheses':
      ofExpression(node.operand, add);
      return;
    case 'null':
      add('field', node.field);
      add('keyword', node.operator);
      return;
    case 'subquery':
      add('entity', node.entity);
      ofBody(node.body, add);
      return;
    case 'in':
      for (const item of node.left.kind === 'field' ? [node.left] : node.left.items) ofItem(item, add);
      add('keyword', node.operator);
      if (node.right.kind === 'query') ofQuery(node.right, add);
      else ofLiteral(node.right, 'string', add);
      return;
    case 'comparison':
      add('field', node.field);
      add('operator', node.operator);
      ofLiteral(node.value, node.operator.text.includes('~') ? 'regexp' : 'string', add);
  }
}

function ofLiteral(node: Literal, string: 'string' | 'regexp', add: Add): void {
  if (node.kind === 'list') for (const item of node.items) ofLiteral(item, string, add);
  else if (node.kind === 'string') add(string, node);
  else add(node.kind === 'boolean' ? 'keyword' : 'number', node);
}
