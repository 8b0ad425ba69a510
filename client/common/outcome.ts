import * as l10n from '@vscode/l10n';
import type { NodeState } from '../../orchestrator-core/jobs/index.ts';

/** The states in which a node's run can end. */
export type EndState = Extract<NodeState, 'finished' | 'failed' | 'errored' | 'stopped' | 'skipped'>;

/** In the order in which counts are told. */
export const endStates: readonly EndState[] = ['finished', 'failed', 'errored', 'stopped', 'skipped'];

/** A node's state in a word or two. */
export function stateWord(state: NodeState): string {
  switch (state) {
    case 'new':
    case 'ready':
      return l10n.t('waiting');
    case 'running':
      return l10n.t('running');
    case 'stopping':
      return l10n.t('stopping');
    case 'stopped':
      return l10n.t('stopped');
    case 'finished':
      return l10n.t('succeeded');
    case 'failed':
      return l10n.t('failed');
    case 'errored':
      return l10n.t('gave no result');
    case 'skipped':
      return l10n.t('skipped');
  }
}
