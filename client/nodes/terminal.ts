import * as l10n from '@vscode/l10n';
import type { Json, JsonObject } from '../../orchestrator-core/common/index.ts';
import type { Target } from '../../orchestrator-core/inventory/index.ts';

/** What a terminal on a target runs on this machine, or why there is none. */
export type TerminalPlan =
  | { readonly ok: true; readonly name: string; readonly program?: string; readonly arguments: readonly string[] }
  | { readonly ok: false; readonly reason: string };

type TerminalTarget = Pick<Target, 'name' | 'transport' | 'options'>;

/**
 * How somebody gets a shell on a target: by the user's own `ssh` with the target's options, by the container's own program,
 * or a shell of this machine. A password is never handed on: `ssh` asks for it.
 */
export function terminalPlan(target: TerminalTarget): TerminalPlan {
  const { name, transport, options } = target;
  const host = text(options['host']) ?? target.name;
  // What begins like an option would be one.
  if (host.startsWith('-')) return { ok: false, reason: l10n.t('{0} is no name of a host.', host) };
  const shell = text(options['shell-command']) ?? 'sh';
  switch (transport) {
    case 'local':
      return { ok: true, name, arguments: [] };
    case 'ssh': {
      const [program = 'ssh', ...rest] = words(options['ssh-command']) ?? ['ssh'];
      return { ok: true, name, program, arguments: [...rest, ...sshArguments(options), host] };
    }
    case 'docker':
    case 'podman': {
      const service = text(options['service-url']);
      const where = service === undefined ? [] : ['-H', service];
      return { ok: true, name, program: transport, arguments: [...where, 'exec', '-it', host, ...shellWords(shell)] };
    }
    case 'lxd': {
      const remote = text(options['remote']);
      const container = remote === undefined || remote === 'local' ? host : `${remote}:${host}`;
      return { ok: true, name, program: 'lxc', arguments: ['exec', container, '--', ...shellWords(shell)] };
    }
    case 'jail':
      return { ok: true, name, program: 'jexec', arguments: [host, ...shellWords(shell)] };
    case 'pcp':
      return {
        ok: false,
        reason: l10n.t('{0} is reached through its agent, which runs commands and has no terminal.', name),
      };
    case 'winrm':
      return { ok: false, reason: l10n.t('{0} is reached by WinRM, which has no terminal.', name) };
    case 'remote':
      return { ok: false, reason: l10n.t('{0} is reached through another node and has no shell of its own.', name) };
  }
}

/** As the run would go: user, port, key, jump host, whether the host's key is checked, and how long to wait. */
function sshArguments(options: JsonObject): readonly string[] {
  const user = text(options['user']);
  const port = options['port'];
  const key = text(options['private-key']);
  const jump = text(options['proxyjump']);
  const check = options['host-key-check'];
  const wait = options['connect-timeout'];
  return [
    ...(user === undefined ? [] : ['-l', user]),
    ...(typeof port === 'number' ? ['-p', String(port)] : []),
    ...(key === undefined ? [] : ['-i', key]),
    ...(jump === undefined ? [] : ['-J', jump]),
    ...(typeof check === 'boolean' ? ['-o', `StrictHostKeyChecking=${check ? 'yes' : 'no'}`] : []),
    ...(typeof wait === 'number' ? ['-o', `ConnectTimeout=${wait}`] : []),
    ...(options['load-config'] === false ? ['-F', 'none'] : []),
  ];
}

function shellWords(command: string): readonly string[] {
  return command.split(/\s+/).filter((word) => word !== '');
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function words(value: Json | undefined): readonly string[] | undefined {
  if (typeof value === 'string' && value !== '') return shellWords(value);
  return Array.isArray(value) && value.length > 0 ? value.map(String) : undefined;
}
