import { CodeLens, type CodeLensProvider, type Disposable, EventEmitter, languages, Range, workspace } from 'vscode';
import { configuration } from '../configuration.ts';
import type { Session } from '../orchestrator/session.ts';
import type { Remembered } from '../run/remembered.ts';
import type { Store } from '../state/store.ts';
import { lensesOf, type TaskFiles, taskFiles } from './lenses.ts';

const firstLine = new Range(0, 0, 0, 0);

/** Lenses above the files of tasks. A keystroke costs a lookup; they are drawn anew when tasks or memories change. */
export function registerLenses(session: Session, store: Store, memory: Remembered): Disposable[] {
  const changed = new EventEmitter<void>();
  let files: TaskFiles | undefined;
  store.changed.on((part) => {
    if (part !== 'tasks') return;
    files = session.state.kind === 'running' ? taskFiles(store.tasks) : undefined;
    changed.fire();
  });
  memory.changed.on(() => changed.fire());
  const provider: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: ({ uri }) =>
      configuration.codeLens(uri)
        ? lensesOf(uri.fsPath, files, memory.get()).map(
            ({ title, tooltip, command, task }) =>
              new CodeLens(firstLine, { title, tooltip, command, arguments: [task] }),
          )
        : [],
  };
  return [
    changed,
    languages.registerCodeLensProvider({ scheme: 'file', pattern: '**/tasks/*' }, provider),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('baton.codeLens')) changed.fire();
    }),
  ];
}
