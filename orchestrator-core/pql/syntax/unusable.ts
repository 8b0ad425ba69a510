import { namedCharacter } from './read-json.ts';
import type { Body, Expression, Literal, NumberNode, Paging, QueryNode, Span, StringNode } from './tree.ts';

/** What is wrong with part of a query, and where. */
interface Refusal extends Span {
  readonly message: string;
}

const smallest = -(2n ** 63n);
const largest = 2n ** 63n - 1n;

/** The first thing in a query that parses and that PuppetDB refuses all the same before it looks at entities and fields. */
export function unusable(query: QueryNode): Refusal | undefined {
  const { projection, body } = query;
  return first(projection?.items ?? [], inCallOrField) ?? inBody(body);
}

function first<T>(nodes: readonly T[], look: (node: T) => Refusal | undefined): Refusal | undefined {
  for (const node of nodes) {
    const found = look(node);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inCallOrField(item: {
  readonly kind: string;
  readonly parameters?: readonly { readonly kind: string }[];
}): Refusal | undefined {
  return first(item.parameters ?? [], (parameter) => (isString(parameter) ? inString(parameter) : undefined));
}

function isString(node: { readonly kind: string }): node is StringNode {
  return node.kind === 'string';
}

function inBody(body: Body): Refusal | undefined {
  const filter = body.filter === undefined ? undefined : inExpression(body.filter);
  return filter ?? first(body.groupBy?.items ?? [], inCallOrField) ?? inPaging(body.paging);
}

function inPaging(clauses: readonly Paging[]): Refusal | undefined {
  const seen = new Set<string>();
  return first(clauses, (clause) => {
    if (seen.has(clause.kind)) {
      const message = `Multiple '${clause.kind.replace(' ', '_')}' clauses are not permitted`;
      return { message, start: clause.start, end: clause.end };
    }
    seen.add(clause.kind);
    return clause.kind === 'order by' ? undefined : inNumber(clause.count);
  });
}

function inExpression(node: Expression): Refusal | undefined {
  switch (node.kind) {
    case 'and':
    case 'or':
      return first(node.operands, inExpression);
    case 'not':
    case 'parentheses':
      return inExpression(node.operand);
    case 'null':
      return undefined;
    case 'subquery':
      return inBody(node.body);
    case 'in': {
      const left = node.left.kind === 'field' ? undefined : first(node.left.items, inCallOrField);
      return left ?? (node.right.kind === 'query' ? unusable(node.right) : inLiteral(node.right));
    }
    case 'comparison':
      return inLiteral(node.value);
  }
}

function inLiteral(node: Literal): Refusal | undefined {
  switch (node.kind) {
    case 'list':
      return first(node.items, inLiteral);
    case 'string':
      return inString(node);
    case 'boolean':
      return undefined;
    default:
      return inNumber(node);
  }
}

/** Whole numbers have 64 bits, real ones are doubles. */
function inNumber({ kind, text, start, end }: NumberNode): Refusal | undefined {
  const fits = kind === 'real' ? Number.isFinite(Number(text)) : BigInt(text) >= smallest && BigInt(text) <= largest;
  return fits ? undefined : { message: `For input string: "${text}"`, start, end };
}

/** An escape that is none of JSON's, in the words of PuppetDB's JSON reader, which counts from the quote. */
function inString({ text, start }: StringNode): Refusal | undefined {
  if (!text.startsWith('"') || !text.includes('\\')) return undefined;
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at + 2)) {
    const letter = text[at + 1] ?? '';
    if ('"\\/bfnrt'.includes(letter)) continue;
    const wrong = letter === 'u' ? firstNoHexDigit(text, at + 2) : at + 1;
    if (wrong === undefined) continue;
    const character = text[wrong] ?? '';
    const shown = namedCharacter(character);
    const message =
      letter === 'u'
        ? `Unexpected character (${shown}): expected a hex-digit for character escape sequence`
        : `Unrecognized character escape ${shown}`;
    const source = ` at [Source: (StringReader); line: 1, column: ${wrong + 2}]`;
    return { message: `${message}\n${source}`, start: start + at, end: start + wrong + 1 };
  }
  return undefined;
}

function firstNoHexDigit(text: string, from: number): number | undefined {
  for (let at = from; at < from + 4; at += 1) {
    if (!/[0-9a-fA-F]/.test(text[at] ?? '')) return at;
  }
  return undefined;
}
