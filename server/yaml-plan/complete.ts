import {
  builtInResourceTypes,
  type DeclarationKind,
  metaparameterDeclarations,
  type ParameterDeclaration,
  type World,
} from '../../orchestrator-core/language/index.ts';
import { stepKeyTexts } from '../../orchestrator-core/plans/index.ts';
import type { YamlNode } from '../../orchestrator-core/project/index.ts';
import type { Completion } from '../documents/answers.ts';
import type { Span } from '../documents/words.ts';
import { valuesOf } from '../puppet/completion/site.ts';
import { readType } from '../puppet/describe.ts';
import { completeByGuide, completeKeys } from '../yaml/complete.ts';
import { keysBeside, type YamlCursor, yamlCursor } from '../yaml/cursor.ts';
import { guideAt } from '../yaml/guide.ts';
import type { YamlPlanDocument } from './document.ts';
import { kindOfKeys, planGuide, stepGuide, stepSnippets } from './guide.ts';

/** Where completion looks beside the plan itself. */
export interface PlanCompletionSources {
  readonly world: World;
  /** What may be written inside an expression. */
  expression(offset: number): Promise<readonly Completion[]>;
  /** Files of modules for a path that begins with `written`. */
  files(written: string, span: Span): Promise<readonly Completion[]>;
  types(offset: number): Promise<readonly Completion[]>;
}

/** What can be written at a place of a YAML plan. */
export async function completePlan(
  document: YamlPlanDocument,
  offset: number,
  sources: PlanCompletionSources,
): Promise<readonly Completion[]> {
  const { text } = document.source;
  const cursor = yamlCursor(text, offset);
  if (cursor === undefined) return [];
  const { path, slot, scalar, written } = cursor;
  const isEvaluated = path[0] === 'steps' || path[0] === 'return';
  if (slot !== 'key' && isEvaluated && path.at(-1) !== 'name') {
    const isCode = scalar.style === 'literal' || (scalar.style === 'plain' && written.startsWith('$'));
    if (isCode || scalar.style === 'double') return sources.expression(offset);
  }
  if (path[0] === 'steps' && typeof path[1] === 'number') return completeStep(document, cursor, sources);
  if (slot === 'value' && path[0] === 'parameters' && path[2] === 'type') return sources.types(offset);
  return completeByGuide(planGuide, cursor);
}

/** The keys of the step around the cursor. */
function stepKeysAround({ around }: YamlCursor): readonly string[] {
  const step = around[2];
  return step?.kind === 'map' ? step.entries.map((entry) => entry.key.text) : [];
}

async function completeStep(
  document: YamlPlanDocument,
  cursor: YamlCursor,
  sources: PlanCompletionSources,
): Promise<readonly Completion[]> {
  const { path, slot, span, written } = cursor;
  const [, , key, ...below] = path;
  if (key === undefined) return completeStepKeys(document, cursor);
  const kind = kindOfKeys(stepKeysAround(cursor));
  if (key === 'parameters' && (kind === 'task' || kind === 'plan')) {
    return completeParameters(sources.world, cursor, kind, below);
  }
  if (key === 'resources') return completeResources(cursor, below);
  if (slot === 'key' || below.length > 1) return [];
  if (below.length === 0 && (key === 'task' || key === 'plan'))
    return completeNames(sources.world, key, span, document.plan.name);
  if (key === 'targets') return completeTargets(document, sources.world, cursor);
  if (key === 'script' || key === 'upload') return sources.files(written, span);
  const guide = guideAt(stepGuide(kind), path.slice(2));
  return guide === undefined ? [] : completeByGuide(guide, { ...cursor, path: [] });
}

/** Keys that the step may still have; of one without a kind the beginnings of whole steps. */
function completeStepKeys(document: YamlPlanDocument, cursor: YamlCursor): readonly Completion[] {
  const present = [...keysBeside(cursor)];
  const kind = kindOfKeys(present);
  const keys = completeKeys(stepGuide(kind).keys ?? {}, cursor);
  if (kind !== undefined) return keys;
  const hasTargets = document.plan.parameters.some(({ name }) => name.value === 'targets');
  const { text } = document.source;
  const column = cursor.span.start - (text.lastIndexOf('\n', cursor.span.start - 1) + 1);
  const whole = stepSnippets(hasTargets ? '$targets' : 'localhost').map((snippet): Completion => {
    const isFlow = isFlowMap(cursor.around.at(-1));
    const lines = snippet.lines.filter((line) => !present.includes(line.split(':')[0] ?? ''));
    const separator = isFlow ? ', ' : `\n${' '.repeat(column)}`;
    return {
      label: snippet.kind,
      kind: 'key',
      span: cursor.span,
      insert: cursor.hasColon ? snippet.kind : lines.join(separator),
      isSnippet: !cursor.hasColon,
      keepsIndent: true,
      // Its name is the next thing to choose.
      ...(!cursor.hasColon && (snippet.kind === 'task' || snippet.kind === 'plan') ? { asksAgain: true } : {}),
      documentation: stepKeyTexts[snippet.kind] ?? '',
    };
  });
  return [...whole, ...keys];
}

