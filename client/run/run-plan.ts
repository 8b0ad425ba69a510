import { commands, l10n, type QuickPickItem, window } from 'vscode';
import { OrchestratorError } from '../../orchestrator-core/common/index.ts';
import type { Orchestrator, PlanRequest } from '../../orchestrator-core/orchestrator.ts';
import type { ParameterForm } from '../../orchestrator-core/tasks/index.ts';
import { oneLine } from '../common/format.ts';
import { configuration } from '../configuration.ts';
import type { CommandId } from '../contributions.ts';
import type { Store } from '../state/store.ts';
import { askParameter } from './ask-parameter.ts';
import { assertInventory, planChecker } from './check.ts';
import { confirm } from './confirm.ts';
import { firstOptional, type ParameterQuestion, parameterQuestions } from './parameters.ts';
import { formsToAsk, knownValues, selectionIn, selectionText, takesTargets } from './plan-parameters.ts';
import { needsConfirmation, type PlannedRun } from './planned-run.ts';
import type { RunParts } from './run-task.ts';
import { type Direction, type Step, walk } from './walk.ts';

/** How long the last step may wait for the preview of the plan, in milliseconds. */
const patience = 1000;

/** A run as a lens, a menu, the palette or the preview asks for it. */
export interface PlanRunWish {
  /** Undefined: the person is asked which. */
  readonly plan?: string;
  /** Takes the parameters of last time, and asks for nothing but what cannot be remembered. */
  readonly again?: boolean;
  readonly noop?: boolean;
  /** Values that were typed already, which stand in the boxes in the place of those of last time. */
  readonly values?: Readonly<Record<string, string>>;
  /** Where it runs, as words of a selection: the parameter for that is not asked for. */
  readonly targets?: readonly string[];
}

interface Asking {
  readonly parts: RunParts;
  readonly orchestrator: Orchestrator;
  readonly plan: string;
  readonly forms: readonly ParameterForm[];
  readonly noop: boolean;
  /** As typed. */
  readonly values: Map<string, string>;
  /** What the parameters that take targets mean, by name. */
  readonly nodes: Map<string, readonly string[]>;
}

/** Puts a run together, asking for what is not known, and starts it. @returns the job, when it was started. */
export async function runPlan(parts: RunParts, wish: PlanRunWish): Promise<string | undefined> {
  const orchestrator = await parts.session.ready(new AbortController().signal);
  const plan = wish.plan ?? (await choosePlan(parts.store, l10n.t('Which plan is run?')));
  if (plan === undefined) return undefined;
  await assertInventory(orchestrator);
  const forms = await orchestrator.planForms(plan);
  const remembered = parts.memory.get().plans[plan];
  const again = wish.again === true && remembered !== undefined;
  const last = knownValues(forms, wish.values ?? remembered?.values ?? {});
  const values = new Map(Object.entries(again ? last : {}));
  const asking: Asking = { parts, orchestrator, plan, forms, noop: wish.noop === true, values, nodes: new Map() };
  const place = wish.targets === undefined ? undefined : giveTargets(asking, wish.targets);
  if (again || place !== undefined) await findNodes(asking);
  const asked = formsToAsk(forms, again, last, remembered?.secrets ?? []).filter(({ name }) => name !== place);
  if (!(await walk(stepsOf(asking, asked, last)))) return undefined;
  return start(asking);
}

