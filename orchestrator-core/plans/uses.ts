import { parse, type Use, usesOf } from '../language/index.ts';
import { puppetViewOf } from './convert-plan.ts';
import type { YamlPlan } from './yaml-plan.ts';

/**
 * Every place of a YAML plan that names a task, a plan, a function, a type or a class, in the order of the text. The
 * spans are those of the document; the nodes belong to the plan as Puppet source.
 */
export function yamlPlanUses(plan: YamlPlan): readonly Use[] {
  const view = puppetViewOf(plan);
  return usesOf(parse(view.text, { tasks: true })).flatMap((use) => {
    const span = view.toDocument(use);
    // What a step calls is named by no letter of the document.
    const written = span === undefined ? '' : plan.source.slice(span.start, span.end);
    return span === undefined || written.toLowerCase() !== use.name.toLowerCase() ? [] : [{ ...use, ...span }];
  });
}
