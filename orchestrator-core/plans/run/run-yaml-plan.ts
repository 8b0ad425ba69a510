import {
  callFunction,
  createScope,
  type Evaluation,
  EvaluationError,
  type EvaluationFrame,
  entriesOf,
  hashOf,
  type PuppetObject,
  type PuppetValue,
  parse,
  type SourcePlace,
  type SyntaxNode,
} from '../../language/index.ts';
import { scalarValue } from '../plan-values.ts';
import { type StepKind, stepShapes } from '../step-kinds.ts';
import type { PlanStep, PlanString, PlanValue } from '../yaml-plan.ts';
import type { LoadedPlan } from './load-plan.ts';
import { contextOf, inContext, inDocument, planPlace } from './plan-context.ts';
import { PlanError } from './plan-error.ts';

type YamlPlanFile = LoadedPlan & { readonly kind: 'yaml' };

/**
 * Runs the steps of a YAML plan, one after the other, through the functions that they stand for; its value is that of
 * `return`. The frame is that of the plan, with the document as its source.
 */
export function* runYamlSteps({ plan }: YamlPlanFile, frame: EvaluationFrame): Evaluation {
  for (const step of plan.steps) {
    const node: SyntaxNode = { kind: 'undef', start: step.start, end: step.end };
    yield { kind: 'step', node, scope: frame.scope };
    const value = yield* runStep(step, frame, node);
    if (step.name !== undefined) frame.scope.variables.set(step.name.value, value);
  }
  return yield* valueIn(plan.return, frame);
}

function* runStep(step: PlanStep, frame: EvaluationFrame, node: SyntaxNode): Evaluation {
  const { kind } = step;
  if (kind === undefined) return null;
  const body: Record<string, PuppetValue> = {};
  for (const { key, value } of step.entries) body[key] = key === 'name' ? null : yield* valueIn(value, frame);
  if (kind === 'eval') return body['eval'] ?? null;
  if (kind === 'resources') return yield* applyResources(body, frame, node);
  const { calls } = stepShapes[kind];
  if (calls === undefined) return null;
  return yield* callFunction(frame, node, calls, argumentsOf(kind, body), undefined);
}

/** What the function of a step is called with: `format_args` of Bolt's steps. */
function argumentsOf(kind: StepKind, body: PuppetObject): readonly PuppetValue[] {
  const given = (name: string): PuppetValue => body[name] ?? null;
  const options = optionsOf(kind, body);
  const isTrue = (value: PuppetValue): boolean => value !== null && value !== false;
  const described = isTrue(given('description')) ? [given('description')] : [];
  const hash = (value: PuppetObject): readonly PuppetValue[] => (Object.keys(value).length > 0 ? [value] : []);
  const parameters = { ...stringKeys(given('parameters')), ...options };
  switch (kind) {
    case 'command':
      return [given('command'), given('targets'), ...described, ...hash(options)];
    case 'script': {
      const extra = ['arguments', 'pwsh_params'].filter((name) => hasAny(given(name)));
      const own = Object.fromEntries(extra.map((name) => [name, given(name)]));
      return [given('script'), given('targets'), ...described, ...hash({ ...options, ...own })];
    }
    case 'task':
      return [given('task'), given('targets'), ...described, ...hash(parameters)];
    case 'plan':
      return [given('plan'), ...(isTrue(given('targets')) ? [given('targets')] : []), ...hash(parameters)];
    case 'upload':
    case 'download':
      return [given(kind), given('destination'), given('targets'), ...described, ...hash(options)];
    default:
      return [given(kind)];
  }
}

/** Keys of the step that are options of its function. */
function optionsOf(kind: StepKind, body: PuppetObject): PuppetObject {
  const named = stepShapes[kind].options.filter((name) => Object.hasOwn(body, name));
  return Object.fromEntries(named.map((name) => [`_${name}`, body[name] ?? null]));
}

function stringKeys(value: PuppetValue): PuppetObject {
  return Object.fromEntries((entriesOf(value) ?? []).map(([key, each]) => [String(key), each]));
}

function hasAny(value: PuppetValue): boolean {
  return Array.isArray(value) ? value.length > 0 : (entriesOf(value) ?? []).length > 0;
}

