import { l10n, type QuickPickItem, window } from 'vscode';
import type { Orchestrator, RunRequest } from '../../orchestrator-core/orchestrator.ts';
import type { ParameterForm, Task } from '../../orchestrator-core/tasks/index.ts';
import { oneLine } from '../common/format.ts';
import { configuration } from '../configuration.ts';
import type { JobRunner } from '../jobs/runner.ts';
import type { Session } from '../orchestrator/session.ts';
import type { Store } from '../state/store.ts';
import { askParameter } from './ask-parameter.ts';
import { formatAssignments, parseAssignments } from './assignments.ts';
import { assertInventory, checker, lineChecker } from './check.ts';
import { confirm } from './confirm.ts';
import { firstOptional, freeQuestion, parameterQuestions } from './parameters.ts';
import type { PlannedRun } from './planned-run.ts';
import type { Remembered } from './remembered.ts';
import { type Direction, type Step, walk } from './walk.ts';

/** What runs need of the window. */
export interface RunParts {
  readonly session: Session;
  readonly store: Store;
  readonly jobs: JobRunner;
  readonly memory: Remembered;
}

/** A run as a lens, a menu or the palette asks for it. */
export interface TaskRunWish {
  /** Undefined: the person is asked which. */
  readonly task?: string;
  /**
   * `last` ticks the targets of last time before asking, `none` ticks nothing, `again` asks for nothing but what
   * cannot be remembered; a list is taken as it is.
   */
  readonly targets: 'last' | 'none' | 'again' | readonly string[];
  readonly noop?: boolean;
}

interface Answers {
  selection: readonly string[];
  nodes: readonly string[];
  readonly values: Map<string, string>;
}

/** Puts a run together, asking for what is not known, and starts it. */
export async function runTask(parts: RunParts, wish: TaskRunWish): Promise<void> {
  const orchestrator = await parts.session.ready(new AbortController().signal);
  const name = wish.task ?? (await chooseTask(parts.store, wish.noop === true));
  if (name === undefined) return;
  await assertInventory(orchestrator);
  const [task, forms] = await Promise.all([orchestrator.task(name), orchestrator.parameterForms(name)]);
  const remembered = parts.memory.get().tasks[name];
  const again = wish.targets === 'again' && remembered !== undefined && remembered.targets.length > 0;
  const answers: Answers = {
    selection: typeof wish.targets === 'string' ? (again ? remembered.targets : []) : wish.targets,
    nodes: [],
    values: new Map(again ? Object.entries(remembered.values) : []),
  };
  if (answers.selection.length > 0) {
    const targets = await orchestrator.targets(answers.selection);
    answers.nodes = targets.map((target) => target.name);
  }
  const isMissing = ({ name: parameter, required }: ParameterForm): boolean =>
    !answers.values.has(parameter) && (required || remembered?.secrets.includes(parameter) === true);
  const asked = again ? forms.filter(isMissing) : forms;
  const steps = stepsOf(parts, orchestrator, task, asked, wish, answers);
  if (!(await walk(steps))) return;
  await start(parts, orchestrator, planned(task, forms, wish, answers), answers);
}

function stepsOf(
  parts: RunParts,
  orchestrator: Orchestrator,
  task: Task,
  forms: readonly ParameterForm[],
  wish: TaskRunWish,
  answers: Answers,
): readonly Step[] {
  const { memory, store } = parts;
  const questions = parameterQuestions(task.name, forms, memory.get().tasks[task.name]?.values ?? {});
  const last = memory.get().tasks[task.name]?.targets ?? memory.get().targets;
  const askFree: Step = (position) =>
    askParameter({
      question: freeQuestion(task.name, memory.get().tasks[task.name]?.values ?? {}),
      position,
      check: lineChecker(orchestrator, task.name),
      given: answers.values.size === 0 ? undefined : formatAssignments(Object.fromEntries(answers.values)),
      skipRest: undefined,
      accept: (line = '') => {
        const parsed = parseAssignments(line);
        answers.values.clear();
        for (const [name, value] of Object.entries(parsed.ok ? parsed.values : {})) answers.values.set(name, value);
      },
    });
  const isAgain = answers.selection.length > 0 && wish.targets === 'again';
  const free = task.metadata.parameters === undefined && !isAgain ? [askFree] : [];
  const askWhere: Step = async (position) =>
    (await import('./ask-targets.ts')).askTargets({
      title: wish.noop === true ? l10n.t('{0} (noop)', task.name) : task.name,
      position,
      orchestrator,
      store,
      recent: memory.get().selections,
      ticked: answers.selection.length > 0 ? answers.selection : wish.targets === 'none' ? [] : last,
      accept: (selection, nodes) => void Object.assign(answers, { selection, nodes }),
    });
  const where = answers.selection.length > 0 ? [] : [askWhere];
  const skipFrom = (index: number) => (): Direction => {
    for (const question of questions.slice(index)) answers.values.delete(question.name);
    return { kind: 'jump', to: where.length + questions.length };
  };
  const parameters = questions.map(
    (question, index): Step =>
      (position) =>
        askParameter({
          question,
          position,
          check: checker(orchestrator, task.name, question.name),
          given: answers.values.get(question.name),
          skipRest: index >= firstOptional(questions) && index < questions.length - 1 ? skipFrom(index) : undefined,
          accept: (value) => {
            if (value === undefined) answers.values.delete(question.name);
            else answers.values.set(question.name, value);
          },
        }),
  );
  const review: Step = (position) => confirm(planned(task, forms, wish, answers), configuration.confirmRun(), position);
  return [...where, ...free, ...parameters, review];
}

function planned(task: Task, forms: readonly ParameterForm[], wish: TaskRunWish, answers: Answers): PlannedRun {
  return {
    name: task.name,
    noop: wish.noop === true,
    supportsNoop: task.metadata.supports_noop === true,
    nodes: answers.nodes,
    values: Object.fromEntries(answers.values),
    sensitive: new Set(forms.filter((form) => form.sensitive).map((form) => form.name)),
  };
}

async function start(parts: RunParts, orchestrator: Orchestrator, run: PlannedRun, answers: Answers): Promise<void> {
  const timeout = configuration.timeout();
  const request: RunRequest = {
    kind: 'task',
    task: run.name,
    targets: answers.selection,
    parameters: { kind: 'text', values: run.values },
    noop: run.noop,
    concurrency: configuration.concurrency(),
    ...(timeout === undefined ? {} : { timeout }),
  };
  const job = await orchestrator.run(request);
  parts.memory.task(run.name, { targets: answers.selection, values: run.values }, run.sensitive);
  parts.jobs.started(job, 'task');
}

async function chooseTask(store: Store, noop: boolean): Promise<string | undefined> {
  const tasks = store.tasks.tasks.filter((task) => !task.private && (!noop || task.supportsNoop));
  const items = tasks.map(
    (task): QuickPickItem => ({ label: task.name, description: oneLine(task.description ?? '', 200) }),
  );
  const placeHolder = noop ? l10n.t('Which task is run in noop mode?') : l10n.t('Which task is run?');
  return (await window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.label;
}
