import {
  type Evaluation,
  entriesOf,
  entry,
  hashOf,
  type PuppetValue,
  textOf,
  valueOfJson,
  wait,
} from '../../language/index.ts';
import type { TaskMetadata } from '../../tasks/index.ts';
import type { PreviewCall } from './call.ts';
import { addError, type Context, contextOf, emit, failAt, newId, placeAt } from './context.ts';
import { marksOf, type StepTraits } from './marks.ts';
import type { PreviewStep, PreviewTargets } from './plan-preview.ts';
import { maybe, type RunOptions, readOptions } from './run-options.ts';
import { show, showAll } from './show.ts';
import { holdsSecret, needsOf, type Shape, shortened, symbolic, truthOf, unknownOf } from './symbolic.ts';
import { selectAt, targetsValue } from './target-functions.ts';

/** A step before it is written down. */
export interface StepDraft {
  readonly call: PreviewCall;
  /** What it is about. */
  readonly object: PuppetValue;
  readonly targets?: PreviewTargets;
  readonly parameters?: PuppetValue;
  readonly options?: RunOptions;
  readonly traits: StepTraits;
  /** Of parameters that nobody may see. */
  readonly isHidden?: (name: string) => boolean;
}

/** Writes a step down; the id by which what it gives depends on it. */
export function addStep({ call, object, targets, parameters = null, options, traits, isHidden }: StepDraft): string {
  const { frame, node, name, given } = call;
  const context = contextOf(frame);
  const id = newId(context);
  const shown = showAll(parameters, isHidden);
  const become = userOf(context, options);
  const catches = options === undefined ? false : truthOf(options.option('_catch_errors')) === true;
  const isNothing = targets?.kind === 'known' && targets.names.length === 0;
  const step: PreviewStep = {
    kind: 'step',
    id,
    place: placeAt(frame, node),
    function: name,
    object: show(object),
    ...(options?.description !== undefined && { description: shortened(options.description, 200) }),
    ...(targets !== undefined && { targets }),
    parameters: shown,
    ...(become !== null && { runAs: show(become) }),
    marks: marksOf(isNothing ? { isSafe: true } : traits, {
      isAs: become !== null || (targets !== undefined && isAsByInventory(call, targets)),
      isSensitive: holdsSecret(...given) || Object.values(shown).some(({ kind }) => kind === 'sensitive'),
      catches,
      noop: truthOf(options?.option('_noop') ?? null) === true,
      isNoopPlan: context.run.request.noop,
    }),
    needs: needsOf(...given),
  };
  emit(frame, step);
  context.exits.fail.push(id);
  return id;
}

/** The user to become; one that the call names counts, even where it is none. */
export function userOf({ runAs = null }: Context, options: RunOptions | undefined): PuppetValue {
  const own = options?.given('_run_as');
  return own === undefined ? runAs : own;
}

/** Whether the inventory says for some target that another user is to become. */
function isAsByInventory({ frame }: PreviewCall, targets: PreviewTargets): boolean {
  const names = targets.kind === 'known' ? targets.names : (targets.among ?? []);
  const { targets: book } = contextOf(frame).run;
  if (names.length > 200) return false;
  return names.some((name) => {
    const user = book.target(name).transportConfig['run-as'];
    return user !== undefined && user !== null;
  });
}

/** What a run on targets gives: where errors end the plan, all are ok when it goes on. */
export function resultsOf(
  call: PreviewCall,
  id: string,
  spec: PuppetValue,
  targets: PreviewTargets,
  draft: {
    readonly options: RunOptions;
    readonly action: string;
  },
): PuppetValue {
  const { frame, text } = call;
  const list = targetsValue(frame, spec, targets, `${text}.targets`);
  const ok = maybe(draft.options.option('_catch_errors')) ? undefined : true;
  const shape: Shape = { kind: 'results', targets: list, ok, action: draft.action };
  return symbolic({ text, needs: [id], shape });
}

interface RunKind {
  readonly action: string;
  /** How many arguments stand before the targets; with the object there may be a destination. */
  readonly before: 1 | 2;
  readonly traits: StepTraits;
}