/** What is declared, each resource after the one before it, as Bolt's own manifest for such a step does it. */
const manifestText = `apply('the targets of the step') {
  $resources.each |$each| {
    Resource[$each['type']] { $each['title']:
      * => $each['parameters'],
    }
  }
  if $resources.length > 1 {
    ($resources.length - 1).each |$index| {
      $before = $resources[$index]
      $after = $resources[$index + 1]
      Resource[$before['type'], $before['title']] -> Resource[$after['type'], $after['title']]
    }
  }
}`;

function* applyResources(body: PuppetObject, frame: EvaluationFrame, node: SyntaxNode): Evaluation {
  const targets = body['targets'] ?? null;
  yield* callFunction(frame, node, 'apply_prep', [targets], undefined);
  const manifest = parse(manifestText, { tasks: true });
  const [statement] = manifest.program.statements;
  if (statement?.kind !== 'apply') return null;
  const { body: resources } = statement;
  const { start, end } = resources;
  const scope = createScope(frame.scope);
  scope.variables.set('resources', resourcesOf(body['resources'] ?? null));
  const lambda = { kind: 'lambda', parameters: [], body: resources, start, end } as const;
  const block = { lambda, frame: { ...frame, source: manifest.source, scope } };
  const options = optionsOf('resources', body);
  const given = Object.keys(options).length > 0 ? [targets, options] : [targets];
  return yield* callFunction(frame, node, 'apply', given, block);
}

/** Each with type, title and parameters, however it was written. */
function resourcesOf(list: PuppetValue): readonly PuppetValue[] {
  return (Array.isArray(list) ? (list as readonly PuppetValue[]) : []).map((each) => {
    const resource = stringKeys(each);
    const parameters = resource['parameters'] ?? {};
    const { type = null, title = null } = resource;
    if (type !== null && title !== null) return { type, title, parameters };
    const key = Object.keys(resource).find((name) => name !== 'parameters') ?? '';
    return { type: key, title: resource[key] ?? null, parameters };
  });
}

/** A value of the plan with the code in its strings evaluated; keys never are. */
function* valueIn(value: PlanValue | undefined, frame: EvaluationFrame): Evaluation {
  switch (value?.kind) {
    case undefined:
      return null;
    case 'scalar':
      return scalarValue(value);
    case 'string':
      return yield* stringValue(value, frame);
    case 'list': {
      const items: PuppetValue[] = [];
      for (const item of value.items) items.push(yield* valueIn(item, frame));
      return items;
    }
    case 'hash': {
      const entries: [PuppetValue, PuppetValue][] = [];
      for (const { key, value: each } of value.entries) entries.push([key, yield* valueIn(each, frame)]);
      return hashOf(entries);
    }
  }
}

/** Each string has a scope of its own: what it assigns is gone after it. */
function* stringValue(string: PlanString, frame: EvaluationFrame): Evaluation {
  const { expression } = string;
  if (expression === undefined) return string.value;
  const { parsed, map } = expression;
  const document = { parsed, map, text: frame.source };
  const scope = createScope(frame.scope);
  const inner = { ...inContext(frame, { document }), source: parsed.source, scope };
  try {
    return yield* frame.rules.block(inner, parsed.program);
  } catch (error) {
    throw evaluationFault(error, inner) ?? error;
  }
}

/** Bolt makes one kind of error of all that goes wrong in a string; undefined for what is no error of the plan. */
function evaluationFault(error: unknown, frame: EvaluationFrame): PlanError | undefined {
  const isOwn = error instanceof PlanError;
  if (!isOwn && !(error instanceof EvaluationError)) return undefined;
  if (isOwn && error.value.kind === 'bolt/evaluation-error') return error;
  const place: SourcePlace | undefined = error.place;
  const at = place === undefined ? undefined : planPlace(inDocument(contextOf(frame), place));
  const details = at === undefined ? {} : { file: at.path, line: at.line, column: at.column };
  const msg = isOwn ? `Evaluation Error: Error while evaluating a Function Call, ${error.message}` : error.message;
  return new PlanError({ kind: 'bolt/evaluation-error', msg, details }, { cause: error });
}
