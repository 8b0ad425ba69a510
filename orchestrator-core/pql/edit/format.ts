import { parseQuery } from '../syntax/parse.ts';
import type { Body, Expression, InNode, Item, Literal, Paging, QueryNode } from '../syntax/tree.ts';

/** Text that is laid out on one line where it fits, and else broken where it can be. */
type Layout =
  | string
  | readonly Layout[]
  | { readonly open: string; readonly inside: readonly Layout[]; readonly close: string };

const width = 100;

/**
 * The query laid out anew: on one line where it has room there, else each condition on a line of its own. Only white space
 * changes. Undefined for what does not parse.
 */
export function formatPql(text: string): string | undefined {
  const parsed = parseQuery(text);
  return 'tree' in parsed ? write(layoutQuery(parsed.tree), 0, 0) : undefined;
}

/** All on one line. */
function flat(layout: Layout): string {
  if (typeof layout === 'string') return layout;
  if (isBlock(layout)) {
    const inside = layout.inside.map(flat).join(' ');
    const pad = layout.open.endsWith('{') && inside !== '' ? ' ' : '';
    return `${layout.open}${pad}${inside}${pad}${layout.close}`;
  }
  return layout.map(flat).join('');
}

function isBlock(layout: Layout): layout is Exclude<Layout, string | readonly Layout[]> {
  return typeof layout === 'object' && 'open' in layout;
}

/** `column`: where the text begins on its line; `indent`: where its lines begin. */
function write(layout: Layout, column: number, indent: number): string {
  const line = flat(layout);
  if (typeof layout === 'string' || column + line.length <= width) return line;
  if (isBlock(layout)) {
    const pad = ' '.repeat(indent + 2);
    const lines = layout.inside.map((each) => pad + write(each, indent + 2, indent + 2));
    return lines.length === 0 ? line : `${layout.open}\n${lines.join('\n')}\n${' '.repeat(indent)}${layout.close}`;
  }
  let text = '';
  for (const part of layout) {
    const start = text.includes('\n') ? text.length - text.lastIndexOf('\n') - 1 : column + text.length;
    text += write(part, start, indent);
  }
  return text;
}

function layoutQuery({ entity, projection, body }: QueryNode): Layout {
  const name = entity.text;
  if (projection === undefined) return [`${name} `, layoutBody(body)];
  return [{ open: `${name}[`, inside: withCommas(projection.items.map(itemText)), close: ']' }, ' ', layoutBody(body)];
}

function withCommas(items: readonly Layout[]): readonly Layout[] {
  return items.map((item, index) => (index === items.length - 1 ? item : [item, ',']));
}

/** A quoted part of a field ends before white space only. */
function itemText(item: Item): string {
  if (item.kind === 'field') return item.text.endsWith('"') ? `${item.text} ` : item.text;
  const parameters = item.parameters.map(({ text, kind }) =>
    kind === 'field' && text.includes('.') ? `${text} ` : text,
  );
  return `${item.name.text}(${parameters.join(', ')})`;
}

function layoutBody({ filter, groupBy, paging }: Body): Layout {
  const lines: Layout[] = filter === undefined ? [] : [...conjuncts(filter)];
  if (groupBy !== undefined) lines.push(`group by ${groupBy.items.map(itemText).join(', ').trimEnd()}`);
  lines.push(...paging.map(pagingText));
  return { open: '{', inside: lines, close: '}' };
}

/** Each operand with the word that follows it. */
function conjuncts(node: Expression): readonly Layout[] {
  if (node.kind !== 'and' && node.kind !== 'or') return [layoutCondition(node)];
  const last = node.operands.length - 1;
  return node.operands.map((operand, index) => {
    const inner = operand.kind === 'and' ? joined(operand) : layoutCondition(operand);
    return index === last ? inner : [inner, ` ${node.kind}`];
  });
}

/** `a and b` within `or`: the words bind without parentheses, so they stay on lines of their own together. */
function joined(node: Expression): Layout {
  const parts = conjuncts(node);
  return parts.flatMap((part, index) => (index === 0 ? [part] : [' ', part]));
}

function layoutCondition(node: Expression): Layout {
  switch (node.kind) {
    case 'and':
    case 'or':
      return joined(node);
    case 'not':
      return ['!', layoutCondition(node.operand)];
    case 'parentheses':
      return { open: '(', inside: conjuncts(node.operand), close: ')' };
    case 'null':
      return `${node.field.text} ${node.operator.text}`;
    case 'subquery':
      return [`${node.entity.text} `, layoutBody(node.body)];
    case 'in':
      return layoutIn(node);
    case 'comparison':
      return [`${node.field.text} ${node.operator.text} `, layoutLiteral(node.value)];
  }
}

function layoutIn({ left, right }: InNode): Layout {
  const fields: Layout =
    left.kind === 'field' ? left.text : { open: '[', inside: withCommas(left.items.map(itemText)), close: ']' };
  return [fields, ' in ', right.kind === 'query' ? layoutQuery(right) : layoutLiteral(right)];
}

function layoutLiteral(node: Literal): Layout {
  if (node.kind !== 'list') return node.text;
  return { open: '[', inside: withCommas(node.items.map(layoutLiteral)), close: ']' };
}

function pagingText(clause: Paging): string {
  if (clause.kind !== 'order by') return `${clause.kind} ${clause.count.text}`;
  const items = clause.items.map(({ field, direction }) => `${field.text}${direction ? ` ${direction.text}` : ''}`);
  return `order by ${items.join(', ')}`;
}
