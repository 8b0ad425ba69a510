import { checkSource } from '../check/check.ts';
import type { Parameter } from '../syntax/ast.ts';
import { parse } from '../syntax/parser.ts';
import { entriesOf, type PuppetValue } from '../types/value.ts';
import { argumentsOf, bind } from './call.ts';
import { type Evaluation, FunctionFault } from './evaluation.ts';
import type { Frame, NativeCall } from './frame.ts';
import { createScope, outermost } from './scope.ts';
import { textOf } from './value-text.ts';

/** A template's text; path and name are undefined where it is no file's. */
export interface Template {
  readonly source: string;
  readonly path: string | undefined;
  readonly name: string | undefined;
}

/**
 * Renders a template with the values of its parameters. Without parameters of its own it sees the variables around an
 * inline template, and those of the top scope in a file.
 *
 * @throws FunctionFault where it cannot be read or its parameters will not do.
 */
export function* renderEpp(call: NativeCall, template: Template, values: PuppetValue = null): Evaluation {
  const parsed = parse(template.source, { epp: true, tasks: true });
  const [fault] = [...parsed.faults, ...checkSource(parsed, { scripting: true })];
  const label = template.name === undefined ? 'inline_epp()' : 'epp()';
  if (fault !== undefined) throw new FunctionFault(`${label}: Invalid EPP: ${fault.message}`);
  const [root] = parsed.program.statements;
  if (root?.kind !== 'epp') return '';
  const parameters = root.parameters;
  const outer =
    parameters === undefined && template.path === undefined ? call.frame.scope : outermost(call.frame.scope);
  const rendered: string[] = [];
  const frame: Frame = {
    ...call.frame,
    path: template.path,
    source: template.source,
    scope: createScope(outer),
    render: (text) => {
      rendered.push(text);
    },
  };
  const given = new Map((entriesOf(values) ?? []).map(([name, value]) => [textOf(name), value]));
  if (parameters === undefined) for (const [name, value] of given) frame.scope.variables.set(name, value);
  else yield* setParameters(frame, parameters, given, label);
  yield* frame.rules.block(frame, root.body);
  return rendered.join('');
}

function* setParameters(
  frame: Frame,
  parameters: readonly Parameter[],
  given: ReadonlyMap<string, PuppetValue>,
  label: string,
): Evaluation<void> {
  const known = new Set(parameters.map(({ name }) => name));
  for (const name of given.keys()) {
    if (!known.has(name)) throw new FunctionFault(`${label}: has no parameter named '${name}'`);
  }
  for (const parameter of parameters) {
    const value = given.get(parameter.name);
    if (value === undefined && parameter.value === undefined) {
      throw new FunctionFault(`${label}: expects a value for parameter '${parameter.name}'`);
    }
    if (value === undefined) yield* bind(frame, [parameter], []);
    else {
      const fault = argumentsOf(frame, '', [parameter], [value]);
      if (fault !== undefined) throw new FunctionFault(`${label}:${fault.replace(/^''/, '')}`);
      yield* bind(frame, [parameter], [value]);
    }
  }
}
