import type { Declaration, ParameterDeclaration } from '../language/index.ts';
import type { PlanParameter, YamlPlan } from './yaml-plan.ts';

/** A YAML plan as callers see it. `path` is its file; the name is declared by the file, so its place is the beginning. */
export function yamlPlanDeclaration(plan: YamlPlan, path: string): Declaration {
  const { description, isPrivate } = plan;
  const documented = description !== undefined || isPrivate !== undefined;
  const text = description ?? '';
  return {
    kind: 'plan',
    name: plan.name,
    signatures: [
      { parameters: plan.parameters.map((parameter) => parameterOf(plan, parameter)), returns: 'PlanResult' },
    ],
    ...(documented ? { documentation: { text, ...(isPrivate === undefined ? {} : { isPrivate }) } } : {}),
    origin: { kind: 'file', path, name: { start: 0, end: 0 } },
  };
}

function parameterOf({ source }: YamlPlan, parameter: PlanParameter): ParameterDeclaration {
  const { name, type, description } = parameter;
  const given = parameter.default;
  return {
    name: name.value,
    ...(type === undefined ? {} : { type: type.value }),
    isOptional: given !== undefined,
    ...(given === undefined ? {} : { default: source.slice(given.start, given.end).trimEnd() }),
    ...(type !== undefined && /^(?:Optional\[)?Sensitive\b/.test(type.value) ? { isSensitive: true } : {}),
    ...(description === undefined ? {} : { description }),
    span: { start: name.start, end: name.end },
  };
}