/** Asks for a plan among the public ones; that of the open file stands first. */
export async function choosePlan(store: Store, placeHolder: string): Promise<string | undefined> {
  const open = window.activeTextEditor?.document.uri.fsPath;
  const known = store.plans.plans.filter((plan) => !plan.private);
  const plans = [...known.filter(({ path }) => path === open), ...known.filter(({ path }) => path !== open)];
  const items = plans.map(
    (plan): QuickPickItem => ({ label: plan.name, description: oneLine(plan.description ?? '', 200) }),
  );
  return (await window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.label;
}

/**
 * Gives the plan its targets. @returns the parameter that takes them.
 * @throws OrchestratorError where none does.
 */
function giveTargets({ plan, forms, values }: Asking, words: readonly string[]): string {
  const form = forms.find(({ name }) => name === 'targets' || name === 'nodes') ?? forms.find(takesTargets);
  if (form === undefined || !takesTargets(form)) {
    const message = l10n.t('The plan {0} has no parameter of type TargetSpec: it chooses its targets by itself.', plan);
    throw new OrchestratorError('baton/no-target-parameter', message);
  }
  const text = selectionText(words);
  if (text !== undefined) values.set(form.name, text);
  return form.name;
}

/** What is remembered as text is resolved now, for the last step to say it. */
async function findNodes({ orchestrator, forms, values, nodes }: Asking): Promise<void> {
  for (const { name } of forms.filter(takesTargets)) {
    const selection = selectionIn(values.get(name));
    if (selection.length === 0) continue;
    const targets = await orchestrator.targets(selection);
    nodes.set(
      name,
      targets.map((target) => target.name),
    );
  }
}

function stepsOf(
  asking: Asking,
  forms: readonly ParameterForm[],
  last: Readonly<Record<string, string>>,
): readonly Step[] {
  const { plan, values } = asking;
  const questions = parameterQuestions(plan, forms, last);
  const skipFrom = (index: number) => (): Direction => {
    for (const question of questions.slice(index)) values.delete(question.name);
    return { kind: 'jump', to: questions.length };
  };
  const steps = questions.map((question, index): Step => {
    const form = forms.find(({ name }) => name === question.name);
    if (form !== undefined && takesTargets(form)) return targetsStep(asking, question);
    const skips = index >= firstOptional(questions) && index < questions.length - 1;
    return (position) =>
      askParameter({
        question,
        position,
        check: planChecker(asking.orchestrator, plan, question.name),
        given: values.get(question.name),
        skipRest: skips ? skipFrom(index) : undefined,
        accept: (value) => {
          if (value === undefined) values.delete(question.name);
          else values.set(question.name, value);
        },
      });
  });
  const preview = {
    label: l10n.t('Preview it first'),
    icon: 'open-preview',
    take: () => void commands.executeCommand('baton.previewPlan' satisfies CommandId, plan, { ...shown(asking) }),
  };
  const review: Step = async (position) => {
    const run = planned(asking);
    const setting = configuration.confirmRun();
    const foreseen = needsConfirmation(run, setting) ? await foresee(asking) : undefined;
    return confirm(foreseen === undefined ? run : { ...run, foreseen }, setting, position, preview);
  };
  return [...steps, review];
}

/** What the plan would do with these parameters; undefined where that cannot be told soon. */
async function foresee(asking: Asking): Promise<string | undefined> {
  const { orchestrator, plan, noop } = asking;
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, patience, undefined));
  const { foreseenText } = await import('./foreseen.ts');
  const request: PlanRequest = { plan, parameters: { kind: 'text', values: shown(asking) }, noop };
  return Promise.race([orchestrator.previewPlan(request).then(foreseenText, () => undefined), late]);
}

/** The values that may be handed on: no secrets. */
function shown({ forms, values }: Asking): Readonly<Record<string, string>> {
  const secret = new Set(forms.filter((form) => form.sensitive).map((form) => form.name));
  return Object.fromEntries([...values].filter(([name]) => !secret.has(name)));
}

function targetsStep({ parts, orchestrator, values, nodes }: Asking, question: ParameterQuestion): Step {
  return async (position) =>
    (await import('./ask-targets.ts')).askTargets({
      title: question.title,
      position,
      orchestrator,
      store: parts.store,
      recent: parts.memory.get().selections,
      ticked: selectionIn(values.get(question.name) ?? question.initial),
      optional: !question.required,
      accept: (selection, names) => {
        const text = selectionText(selection);
        if (text === undefined) values.delete(question.name);
        else values.set(question.name, text);
        nodes.set(question.name, names);
      },
    });
}

function planned({ plan, forms, noop, values, nodes }: Asking): PlannedRun {
  const given = [...nodes.values()].flat();
  return {
    name: plan,
    noop,
    supportsNoop: false,
    nodes: given.length === 0 ? undefined : [...new Set(given)],
    values: Object.fromEntries(values),
    sensitive: new Set(forms.filter((form) => form.sensitive).map((form) => form.name)),
  };
}

async function start(asking: Asking): Promise<string> {
  const { parts, orchestrator, plan, noop } = asking;
  const values = Object.fromEntries(asking.values);
  const request: PlanRequest = {
    plan,
    parameters: { kind: 'text', values },
    noop,
    concurrency: configuration.concurrency(),
  };
  const job = await orchestrator.runPlan(request);
  parts.memory.plan(plan, values, planned(asking).sensitive);
  parts.jobs.started(job, 'plan');
  return job;
}
