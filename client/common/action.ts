import * as l10n from '@vscode/l10n';
import type { JobDescription } from '../../orchestrator-core/jobs/index.ts';
import { oneLine } from './format.ts';

/** What a job does, in its own words: `demo::wait`, `$ uptime`, `script /tmp/x.sh`; at most `limit` characters of it. */
export function actionText({ command, object }: Pick<JobDescription, 'command' | 'object'>, limit: number): string {
  switch (command) {
    case 'task':
    case 'plan':
      return object;
    case 'command':
      return `$ ${oneLine(object, limit)}`;
    case 'script':
      return l10n.t('script {0}', oneLine(object, limit));
    case 'upload':
      return l10n.t('upload of {0}', oneLine(object, limit));
    case 'download':
      return l10n.t('download of {0}', oneLine(object, limit));
    case 'wait':
      return l10n.t('wait until available');
  }
}
