import {
  type Declaration,
  declarationsOf,
  type Occurrence,
  type ParameterDeclaration,
  type SyntaxNode,
  typeOfExpression,
  typeOfValue,
  type Variable,
} from '../../orchestrator-core/language/index.ts';
import type { Hover } from '../documents/answers.ts';
import { touches } from '../documents/words.ts';

import { type PuppetCode, textOf, typeOfVariable } from './code.ts';
import { codeBlock, describeParameter, explainText, paragraphs, printShort } from './describe.ts';
import { factAt, factText, givenVariables, ownVariables } from './facts.ts';

/** A variable: its type, declared or found out, and what it is for. */
export function variableHover(code: PuppetCode, offset: number): Hover | undefined {
  const occurrence = code.types.variables.at(offset);
  if (occurrence === undefined) return undefined;
  const { variable, written } = occurrence;
  const markdown =
    variable === undefined
      ? describeForeign(code, written)
      : paragraphs([describeVariable(code, variable), describeNarrowed(code, occurrence, variable)]);
  return markdown === undefined ? undefined : { markdown, span: { start: occurrence.start, end: occurrence.end } };
}

function describeVariable(code: PuppetCode, variable: Variable): string {
  const parameter = declaredParameter(code, variable);
  if (parameter !== undefined) {
    const { of, declaration } = parameter;
    return describeParameter(declaration, code.world, `Parameter of ${of.kind} \`${of.name}\`.`);
  }
  const type = typeOfVariable(code, variable);
  const { declaration } = variable;
  const value = declaration.kind === 'assignment' ? textOf(code.parsed, declaration.right) : undefined;
  const written = declaration.kind === 'parameter' ? textOf(code.parsed, declaration) : `$${variable.name}`;
  return paragraphs([
    codeBlock(value === undefined ? written : `${written} = ${shortened(value)}`),
    type === undefined || (declaration.kind === 'parameter' && declaration.type !== undefined)
      ? undefined
      : `\`${printShort(type)}\``,
    declaration.kind === 'parameter' && declaration.type !== undefined
      ? explainText(textOf(code.parsed, declaration.type), code.world)
      : undefined,
  ]);
}

/** What the conditions around a place found out of a variable. */
function describeNarrowed(code: PuppetCode, { node }: Occurrence, variable: Variable): string | undefined {
  const here = node.kind === 'variable' ? typeOfExpression(node, code.types) : undefined;
  if (here === undefined) return undefined;
  const elsewhere = typeOfValue(variable, code.types);
  return elsewhere === here ? undefined : `Here it is \`${printShort(here)}\`.`;
}

function shortened(text: string): string {
  const lines = text.split('\n');
  return lines.length <= 5 ? text : `${lines.slice(0, 5).join('\n')}\n  …`;
}

/** The parameter of a definition that a variable is. */
function declaredParameter(
  code: PuppetCode,
  { kind, name, scope }: Variable,
): { readonly of: Declaration; readonly declaration: ParameterDeclaration } | undefined {
  const { node } = scope;
  if (kind !== 'parameter' || !('nameSpan' in node) || node.kind === 'parameter') return undefined;
  const of = declarationsOf(code.parsed, code.path).find(
    ({ origin }) => origin.kind === 'file' && origin.name.start === node.nameSpan.start,
  );
  const declaration = of?.signatures[0]?.parameters.find((each) => each.name === name);
  return of === undefined || declaration === undefined ? undefined : { of, declaration };
}

/** What the text does not set: what comes from outside, facts, and parameters of classes. */
function describeForeign(code: PuppetCode, written: string): string | undefined {
  const name = written.replace(/^::/, '');
  const given = code.given.find((each) => each.name === name);
  if (given !== undefined) {
    const { type, description, what } = given;
    const text = type === undefined ? undefined : explainText(type, code.world);
    return paragraphs([codeBlock(`${type === undefined ? '' : `${type} `}$${name}`), description, text, `A ${what}.`]);
  }
  const row = Object.hasOwn(givenVariables, name) && code.dialect !== 'plan' ? givenVariables[name] : undefined;
  const inApply = row ?? (name === 'facts' || name === 'trusted' ? givenVariables[name] : undefined);
  if (inApply !== undefined) return paragraphs([codeBlock(`$${name}`), factText(inApply)]);
  if (Object.hasOwn(ownVariables, name) && code.dialect === 'manifest') {
    return paragraphs([codeBlock(`String $${name}`), ownVariables[name]]);
  }
  if (/^\d+$/.test(name)) {
    const what =
      name === '0' ? 'All that the last match matched.' : `What the group ${name} of the last match matched.`;
    return paragraphs([codeBlock(`$${name}`), what]);
  }
  const split = name.lastIndexOf('::');
  const owner = split > 0 ? code.world.find('class', name.slice(0, split)) : undefined;
  const parameter = owner?.signatures[0]?.parameters.find((each) => each.name === name.slice(split + 2));
  if (owner === undefined || parameter === undefined) return undefined;
  return describeParameter(parameter, code.world, `Parameter of class \`${owner.name}\`.`);
}

/** A key behind `$facts` and the like. */
export function factHover(nodes: readonly SyntaxNode[], offset: number): Hover | undefined {
  const access = nodes.findLast((node) => node.kind === 'access' && node.keys.some((key) => touches(key, offset)));
  if (access?.kind !== 'access') return undefined;
  const path = factPath(access);
  const row = path === undefined ? undefined : factAt(path);
  const key = access.keys.find((each) => touches(each, offset));
  if (row === undefined || key === undefined || path === undefined) return undefined;
  const [variable, ...keys] = path;
  const markdown = paragraphs([codeBlock(`$${variable}${keys.map((each) => `['${each}']`).join('')}`), factText(row)]);
  return { markdown, span: { start: key.start, end: key.end } };
}

function factPath(node: SyntaxNode): readonly string[] | undefined {
  if (node.kind === 'variable') return [node.name.replace(/^::/, '')];
  if (node.kind === 'method-call' && node.name.value === 'facts') return ['facts'];
  const [key, second] = node.kind === 'access' ? node.keys : [];
  if (node.kind !== 'access' || second !== undefined || key?.kind !== 'string') return undefined;
  const path = factPath(node.left);
  return path === undefined ? undefined : [...path, key.value];
}
