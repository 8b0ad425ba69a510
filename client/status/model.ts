import * as l10n from '@vscode/l10n';
import type { Node, OrchestratorStatus } from '../../orchestrator-core/orchestrator.ts';
import { nodeCount } from '../common/format.ts';
import type { SessionState } from '../orchestrator/session.ts';

/** The status bar item: the same state as icon, as text and as what a screen reader says. */
export interface StatusLook {
  readonly text: string;
  readonly tooltip: string;
  readonly accessibleLabel: string;
  readonly severity: 'none' | 'warning' | 'error';
}

/** What the status bar shows; undefined hides it. */
export function statusLook(
  state: SessionState,
  status: OrchestratorStatus | undefined,
  nodes: readonly Pick<Node, 'connection'>[] = [],
): StatusLook | undefined {
  const look = (
    icon: string,
    words: string,
    detail: string,
    severity: StatusLook['severity'] = 'none',
  ): StatusLook => ({
    text: `$(${icon}) Baton: ${words}`,
    tooltip: detail,
    accessibleLabel: l10n.t('Baton orchestrator, {0}', words),
    severity,
  });
  switch (state.kind) {
    case 'no-project':
      return undefined;
    case 'untrusted':
      return look('shield', l10n.t('restricted'), l10n.t('This folder is in Restricted Mode: nothing is run from it.'));
    case 'stopped':
      return look('debug-pause', l10n.t('stopped'), l10n.t('The orchestrator is not running.'));
    case 'starting':
      return look(
        'sync~spin',
        l10n.t('starting'),
        state.retryOf === undefined
          ? l10n.t('The orchestrator is starting.')
          : l10n.t('The orchestrator stopped and is started again: {0}', state.retryOf),
      );
    case 'failed':
      return look(
        'error',
        l10n.t('failed'),
        l10n.t('The orchestrator could not be started: {0}', state.reason),
        'error',
      );
    case 'running': {
      if (status === undefined)
        return look('server-process', l10n.t('running'), l10n.t('The orchestrator is running.'));
      const jobs = status.runningJobs;
      const running = jobs === 0 ? [] : [jobs === 1 ? l10n.t('1 job') : l10n.t('{0} jobs', jobs)];
      const words = [counted(status, nodes), ...running].join(', ');
      return look(jobs === 0 ? 'server-process' : 'sync~spin', words, runningDetail(status));
    }
  }
}

/** How many nodes are connected; in a project without agents there are none, and every node counts. */
function counted({ connectedNodes }: OrchestratorStatus, nodes: readonly Pick<Node, 'connection'>[]): string {
  const isAgentless = connectedNodes === 0 && nodes.every(({ connection }) => connection.kind === 'agentless');
  if (isAgentless) return nodeCount(nodes.length);
  const count = nodeCount(connectedNodes);
  return connectedNodes < nodes.length ? l10n.t('{0} connected', count) : count;
}

function runningDetail(status: OrchestratorStatus): string {
  const lines: readonly (readonly [string, string | undefined])[] = [
    [l10n.t('Project'), status.project],
    [l10n.t('Broker'), status.broker],
    [l10n.t('API'), status.api],
    [l10n.t('Data'), status.dataDirectory],
    [l10n.t('Version'), status.version],
  ];
  const told = lines.filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}`);
  return [l10n.t('The orchestrator is running.'), ...told].join('\n');
}
