import {
  checkSource,
  createScope,
  type Definition,
  documentationAt,
  type Evaluation,
  type EvaluationFrame,
  entriesOf,
  FunctionFault,
  hashOf,
  Leaving,
  type Parsed,
  type PuppetFunction,
  type PuppetValue,
  parse,
  type Span,
  textOf,
  wait,
} from '../../language/index.ts';
import { puppetViewOf } from '../convert-plan.ts';
import { readYamlPlan } from '../read-yaml-plan.ts';
import { planEntry } from '../yaml-plan.ts';
import { faultOf, outermostOf, type PreviewCall } from './call.ts';
import {
  addError,
  addProblem,
  asFailure,
  contextOf,
  Ended,
  emit,
  Fails,
  isUndecided,
  keepEnd,
  markUnknown,
  newId,
  type PreviewRun,
  placeAt,
  type ReadPlan,
  within,
} from './context.ts';
import { anyError } from './fail-plan.ts';
import { join } from './join.ts';
import { bindPlanParameters, type PlanArguments } from './plan-parameters.ts';
import type { PreviewMark, PreviewNode } from './plan-preview.ts';
import type { PlanFile } from './ports.ts';
import { maybe, readOptions } from './run-options.ts';
import { show, showAll } from './show.ts';
import { userOf } from './steps.ts';
import { derived, isKnown, kindOf, needsOf, renamed, symbolic, truthOf, unknownOf } from './symbolic.ts';
import { selectAt } from './target-functions.ts';

/** Plans in plans, and the same one in itself. */
const deepest = 20;
const mostOften = 3;
const mostFaults = 3;

/** Reads a plan as far as it parses; undefined where its file has none. */
export function readPlan(run: PreviewRun, name: string, { path, text }: PlanFile): ReadPlan | undefined {
  const isYaml = path.endsWith('.yaml');
  const source = isYaml ? madeSource(run, name, path, text) : text;
  const parsed = parse(source, { tasks: true });
  for (const fault of parsed.faults.slice(0, mostFaults)) {
    run.broken.add(source);
    const message = `${fault.message}; the preview shows what can be read.`;
    addProblem(run, { message, place: run.places.of({ path, source }, fault), severity: 'error' });
  }
  if (!isYaml && parsed.faults.length === 0) addRefusals(run, parsed, { path, source });
  const functions = new Map<string, PuppetFunction>();
  let definition: Definition | undefined;
  for (const statement of parsed.program.statements) {
    if (statement.kind === 'function') {
      functions.set(statement.name.replace(/^::/, ''), { definition: statement, path, source });
    }
    if (statement.kind === 'plan' && (definition === undefined || statement.name === name)) definition = statement;
  }
  if (definition === undefined) return undefined;
  const documented = isYaml ? undefined : documentationAt(parsed, definition.start)?.documentation;
  const description = isYaml ? readYamlPlan(text, name).plan.description : (documented?.summary ?? documented?.text);
  const line = description?.trim().split('\n')[0];
  return { definition, path, source, functions, description: line === '' ? undefined : line };
}

/** What Puppet refuses although it parses, such as a value that nobody uses: then no part of the plan runs. */
function addRefusals(run: PreviewRun, parsed: Parsed, frame: { readonly path: string; readonly source: string }): void {
  const refused = checkSource(parsed, { scripting: true }).filter(
    ({ severity, code }) => severity === 'error' || code === 'duplicate-key',
  );
  for (const finding of refused.slice(0, mostFaults)) {
    const message = `${finding.message}; no part of the plan runs before this is mended.`;
    addProblem(run, { message, place: run.places.of(frame, finding), severity: 'error' });
  }
}

/** A YAML plan as the Puppet plan that means the same; places are those of the code in it, or of its steps. */
function madeSource(run: PreviewRun, name: string, path: string, text: string): string {
  const { plan, problems } = readYamlPlan(text, name);
  const view = puppetViewOf(plan);
  // The call that a step stands for has the place of the step, as in a run.
  const steps = new Map(
    plan.steps.flatMap((step) => {
      const action = step.kind === undefined ? undefined : planEntry(step.entries, step.kind);
      return action === undefined ? [] : [[action.keySpan.start, step] as const];
    }),
  );
  const translate = (span: Span): Span => {
    const exact = view.toDocument(span) ?? view.toDocument({ start: span.start, end: span.start + 1 });
    if (exact !== undefined) return steps.get(exact.start) ?? exact;
    const at = view.nearest(span) ?? view.nearest({ start: span.start, end: view.text.length }) ?? { start: 0, end: 0 };
    return plan.steps.find(({ start, end }) => start <= at.start && at.start < end) ?? at;
  };
  run.places.madeOf(view.text, text, translate);
  for (const { message, start, end, code } of problems.slice(0, mostFaults)) {
    if (code === 'duplicate-key') continue;
    run.broken.add(view.text);
    const place = run.places.of({ path, source: text }, { start, end });
    addProblem(run, { message: `${message}; the preview shows what can be read.`, place, severity: 'error' });
  }
  return view.text;
}

