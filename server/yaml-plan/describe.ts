import type { World } from '../../orchestrator-core/language/index.ts';
import {
  type PlanString,
  parameterKeyTexts,
  planEntry,
  planKeyTexts,
  stepKeyTexts,
  stringOf,
} from '../../orchestrator-core/plans/index.ts';
import type { Hover } from '../documents/answers.ts';

import { codeBlock } from '../puppet/describe.ts';
import { hoverPuppet } from '../puppet/hover.ts';
import { scalarAt } from '../yaml/nodes.ts';
import { placeOf, stringAt, type YamlPlanDocument } from './document.ts';
import { codeOfPlan } from './expressions.ts';
import { stepAt } from './names.ts';

/** What is known about a place of a YAML plan: its keys, and what Puppet code and the names in it mean. */
export function hoverPlan(document: YamlPlanDocument, world: World, offset: number): Hover | undefined {
  const step = stepAt(document, offset);
  const here = step?.places.find(({ start, end }) => start - 1 <= offset && offset <= end);
  const said = step === undefined ? undefined : describeStep(document, step.name);
  if (here !== undefined && said !== undefined) return { markdown: said, span: { start: here.start, end: here.end } };
  return hoverKey(document, offset) ?? hoverCode(document, world, offset) ?? hoverString(document, offset);
}

/** What is known of the same place in the plan as Puppet source. */
function hoverCode(document: YamlPlanDocument, world: World, offset: number): Hover | undefined {
  const whole = document.whole();
  const at = whole.view.toSource(offset);
  const found = at === undefined ? undefined : hoverPuppet(codeOfPlan(document, world), at);
  const span = found === undefined ? undefined : placeOf(whole, found.span);
  if (found === undefined || span === undefined || !(span.start <= offset && offset <= span.end)) return undefined;
  return { markdown: found.markdown, span };
}

function describeStep({ plan }: YamlPlanDocument, name: string): string | undefined {
  const step = plan.steps.find((each) => each.name?.value === name);
  if (step?.kind === undefined) return undefined;
  const action = stringOf(planEntry(step.entries, step.kind)?.value);
  const what = action === undefined ? '' : `\n\n${codeBlock(action.trimEnd())}`;
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
