import { type Uri, workspace } from 'vscode';
import { type SettingId, settings } from './settings.ts';

/** A setting's value; its type is that of the setting's default. */
function read(id: SettingId, scope?: Uri): unknown {
  return workspace.getConfiguration(undefined, scope).get(id, settings[id].default);
}

/** The settings, typed and within their bounds whatever the file says. */
export const configuration = {
  autoStart: (): boolean => read('baton.autoStart') !== false,
  localNodes: (): number => integer('baton.localNodes'),
  concurrency: (): number => integer('baton.concurrency'),
  /** Milliseconds; undefined means no limit. */
  timeout: (): number | undefined => integer('baton.timeout') * 1000 || undefined,
  confirmRun: (): string => String(read('baton.confirmRun')),
  revealOutput: (): string => String(read('baton.revealOutput')),
  jobLimit: (): number => integer('baton.jobs.limit'),
  codeLens: (document: Uri): boolean => read('baton.codeLens.enabled', document) !== false,
  formatting: (): boolean => read('baton.format.enabled') !== false,
  inlayHints: (): { readonly parameterNames: boolean; readonly types: boolean } => ({
    parameterNames: read('baton.inlayHints.parameterNames') === true,
    types: read('baton.inlayHints.types') === true,
  }),
  puppetDiagnostics: (): boolean => read('baton.puppet.diagnostics') !== false,
  /** Severities by code, as the user wrote them. */
  diagnosticSeverity: (): unknown => read('baton.diagnostics.severity'),
  /** Undefined means that it is not wanted. */
  puppetDbPort: (): number | undefined => integer('baton.puppetdb.port') || undefined,
  /** Undefined means the orchestrator's default. */
  dataDirectory: (): string | undefined => String(read('baton.dataDirectory')).trim() || undefined,
} as const;

function integer(id: SettingId): number {
  const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER, default: byDefault } = settings[id];
  const value = read(id);
  const number = typeof value === 'number' && Number.isFinite(value) ? Math.trunc(value) : Number(byDefault);
  return Math.min(maximum, Math.max(minimum, number));
}