/** The frame in which the body of a plan is gone through. */
export function frameOf(outer: EvaluationFrame, { path, source, functions }: ReadPlan): EvaluationFrame {
  const { host } = outer;
  return { ...outer, host, path, source, functions, scope: createScope(outermostOf(outer)), depth: outer.depth + 1 };
}

/** Goes through the body of a plan; its value is one of what it returns. */
export function* planBody(frame: EvaluationFrame, { body }: Definition, text: string): Evaluation {
  const context = contextOf(frame);
  const exits = { ...context.exits, return: [], next: [], break: [] };
  const inner = within(frame, { exits, isUndecided: isUndecided(context), returns: 'plan' });
  const values: PuppetValue[] = [];
  try {
    yield* frame.rules.block(inner, body);
    values.push(null);
  } catch (error) {
    if (error instanceof Leaving && error.kind === 'return') values.push(error.value);
    // `next` ends a plan, too, and gives nothing.
    else if (error instanceof Leaving && error.kind === 'next') values.push(null);
    else if (exits.return.length + exits.next.length === 0 || !keepEnd(context.exits, error)) throw error;
  }
  return join([...values, ...exits.return, ...exits.next.map(() => null)], { text, needs: [] });
}

/** `run_plan`: the plan with all that it would do, where it stands. */
export function* runPlanFolded(call: PreviewCall): Evaluation {
  const { frame, node, given, text } = call;
  const context = contextOf(frame);
  const [name = null, second = null, third] = given;
  const isTargets = third !== undefined || !isArguments(second);
  const options = readOptions([isTargets ? (third ?? null) : second]);
  const id = newId(context);
  const nodes: PreviewNode[] = [];
  const fails: string[] = [];
  const runAs = userOf(context, options);
  const spec = isTargets ? second : undefined;
  const catches = truthOf(options.option('_catch_errors')) === true;
  let value: PuppetValue = symbolic({ text, needs: [id] });
  let failure: unknown;
  try {
    const exits = { ...context.exits, fail: fails };
    const inner = within(frame, { nodes, exits, runAs, ...(catches && { isUndecided: true }) });
    value = yield* folded({ ...call, frame: inner }, name, spec, options.parameters);
  } catch (error) {
    failure = error;
    const isCaught = error instanceof Ended || (error instanceof Fails && error.error !== null);
    if (!maybe(options.option('_catch_errors'))) throw error;
    // A step before it may have failed and was caught, and then what follows is reached all the same.
    if (!isCaught && (fails.length === 0 || !keepEnd(context.exits, error))) throw error;
  } finally {
    const marks: PreviewMark[] = [
      ...(runAs === null ? [] : (['run-as'] as const)),
      ...(catches ? (['catches-errors'] as const) : []),
    ];
    const parameters = showAll(withTargets(options.parameters, spec));
    emit(frame, {
      kind: 'plan',
      id,
      place: placeAt(frame, node),
      plan: show(name),
      parameters,
      nodes,
      marks,
      needs: needsOf(...given),
    });
  }
  context.exits.fail.push(...fails);
  const error = failure instanceof Fails && failure.error !== null ? failure.error : anyError(text, [id]);
  if (failure !== undefined) return catches ? error : derived(text, [error]);
  const named = unknownOf(value) === undefined ? value : renamed(value, text);
  if (!maybe(options.option('_catch_errors')) || fails.length === 0) return named;
  return join([named, error], { text, needs: [id] });
}

/** Whether the second argument is a hash; what may be either are targets, where the plan has a parameter for them. */
function isArguments(value: PuppetValue): boolean {
  const unknown = unknownOf(value);
  if (unknown === undefined) return value === null || entriesOf(value) !== undefined;
  return kindOf(unknown) === 'Hash';
}

