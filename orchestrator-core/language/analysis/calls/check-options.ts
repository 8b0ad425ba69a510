import { nearest } from '../../../common/index.ts';
import type { Expression } from '../../syntax/ast.ts';
import type { Declaration, ParameterDeclaration } from '../declaration.ts';
import { textOf } from './call-arguments.ts';
import { type CallsState, report } from './calls-state.ts';
import { question } from './question.ts';

/** Says which keys of a function's hash of options mean nothing to it: Bolt takes no notice of them. */
export function checkOptions(state: CallsState, declared: Declaration, given: readonly Expression[]): void {
  // What others document of their options need not be all.
  if (declared.origin.kind !== 'built-in') return;
  for (const [index, argument] of given.entries()) {
    if (argument.kind !== 'hash') continue;
    const parameter = optionsAt(declared, index, given.length);
    if (parameter !== undefined) checkHash(state, declared, parameter, argument);
  }
}

/** The hash of options that an argument is in every signature with that many arguments. */
function optionsAt({ signatures }: Declaration, index: number, count: number): ParameterDeclaration | undefined {
  for (let at = signatures.length - 1; at >= 0; at -= 1) {
    const parameters = signatures[at]?.parameters ?? [];
    if (parameters.length < count && parameters.at(-1)?.captures !== true) continue;
    const parameter = parameters[index];
    if (parameter?.options !== undefined) return parameter;
    // A description may be left out before the options.
    const next = parameters[index + 1];
    if (parameter?.isOptional === true && next?.options !== undefined) return next;
  }
  return undefined;
}

function checkHash(
  state: CallsState,
  { name }: Declaration,
  parameter: ParameterDeclaration,
  hash: Expression & { readonly kind: 'hash' },
): void {
  const known = namesOf(parameter);
  for (const { key } of hash.entries) {
    const written = textOf(key);
    if (written === undefined || known.has(written)) continue;
    if (parameter.takesOtherKeys === true && !written.startsWith('_')) continue;
    const suggestion = known.has(`_${written}`) ? `_${written}` : nearest(written, known);
    report(state, key, 'unknown-option', `'${name}' has no option '${written}'.${question(suggestion)}`, {
      name: written,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
}

const names = new WeakMap<ParameterDeclaration, ReadonlySet<string>>();

function namesOf(parameter: ParameterDeclaration): ReadonlySet<string> {
  const known = names.get(parameter);
  if (known !== undefined) return known;
  const { options = [] } = parameter;
  const found = new Set(options.flatMap(({ name, alias }) => (alias === undefined ? [name] : [name, alias])));
  names.set(parameter, found);
  return found;
}
