import {
  children,
  type Expression,
  type KeyedEntry,
  type PuppetType,
  printType,
  type SyntaxNode,
  typeOfExpression,
} from '../../orchestrator-core/language/index.ts';
import type { InlayHint, WantedHints } from '../documents/answers.ts';
import type { Span } from '../documents/words.ts';

import { calledBy, chosenSignature, parameterAt } from './called.ts';
import { type PuppetCode, typeOfVariable } from './code.ts';

/** A type that is longer is shown without what is in its brackets. */
const longest = 40;

/** The names of parameters before arguments, and the types that were found out behind variables, within a span. */
export function puppetHints(code: PuppetCode, span: Span, wanted: WantedHints): readonly InlayHint[] {
  const found: InlayHint[] = [];
  const todo: SyntaxNode[] = [code.parsed.program];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (wanted.parameterNames) found.push(...nameHints(code, node));
    if (wanted.types) found.push(...typeHints(code, node));
    // The text of a heredoc stands behind what it belongs to.
    for (const child of children(node)) if (child.start <= span.end) todo.push(child);
  }
  return found.filter(({ offset }) => span.start <= offset && offset <= span.end).sort((a, b) => a.offset - b.offset);
}

function nameHints(code: PuppetCode, node: SyntaxNode): readonly InlayHint[] {
  if (node.kind !== 'method-call' && !(node.kind === 'call' && node.parentheses)) return [];
  if (node.arguments.length === 0) return [];
  const called = calledBy(code, node);
  if (called === undefined) return [];
  const { signatures, given, shift } = called;
  const signature = signatures[chosenSignature(code, signatures, given, given.length, node.lambda?.parameters.length)];
  if (signature === undefined) return [];
  return node.arguments.flatMap((argument, index): readonly InlayHint[] => {
    const parameter = parameterAt(signature, index + shift);
    if (parameter === undefined || parameter.captures || isPlain(argument, parameter.name)) return [];
    return [{ offset: argument.start, label: `${parameter.name}:`, kind: 'parameter' }];
  });
}

/** Whether an argument says by itself what it is: by its own name, or since it names what is run. */
function isPlain(argument: Expression | KeyedEntry, parameter: string): boolean {
  if (argument.kind === 'entry' || argument.kind === 'hash' || argument.kind === 'missing') return true;
  if (parameter === 'task_name' || parameter === 'plan_name') return true;
  const own = nameOf(argument)?.replaceAll('_', '').toLowerCase();
  const wanted = parameter.replaceAll('_', '').toLowerCase();
  return own !== undefined && (own.endsWith(wanted) || wanted.endsWith(own));
}

/** What an argument is called: a variable, the key or method that ends it, a bare word. */
function nameOf(argument: Expression): string | undefined {
  switch (argument.kind) {
    case 'variable':
      return argument.name.split('::').at(-1);
    case 'method-call':
      return argument.name.value;
    case 'access': {
      const [key] = argument.keys;
      return key?.kind === 'string' ? key.value : undefined;
    }
    case 'unfold':
      return nameOf(argument.expression);
    default:
      return undefined;
  }
}

function typeHints(code: PuppetCode, node: SyntaxNode): readonly InlayHint[] {
  if (node.kind === 'assignment' && node.left.kind === 'variable') {
    if (saysItsType(node.right)) return [];
    const type = typeOfExpression(node.right, code.types);
    return type === undefined ? [] : [{ offset: node.left.end, label: `: ${printed(type)}`, kind: 'type' }];
  }
  if (node.kind !== 'lambda') return [];
  return node.parameters.flatMap((parameter): readonly InlayHint[] => {
    const variable = parameter.type === undefined ? code.types.variables.of(parameter)?.variable : undefined;
    const type = variable === undefined ? undefined : typeOfVariable(code, variable);
    return type === undefined || type.kind === 'Any'
      ? []
      : [{ offset: parameter.nameSpan.end, label: `: ${printed(type)}`, kind: 'type' }];
  });
}

const literals: ReadonlySet<SyntaxNode['kind']> = new Set([
  'string',
  'interpolation',
  'heredoc',
  'number',
  'true',
  'false',
  'undef',
  'regex',
  'name',
  'list',
  'hash',
  'reference',
]);

/** Whether whoever reads a value sees of which type it is: a literal, or `Type.new(…)`. */
function saysItsType(value: Expression): boolean {
  if (value.kind === 'method-call') return value.name.value === 'new';
  return literals.has(value.kind) || (value.kind === 'call' && value.functor.kind === 'reference');
}

function printed(type: PuppetType): string {
  const text = printType(type);
  if (text.length <= longest) return text;
  return type.kind === 'Struct' ? 'Hash' : type.kind === 'Tuple' ? 'Array' : (/^[\w:]+/.exec(text)?.[0] ?? text);
}
