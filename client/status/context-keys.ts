import { commands } from 'vscode';
import { contextKeys } from '../contributions.ts';
import { isEnded } from '../jobs/model.ts';
import { taskFiles } from '../lens/lenses.ts';
import { planFiles } from '../lens/plan-lenses.ts';
import type { Session } from '../orchestrator/session.ts';
import type { Store } from '../state/store.ts';

/** Tells VS Code what its `when` clauses ask for, and only what has changed. */
export function keepContextKeys(session: Session, store: Store): void {
  const known = new Map<string, unknown>();
  const set = (key: string, value: unknown): void => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void commands.executeCommand('setContext', key, value);
  };
  const draw = (): void => {
    set(contextKeys.state, session.state.kind);
    set(
      contextKeys.hasRunningJobs,
      store.jobs.some((job) => !isEnded(job)),
    );
  };
  draw();
  store.changed.on((part) => {
    draw();
    if (part === 'tasks') set(contextKeys.taskFiles, [...taskFiles(store.tasks).keys()]);
    if (part === 'plans') set(contextKeys.planFiles, [...planFiles(store.plans).keys()]);
  });
}

/** Tells whether there is more than one project to choose from. */
export function setManyProjects(count: number): void {
  void commands.executeCommand('setContext', contextKeys.hasManyProjects, count > 1);
}
