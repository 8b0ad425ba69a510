import { CodeLens, type CodeLensProvider, type Disposable, EventEmitter, languages, Range, workspace } from 'vscode';
import { configuration } from '../configuration.ts';
import type { Session } from '../orchestrator/session.ts';
import type { Remembered } from '../run/remembered.ts';
import type { Store } from '../state/store.ts';
import { type Lens, lensesOf, type TaskFiles, taskFiles } from './lenses.ts';
import { type PlanFiles, planFiles, planLensesOf, planLine } from './plan-lenses.ts';

/** Lenses above tasks and plans. A keystroke costs a lookup; they are drawn anew when what they tell of changes. */
export function registerLenses(session: Session, store: Store, memory: Remembered): Disposable[] {
  const changed = new EventEmitter<void>();
  let tasks: TaskFiles | undefined;
  let plans: PlanFiles | undefined;
  store.changed.on((part) => {
    if (part !== 'tasks' && part !== 'plans') return;
    const isRunning = session.state.kind === 'running';
    if (part === 'tasks') tasks = isRunning ? taskFiles(store.tasks) : undefined;
    else plans = isRunning ? planFiles(store.plans) : undefined;
    changed.fire();
  });
  memory.changed.on(() => changed.fire());
  const ofTasks: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: ({ uri }) =>
      configuration.codeLens(uri) ? shown(lensesOf(uri.fsPath, tasks, memory.get()), 0) : [],
  };
  const ofPlans: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) => {
      const { uri } = document;
      const lenses = configuration.codeLens(uri) ? planLensesOf(uri.fsPath, plans, memory.get()) : [];
      return lenses.length === 0 ? [] : shown(lenses, planLine(document.getText()));
    },
  };
  return [
    changed,
    languages.registerCodeLensProvider({ scheme: 'file', pattern: '**/tasks/*' }, ofTasks),
    languages.registerCodeLensProvider({ scheme: 'file', pattern: '**/plans/**/*.{pp,yaml}' }, ofPlans),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('baton.codeLens')) changed.fire();
    }),
  ];
}

function shown(lenses: readonly Lens[], line: number): CodeLens[] {
  const range = new Range(line, 0, line, 0);
  return lenses.map(
    ({ title, tooltip, command, name }) => new CodeLens(range, { title, tooltip, command, arguments: [name] }),
  );
}