/** `run_command`, `run_script`, `upload_file` and their like: an object, perhaps a destination, targets, options. */
export function runStep({ action, before, traits }: RunKind): (call: PreviewCall) => PuppetValue {
  return (call) => {
    const { frame, node, given } = call;
    const [object = null] = given;
    const spec = given[before] ?? null;
    const targets = selectAt(frame, node, spec);
    const options = readOptions(given.slice(before + 1));
    const destination = before === 2 ? [['destination', given[1] ?? null] as const] : [];
    const extra = ['_env_vars', 'arguments', 'pwsh_params'].flatMap((name) => {
      const value = options.given(name) ?? null;
      return value === null ? [] : [[name.replace(/^_/, ''), value] as const];
    });
    const parameters = hashOf([...destination, ...extra]);
    const id = addStep({ call, object, targets, parameters, options, traits });
    return resultsOf(call, id, spec, targets, { options, action });
  };
}

/** `run_task`: whether it changes anything is for the task to say. */
export function* runTask(call: PreviewCall): Evaluation {
  const { frame, node, given } = call;
  const [name = null, spec = null, ...rest] = given;
  const targets = selectAt(frame, node, spec);
  const options = readOptions(rest);
  const task = yield* metadataOf(call, name);
  const { parameters } = options;
  if (truthOf(options.given('_noop') ?? null) === true && task !== undefined && task.supports_noop !== true) {
    throw failAt(frame, node, 'Task does not support noop');
  }
  const withDefaults = task === undefined ? parameters : completed(task, parameters);
  const traits: StepTraits = {
    task: typeof name === 'string' ? name : undefined,
    metadata: task,
    parameters: withDefaults,
  };
  const isHidden = (parameter: string) => task?.parameters?.[parameter]?.sensitive === true;
  const id = addStep({ call, object: name, targets, parameters: withDefaults, options, traits, isHidden });
  return resultsOf(call, id, spec, targets, { options, action: 'task' });
}

function* metadataOf({ frame, node }: PreviewCall, name: PuppetValue): Evaluation<TaskMetadata | undefined> {
  if (typeof name !== 'string') return undefined;
  const task = yield* wait(() => contextOf(frame).run.ports.task(name));
  if (task === undefined) {
    addError(frame, node, `There is no task '${name}' in the modules of this project.`);
  }
  return task;
}

/** Defaults of the task stand in for what is not given. */
function completed({ parameters = {} }: TaskMetadata, given: PuppetValue): PuppetValue {
  const entries = given === null ? [] : entriesOf(given);
  if (entries === undefined) return given;
  const defaults = Object.entries(parameters).flatMap(([name, declared]) =>
    declared.default !== undefined && declared.default !== null && (entry(given, name) ?? null) === null
      ? [[name, valueOfJson(declared.default)] as const]
      : [],
  );
  return hashOf([...entries.map(([key, value]) => [textOf(key), value] as const), ...defaults]);
}

/** A step without targets; what it gives has a name and depends on it. */
export function plainStep(
  traits: StepTraits,
  gives: (call: PreviewCall, id: string) => PuppetValue = () => null,
): (call: PreviewCall) => PuppetValue {
  return (call) => {
    const { given } = call;
    const [object = null, ...rest] = given;
    const last = rest.at(-1) ?? null;
    const parameters = entriesOf(last) === undefined ? null : last;
    const id = addStep({ call, object, parameters: withoutOptions(parameters), options: readOptions([last]), traits });
    return gives(call, id);
  };
}

function withoutOptions(hash: PuppetValue): PuppetValue {
  return readOptions([hash]).parameters;
}

/** `prompt`: a person's answer, which may be a secret. */
export function promptStep(call: PreviewCall): PuppetValue {
  const value = plainStep({ asks: true, isSafe: true }, given({ kind: 'is', is: 'Some' }))(call);
  const unknown = unknownOf(value);
  const isSecret = maybe(entry(call.given[1] ?? null, 'sensitive') ?? null);
  return unknown === undefined ? value : symbolic({ ...unknown, isSecret });
}

/** What a step gives that is not known before. */
export function given(shape?: Shape): (call: PreviewCall, id: string) => PuppetValue {
  return ({ text }, id) => symbolic({ text, needs: [id], ...(shape !== undefined && { shape }) });
}