function isFlowMap(node: YamlNode | undefined): boolean {
  return node?.kind === 'map' && node.isFlow;
}

/** Tasks and plans; those that are private in their own module only. */
function completeNames(world: World, kind: DeclarationKind, span: Span, plan: string): readonly Completion[] {
  const module = `${plan.split('::')[0]}::`;
  return [...world.all(kind)]
    .filter(({ name, documentation }) => documentation?.isPrivate !== true || name.startsWith(module))
    .map(({ name, documentation }) => ({
      label: name,
      kind: 'value' as const,
      span,
      insert: name,
      ...(documentation === undefined ? {} : { documentation: documentation.summary ?? documentation.text }),
    }));
}

/** The variables that can hold targets, and the names of the inventory. */
function completeTargets({ plan }: YamlPlanDocument, world: World, { span, path }: YamlCursor): readonly Completion[] {
  const isTargets = (type: string) => /\bTarget/.test(type);
  const parameters = plan.parameters.filter(({ type }) => type === undefined || isTargets(type.value));
  const steps = plan.steps.slice(0, typeof path[1] === 'number' ? path[1] : 0);
  const evals = steps.filter((step) => step.kind === 'eval').flatMap((step) => step.name ?? []);
  const variables = [...parameters.map(({ name }) => name), ...evals].map(({ value }) => `$${value}`);
  return [
    ...variables.map((label) => ({ label, kind: 'parameter' as const, span, insert: label })),
    ...targetNames(world, span),
  ];
}

function targetNames(world: World, span: Span): readonly Completion[] {
  return world
    .targets()
    .map(({ name, kind }) => ({ label: name, kind: 'value' as const, span, insert: name, detail: kind }));
}

/** The parameters of the task or plan that the step runs, and the values that their types list. */
function completeParameters(
  world: World,
  cursor: YamlCursor,
  kind: 'task' | 'plan',
  below: readonly (string | number)[],
): readonly Completion[] {
  const step = cursor.around.find(
    (node) => node.kind === 'map' && node.entries.some((entry) => entry.key.text === kind),
  );
  const named = step?.kind === 'map' ? step.entries.find((entry) => entry.key.text === kind)?.value : undefined;
  const declaration = named?.kind === 'scalar' ? world.find(kind, named.text) : undefined;
  const parameters = declaration?.signatures[0]?.parameters ?? [];
  if (below.length === 0) return parameterKeys(parameters, cursor);
  const parameter = below.length === 1 ? parameters.find(({ name }) => name === below[0]) : undefined;
  if (parameter?.type === undefined || cursor.slot === 'key') return [];
  const { span } = cursor;
  if (/\bTargetSpec\b/.test(parameter.type)) return targetNames(world, span);
  return valuesOf(readType(parameter.type, world)).map(({ value }) => ({
    label: value,
    kind: 'value' as const,
    span,
    insert: value,
  }));
}

function parameterKeys(parameters: readonly ParameterDeclaration[], cursor: YamlCursor): readonly Completion[] {
  const present = cursor.slot === 'key' ? keysBeside(cursor) : new Set<string>();
  return parameters
    .filter(({ name }) => !present.has(name))
    .map(({ name, type, isOptional, description }) => ({
      label: name,
      kind: 'parameter' as const,
      span: cursor.span,
      insert: cursor.hasColon ? name : `${name}: `,
      detail: `${type ?? 'Any'}${isOptional ? '' : ' (required)'}`,
      sort: `${isOptional ? 1 : 0}${name}`,
      ...(description === undefined ? {} : { documentation: description }),
    }));
}

/** Types of resources, and their attributes. */
function completeResources(cursor: YamlCursor, below: readonly (string | number)[]): readonly Completion[] {
  const [index, key, ...deeper] = below;
  const types = builtInResourceTypes();
  if (typeof index !== 'number' || deeper.length > 0 || cursor.slot === 'value') return [];
  if (key === undefined) {
    const shape = { parameters: { isBlock: true } };
    const hasType = cursor.slot === 'key' && [...keysBeside(cursor)].some((name) => types.has(name));
    const named = [...types.values()].map(({ name, documentation }) => ({
      label: name,
      kind: 'key' as const,
      span: cursor.span,
      insert: cursor.hasColon ? name : `${name}: `,
      ...(documentation === undefined ? {} : { documentation: documentation.text }),
    }));
    return [...completeKeys(shape, cursor), ...(hasType ? [] : named)];
  }
  const item = cursor.around.findLast(
    (node) => node.kind === 'map' && node.entries.some((entry) => entry.key.text === 'parameters'),
  );
  const entries = item?.kind === 'map' ? item.entries : [];
  const type = entries.map((entry) => types.get(entry.key.text)).find((found) => found !== undefined);
  return key === 'parameters' && type !== undefined
    ? parameterKeys([...(type.signatures[0]?.parameters ?? []), ...metaparameterDeclarations], cursor)
    : [];
}
