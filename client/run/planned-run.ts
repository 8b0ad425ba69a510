import * as l10n from '@vscode/l10n';
import { oneLine, shortList } from '../common/format.ts';

/** A run that was put together and has not started. */
export interface PlannedRun {
  /** The task's or plan's name, or the command line. */
  readonly name: string;
  readonly noop: boolean;
  /** Whether it could have been run in noop mode. */
  readonly supportsNoop: boolean;
  /** What the selection means, at the moment of asking; undefined where a plan chooses by itself. */
  readonly nodes: readonly string[] | undefined;
  /** As typed. */
  readonly values: Readonly<Record<string, string>>;
  readonly sensitive: ReadonlySet<string>;
  /** Of a plan: what its preview says that it would do, where there is one. */
  readonly foreseen?: string;
}

/** Whether the last step is shown, by the setting `baton.confirmRun`. */
export function needsConfirmation(run: PlannedRun, setting: string): boolean {
  if (setting === 'never') return false;
  return setting === 'always' || run.nodes === undefined || run.nodes.length > 1 || run.noop || run.supportsNoop;
}

/** What will run, sensitive values masked, and where. */
export function summaryLines(run: PlannedRun): readonly [what: string, where: string] {
  const values = Object.entries(run.values).map(
    ([name, value]) => `${name}=${run.sensitive.has(name) ? '••••' : oneLine(value, 60)}`,
  );
  const mode = run.noop
    ? [l10n.t('in noop mode: nothing is changed')]
    : run.supportsNoop
      ? [l10n.t('not in noop mode: it makes its changes')]
      : [];
  const what = [[oneLine(run.name, 120), ...values].join(' '), ...mode].join(' · ');
  return [what, run.nodes === undefined ? l10n.t('the targets that it chooses') : shortList(run.nodes, 12)];
}
