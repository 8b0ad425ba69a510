import {
  createScope,
  type Definition,
  drive,
  type Evaluation,
  type EvaluationFrame,
  Leaving,
  type PuppetValue,
  wait,
} from '../../language/index.ts';
import {
  addProblem,
  asFailure,
  type Context,
  Ended,
  Fails,
  failAt,
  markUnknown,
  noExits,
  type PreviewRun,
  TooMuch,
} from './context.ts';
import { openParameter } from './parameters.ts';
import { createPlaces } from './places.ts';
import { frameOf, planBody, readPlan } from './plan-call.ts';
import { bindPlanParameters } from './plan-parameters.ts';
import type { PlanPreview, PreviewNode, PreviewParameter, PreviewValue } from './plan-preview.ts';
import type { PreviewPorts, PreviewRequest } from './ports.ts';
import { renumber } from './renumber.ts';
import { show } from './show.ts';
import { unknownOf } from './symbolic.ts';
import { createTargetBook } from './target-book.ts';
import { rules } from './walk.ts';

/**
 * What a plan, written in Puppet or YAML, would do. It never throws but what the signal aborts with: where a plan cannot
 * be looked into the preview says so.
 */
export async function previewPlan(request: PreviewRequest, ports: PreviewPorts): Promise<PlanPreview> {
  const run: PreviewRun = {
    request,
    ports,
    places: createPlaces(),
    targets: createTargetBook(ports.inventory),
    problems: [],
    broken: new Set(),
    checks: new Set(),
    plans: new Map(),
    count: { statements: 0, nodes: 0, ids: 0 },
  };
  const drawn: Drawn = { path: '', parameters: [], nodes: [] };
  const options = { signal: ports.signal, mostSteps: Number.POSITIVE_INFINITY, turn: async () => {} };
  try {
    await drive(draw(run, drawn), options);
  } catch (error) {
    ports.signal.throwIfAborted();
    addProblem(run, { message: whyNot(error), severity: 'unknown' });
  }
  const { plan } = request;
  const { path, description, parameters, nodes, returns } = drawn;
  return renumber({
    plan,
    path,
    ...(description !== undefined && { description }),
    parameters,
    nodes,
    ...(returns !== undefined && { returns }),
    problems: run.problems,
  });
}

/** A preview that is being drawn: what is there stays when it ends early. */
interface Drawn {
  path: string;
  description?: string;
  parameters: readonly PreviewParameter[];
  readonly nodes: PreviewNode[];
  returns?: PreviewValue;
}

function whyNot(error: unknown): string {
  if (error instanceof TooMuch) return `${error.message} The preview ends there.`;
  if (error instanceof RangeError) return 'The plan is nested too deep, or makes a value that is too big.';
  const message = error instanceof Error ? error.message : String(error);
  return `The preview ends here, by a mistake of Baton: ${message}`;
}

function* draw(run: PreviewRun, drawn: Drawn): Evaluation<void> {
  const { request, ports } = run;
  const file = yield* wait(() => ports.plan(request.plan));
  if (file === undefined) {
    const message = `There is no plan '${request.plan}' in the modules of this project.`;
    addProblem(run, { message, severity: 'error' });
    return;
  }
  drawn.path = file.path;
  const plan = readPlan(run, request.plan, file);
  if (plan === undefined) {
    addProblem(run, { message: `The file ${file.path} defines no plan.`, severity: 'error' });
    return;
  }
  const { definition, description } = plan;
  const frame = frameOf(outermost(run, drawn), plan);
  if (description !== undefined) drawn.description = description;
  const values = new Map(Object.entries(request.parameters) as [string, PuppetValue][]);
  const refused = new Set<string>();
  try {
    yield* bindPlanParameters(
      frame,
      definition,
      { values, isFromPeople: true },
      {
        missing: (parameter) => openParameter(frame, parameter),
        refused: (parameter, why) => {
          refused.add(parameter.name);
          const message = `'${parameter.name}' must be given, as its default is not what it takes: ${why}`;
          markUnknown(frame, parameter, message);
          return openParameter(frame, parameter);
        },
      },
    );
    drawn.parameters = shownParameters(frame, definition, refused);
    drawn.returns = show(yield* planBody(frame, definition, 'what it ends with'));
  } catch (error) {
    if (drawn.parameters.length === 0) drawn.parameters = shownParameters(frame, definition, refused);
    const failure = asFailure(frame, definition, error);
    if (failure instanceof Leaving) failAt(frame, failure.place.span, `${failure.kind}() stands where it cannot`);
    else if (!(failure instanceof Fails || failure instanceof Ended)) throw failure;
  }
}

function outermost(run: PreviewRun, { nodes }: Drawn): EvaluationFrame {
  const { request, ports } = run;
  const surroundings: Context = {
    run,
    nodes,
    exits: noExits(),
    runAs: request.runAs,
    plans: [request.plan],
    functions: [],
    returns: 'plan',
    isUndecided: false,
    isCatalog: false,
  };
  const { host } = ports;
  const scope = createScope(undefined);
  return { host, rules, path: undefined, source: '', scope, depth: 0, functions: new Map(), surroundings };
}

function shownParameters(
  frame: EvaluationFrame,
  { parameters }: Definition,
  refused: ReadonlySet<string>,
): readonly PreviewParameter[] {
  return parameters.map(({ name, type, value }) => {
    const set = frame.scope.variables.get(name);
    const isOpen = set === undefined || unknownOf(set)?.text === `$${name}`;
    return {
      name,
      type: type === undefined ? 'Any' : frame.source.slice(type.start, type.end),
      required: value === undefined || refused.has(name),
      ...(set !== undefined && !(isOpen && unknownOf(set)?.isSecret !== true) && { value: show(set) }),
    };
  });
}