function withTargets(parameters: PuppetValue, targets: PuppetValue | undefined): PuppetValue {
  if (targets === undefined) return parameters;
  const entries = parameters === null ? [] : entriesOf(parameters);
  return entries === undefined ? parameters : hashOf([['targets', targets], ...entries]);
}

function* folded(
  call: PreviewCall,
  name: PuppetValue,
  targets: PuppetValue | undefined,
  parameters: PuppetValue,
): Evaluation {
  const { frame, node, given, text } = call;
  const { run, plans } = contextOf(frame);
  if (typeof name !== 'string') {
    markUnknown(frame, node, `Which plan runs here is only known when it runs: ${unknownOf(name)?.text ?? ''}`);
    contextOf(frame).exits.fail.push('');
    return derived(text, given);
  }
  if (plans.length >= deepest || plans.filter((each) => each === name).length >= mostOften) {
    markUnknown(frame, node, `The plan '${name}' runs itself again; from here on it is not shown.`);
    contextOf(frame).exits.fail.push('');
    return derived(text, given);
  }
  const plan = yield* planNamed(run, name);
  if (plan === undefined) {
    addError(frame, node, `There is no plan '${name}' in the modules of this project.`);
    contextOf(frame).exits.fail.push('');
    return derived(text, given);
  }
  const inner = frameOf(within(frame, { plans: [...plans, name] }), plan);
  const wrong = { missing: () => undefined, refused: () => undefined };
  try {
    const named = argumentsOfCall(inner, plan.definition, targets, parameters);
    for (const { name: parameter, type } of plan.definition.parameters) {
      // What is given as targets is in the inventory from then on.
      if (type !== undefined && /\bTargetSpec\b/.test(inner.source.slice(type.start, type.end))) {
        selectAt(frame, node, named.values.get(parameter) ?? null);
      }
    }
    yield* bindPlanParameters(inner, plan.definition, named, wrong);
  } catch (error) {
    const failure = asFailure(frame, node, faultOf(call, error));
    // A plan that is called wrongly can be caught, unlike what is wrong in it or with the call of the function.
    const isCatchable = failure instanceof Fails && failure.error === null && !(error instanceof FunctionFault);
    throw isCatchable ? new Fails(anyError(text, needsOf(...given))) : failure;
  }
  return yield* planBody(inner, plan.definition, text);
}

function* planNamed(run: PreviewRun, name: string): Evaluation<ReadPlan | undefined> {
  if (run.plans.has(name)) return run.plans.get(name);
  const file = yield* wait(() => run.ports.plan(name));
  const plan = file === undefined ? undefined : readPlan(run, name, file);
  run.plans.set(name, plan);
  return plan;
}

/** Targets become the parameter `targets`, where it is one for targets, or `nodes`. */
function argumentsOfCall(
  { source }: EvaluationFrame,
  { parameters }: Definition,
  targets: PuppetValue | undefined,
  given: PuppetValue,
): PlanArguments {
  const entries = given === null ? [] : entriesOf(given);
  const values = new Map((entries ?? []).map(([key, value]) => [textOf(key), value]));
  if (targets === undefined) return { values, ...(entries === undefined && { others: given }) };
  const hasNodes = parameters.some(({ name }) => name === 'nodes');
  const hasTargets = parameters.some(
    ({ name, type }) =>
      name === 'targets' && type !== undefined && /TargetSpec/.test(source.slice(type.start, type.end)),
  );
  const unknown = unknownOf(targets);
  const mayBeHash = unknown !== undefined && kindOf(unknown) === undefined;
  if (!hasNodes && !hasTargets && mayBeHash) return { values, others: targets };
  if (hasNodes && hasTargets) throw new FunctionFault(bothParameters);
  const name = hasTargets ? 'targets' : 'nodes';
  if ((hasNodes || hasTargets) && isKnown(values.get(name) ?? null) && (values.get(name) ?? null) !== null) {
    throw new FunctionFault(
      `A plan's '${name}' parameter can be specified as the second positional argument to run_plan(), but in that case '${name}' must not be specified in the named arguments hash.`,
    );
  }
  return { values: values.set(name, targets), ...(entries === undefined && { others: given }) };
}

const bothParameters =
  'A plan with both a $nodes and $targets parameter cannot have either parameter specified as the second positional argument to run_plan().';
