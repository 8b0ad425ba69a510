import type { Declaration, ParameterDeclaration, Signature } from './declaration.ts';

/** A parameter as Puppet has it: `String[1] $name = 'x'`. */
export function parameterText({ name, type, captures, isOptional, default: value }: ParameterDeclaration): string {
  const given = value === undefined ? (isOptional && captures !== true ? ' = …' : '') : ` = ${short(value)}`;
  return `${type === undefined ? '' : `${type} `}${captures ? '*' : ''}$${name}${given}`;
}

/** The head of a declaration as Puppet has it, on several lines when it is long. */
export function signatureText({ kind, name }: Pick<Declaration, 'kind' | 'name'>, signature: Signature): string {
  const parameters = signature.parameters.map(parameterText);
  if (signature.block !== undefined) {
    const { type, isOptional } = signature.block;
    parameters.push(`${isOptional ? 'Optional[' : ''}${type ?? 'Callable'}${isOptional ? ']' : ''} &$block`);
  }
  const head = kind === 'function' ? name : `${kind} ${name}`;
  const returns = signature.returns === undefined ? '' : ` >> ${signature.returns}`;
  // Nobody writes the parentheses of a class or defined type that takes nothing.
  if (parameters.length === 0 && (kind === 'class' || kind === 'define')) return head;
  const line = `${head}(${parameters.join(', ')})${returns}`;
  if (line.length <= 80) return line;
  return `${head}(\n${parameters.map((parameter) => `  ${parameter},\n`).join('')})${returns}`;
}

function short(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' ');
  return line.length <= 40 ? line : `${line.slice(0, 40)}…`;
}
