import type { Binary } from '../../syntax/ast.ts';
import { allNumbers, anyType, type PuppetType, resolved, unbounded } from '../../types/type.ts';
import type { TypeContext } from './type-context.ts';

const boolean: PuppetType = { kind: 'Boolean' };

/** The type of what a binary operator gives. */
export function typeOfBinary(node: Binary, context: TypeContext): PuppetType | undefined {
  switch (node.operator) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '<<':
    case '>>':
      return typeOfArithmetic(node, context);
    default:
      return boolean;
  }
}

/** Puppet counts with numbers, joins and takes from arrays and hashes; a string that is a number counts as one. */
function typeOfArithmetic(node: Binary, context: TypeContext): PuppetType | undefined {
  const left = context.typeOf(node.left);
  if (left === undefined) return undefined;
  const from = resolved(left);
  if (from.kind === 'Array' || from.kind === 'Tuple') {
    return node.operator === '+' || node.operator === '-' || node.operator === '<<' ? arrayOf(anyType) : undefined;
  }
  if (from.kind === 'Hash' || from.kind === 'Struct') {
    return node.operator === '+' || node.operator === '-'
      ? { kind: 'Hash', key: anyType, value: anyType, size: unbounded }
      : undefined;
  }
  const right = context.typeOf(node.right);
  if (right === undefined) return undefined;
  const by = resolved(right);
  if (from.kind === 'Integer' && by.kind === 'Integer') return { kind: 'Integer', range: allNumbers };
  if (node.operator === '<<' || node.operator === '>>' || node.operator === '%') return undefined;
  const numbers = ['Integer', 'Float', 'Numeric'];
  if (!numbers.includes(from.kind) || !numbers.includes(by.kind)) return undefined;
  if (from.kind === 'Float' || by.kind === 'Float') return { kind: 'Float', range: allNumbers };
  return { kind: 'Numeric' };
}

function arrayOf(element: PuppetType): PuppetType {
  return { kind: 'Array', element, size: unbounded };
}
