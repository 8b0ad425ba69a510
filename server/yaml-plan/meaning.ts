import {
  children,
  type Declaration,
  type ParameterDeclaration,
  type SyntaxNode,
  type World,
} from '../../orchestrator-core/language/index.ts';
import { yamlPlanDeclaration } from '../../orchestrator-core/plans/index.ts';
import type { Span } from '../documents/words.ts';
import { callSitesOf } from '../puppet/call-site.ts';
import type { Meaning } from '../puppet/meaning.ts';
import { type PlanView, placeOf, type YamlPlanDocument } from './document.ts';
import { useAt, variableAt } from './names.ts';

/**
 * What the name at `offset` of a YAML plan stands for: a parameter of the plan or of what it runs, or something that
 * another file declares. Steps, and what code sets for itself, are known in the plan alone and none of these.
 */
export function meaningInPlan(document: YamlPlanDocument, world: World, offset: number): Meaning | undefined {
  const own = ownParameter(document, offset);
  if (own !== undefined) return own;
  const whole = document.whole();
  for (const { site, argument } of argumentsIn(whole)) {
    if (!(argument.span.start <= offset && offset <= argument.span.end)) continue;
    const of = world.find(site.kind, site.name);
    const parameter = parameterOf(of, argument.name);
    return of === undefined || parameter === undefined
      ? undefined
      : { kind: 'parameter', of, parameter, span: argument.span };
  }
  const use = useAt(document, offset);
  const declaration = use === undefined ? undefined : world.find(use.kind, use.name);
  return use === undefined || declaration === undefined
    ? undefined
    : { kind: 'declaration', declaration, span: use.place };
}

function ownParameter(document: YamlPlanDocument, offset: number): Meaning | undefined {
  const { plan, source } = document;
  const variable = variableAt(document, offset);
  const here = variable?.places.find(({ start, end }) => start - 1 <= offset && offset <= end);
  if (variable === undefined || here === undefined) return undefined;
  // What the index has may be older than what is typed: where names stand is told by the text.
  const of = yamlPlanDeclaration(plan, source.path);
  const parameter = parameterOf(of, variable.name);
  const span = { start: here.start, end: here.end };
  return parameter === undefined ? undefined : { kind: 'parameter', of, parameter, span };
}

function parameterOf(of: Declaration | undefined, name: string): ParameterDeclaration | undefined {
  return of?.signatures.flatMap(({ parameters }) => parameters).find((each) => each.name === name);
}

interface GivenArgument {
  readonly site: { readonly kind: 'task' | 'plan' | 'class' | 'define'; readonly name: string };
  readonly argument: { readonly name: string; readonly span: Span };
}

function argumentsIn(whole: PlanView): readonly GivenArgument[] {
  const nodes: SyntaxNode[] = [whole.parsed.program];
  for (const node of nodes) for (const child of children(node)) nodes.push(child);
  return nodes.flatMap((node) =>
    callSitesOf(node, whole.view.text).flatMap((site) =>
      site.named.flatMap(({ name, nameSpan }): readonly GivenArgument[] => {
        const span = placeOf(whole, nameSpan);
        return span === undefined ? [] : [{ site, argument: { name, span } }];
      }),
    ),
  );
}

/** Where a parameter of a task or plan is given by name. */
export function argumentsInPlan(document: YamlPlanDocument, of: Declaration, name: string): readonly Span[] {
  return argumentsIn(document.whole())
    .filter(({ site, argument }) => site.kind === of.kind && site.name === of.name && argument.name === name)
    .map(({ argument }) => argument.span);
}

/** Every place of a plan that names one of its parameters, the declaration too. */
export function parameterPlaces(document: YamlPlanDocument, name: string): readonly Span[] {
  const parameter = document.plan.parameters.find((each) => each.name.value === name)?.name;
  return parameter === undefined
    ? []
    : (variableAt(document, parameter.start)?.places ?? []).map(({ start, end }) => ({ start, end }));
}
