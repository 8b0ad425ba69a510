import type { Declaration, ParameterDeclaration, World } from '../../orchestrator-core/language/index.ts';
import {
  type PlanString,
  parameterKeyTexts,
  planEntry,
  planKeyTexts,
  stepKeyTexts,
  stringOf,
} from '../../orchestrator-core/plans/index.ts';
import type { Hover } from '../features/hover.ts';
import { scalarAt } from '../yaml/nodes.ts';
import { stringAt, type YamlPlanDocument } from './document.ts';
import { declarationAt, parameterKeyAt, variableAt } from './names.ts';

/** What is known about a place of a YAML plan. */
export function hoverPlan(document: YamlPlanDocument, world: World, offset: number): Hover | undefined {
  const variable = variableAt(document, offset);
  if (variable !== undefined) {
    const here = variable.places.find(({ start, end }) => start - 1 <= offset && offset <= end);
    const markdown = describeVariable(document, variable.name);
    if (here !== undefined) return { markdown, span: { start: here.start, end: here.end } };
  }
  const given = parameterKeyAt(document, offset);
  if (given !== undefined) {
    const parameter = world
      .find(given.kind, given.of)
      ?.signatures[0]?.parameters.find(({ name }) => name === given.name);
    return parameter === undefined ? undefined : { markdown: describeParameter(parameter), span: given.span };
  }
  const named = declarationAt(document, world, offset);
  if (named !== undefined) return { markdown: describeDeclaration(named.declaration), span: named.place };
  return hoverKey(document, offset) ?? hoverString(document, offset);
}

/** A task, plan, function or type: how it is called, and what is said of it. */
export function describeDeclaration({ kind, name, signatures, documentation, alias }: Declaration): string {
  const heads = signatures.map(({ parameters, returns }) => {
    const written = parameters.map(
      ({ name: each, type, isOptional }) => `${type === undefined ? '' : `${type} `}$${each}${isOptional ? '?' : ''}`,
    );
    return `${kind} ${name}(${written.join(', ')})${returns === undefined || kind === 'plan' ? '' : ` >> ${returns}`}`;
  });
  const head = alias === undefined ? heads : [`type ${name} = ${alias}`];
  const text = documentation?.text ?? documentation?.summary ?? '';
  const listed = kind === 'task' || kind === 'plan' ? (signatures[0]?.parameters ?? []) : [];
  const described = listed.flatMap((each) =>
    each.description === undefined ? [] : [`- \`${each.name}\`: ${each.description}`],
  );
  const code = `\`\`\`puppet\n${(head.length > 0 ? head : [`${kind} ${name}`]).join('\n')}\n\`\`\``;
  return [code, text, described.join('\n')].filter((part) => part !== '').join('\n\n');
}

function describeParameter({ name, type, isOptional, description, default: given }: ParameterDeclaration): string {
  const facts = [
    `**\`${name}\`**`,
    type === undefined ? 'any value' : `\`${type}\``,
    isOptional ? 'optional' : 'required',
    ...(given === undefined ? [] : [`default \`${given}\``]),
  ];
  return [facts.join(' · '), ...(description === undefined ? [] : [description])].join('\n\n');
}

function describeVariable({ plan, source }: YamlPlanDocument, name: string): string {
  const parameter = plan.parameters.find((each) => each.name.value === name);
  if (parameter !== undefined) {
    const { type, default: given, description } = parameter;
    return describeParameter({
      name,
      isOptional: given !== undefined,
      ...(type === undefined ? {} : { type: type.value }),
      ...(given === undefined ? {} : { default: source.text.slice(given.start, given.end).trimEnd() }),
      ...(description === undefined ? {} : { description }),
    });
  }
  const step = plan.steps.find((each) => each.name?.value === name);
  if (step?.kind === undefined) return `**\`$${name}\`**`;
  const action = stringOf(planEntry(step.entries, step.kind)?.value);
  const what = action === undefined ? '' : `\n\n\`\`\`puppet\n${action.trimEnd()}\n\`\`\``;
  return `**\`$${name}\`** · the result of step ${step.number}, \`${step.kind}\`${what}`;
}

function hoverKey({ plan }: YamlPlanDocument, offset: number): Hover | undefined {
  const found = scalarAt(plan.root, offset);
  if (found === undefined || !found.isKey) return undefined;
  const { path, scalar } = found;
  const key = scalar.text;
  const texts =
    path.length === 1
      ? planKeyTexts
      : path[0] === 'parameters' && path.length === 3
        ? parameterKeyTexts
        : path[0] === 'steps' && path.length === 3
          ? stepKeyTexts
          : {};
  const about = Object.hasOwn(texts, key) ? texts[key] : undefined;
  return about === undefined ? undefined : { markdown: `**\`${key}\`**\n\n${about}`, span: scalar.inner };
}

/** Which rule makes a string code or text. */
function hoverString({ plan }: YamlPlanDocument, offset: number): Hover | undefined {
  const found = stringAt(plan, offset);
  if (found === undefined || !found.string.value.includes('$') || found.keys[0] === 'parameters') return undefined;
  const { string } = found;
  return { markdown: treatments[string.treatment](string), span: string.inner };
}

const treatments: Readonly<Record<PlanString['treatment'], (string: PlanString) => string>> = {
  literal: ({ style }) =>
    `Bolt takes this text as it is: ${style === 'single' ? 'single quotes are never' : 'a bare string that does not begin with `$` is not'} evaluated. In double quotes variables are put in.`,
  interpolated: () => 'Bolt puts variables into this text: it has double quotes.',
  code: ({ style }) =>
    `Bolt evaluates this as Puppet code: ${style === 'literal' ? 'it is a literal block (`|`)' : 'it is bare and begins with `$`'}.`,
};
