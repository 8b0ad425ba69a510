import { type AstValue, type QueryAst, wholeNumber } from '../ast.ts';
import type { Body, Expression, Item, Literal, OrderItem, Paging, QueryNode } from './tree.ts';

/** The JSON form of a query, as PuppetDB makes it of the same text. */
export function queryToAst(query: QueryNode): QueryAst {
  const { entity, projection, body } = query;
  const conditions = bodyConditions(body);
  const paging = body.paging.map(pagingToAst);
  if (projection === undefined) return ['from', entity.text, ...conditions, ...paging];
  return ['from', entity.text, ['extract', projection.items.map(itemToAst), ...conditions], ...paging];
}

function bodyConditions(body: Body): readonly AstValue[] {
  const filter = body.filter === undefined ? [] : [expressionToAst(body.filter)];
  return body.groupBy === undefined ? filter : [...filter, ['group_by', ...body.groupBy.items.map(itemToAst)]];
}

function expressionToAst(node: Expression): AstValue {
  switch (node.kind) {
    case 'and':
    case 'or':
      return [node.kind, ...node.operands.map(expressionToAst)];
    case 'not':
      return ['not', expressionToAst(node.operand)];
    case 'parentheses':
      return expressionToAst(node.operand);
    case 'null':
      return ['null?', node.field.text, node.isNull];
    case 'subquery':
      return ['subquery', node.entity.text, ...bodyConditions(node.body), ...node.body.paging.map(pagingToAst)];
    case 'in': {
      const left = node.left.kind === 'field' ? node.left.text : node.left.items.map(itemToAst);
      return ['in', left, node.right.kind === 'query' ? queryToAst(node.right) : ['array', literalToAst(node.right)]];
    }
    case 'comparison': {
      const { operator, field } = node;
      const value = literalToAst(node.value);
      const negated = operator.text === '!=' || operator.text === '!~';
      return negated ? ['not', [operator.text.slice(1), field.text, value]] : [operator.text, field.text, value];
    }
  }
}

function itemToAst(item: Item): AstValue {
  if (item.kind === 'field') return item.text;
  const parameters = item.parameters.map((parameter) =>
    parameter.kind === 'field' ? parameter.text : parameter.value,
  );
  return ['function', item.name.text, ...parameters];
}

function literalToAst(node: Literal): AstValue {
  switch (node.kind) {
    case 'string':
      return node.value;
    case 'integer':
      return wholeNumber(node.text);
    case 'real':
      return Number(node.text);
    case 'boolean':
      return node.text === 'true';
    case 'list':
      return node.items.map(literalToAst);
  }
}

function pagingToAst(clause: Paging): AstValue {
  if (clause.kind === 'order by') return ['order_by', clause.items.map(orderToAst)];
  return [clause.kind, wholeNumber(clause.count.text)];
}

function orderToAst({ field, direction }: OrderItem): AstValue {
  return direction === undefined ? field.text : [field.text, direction.text];
}
