import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../orchestrator-core/common/index.ts';
import type { TransportName } from '../../orchestrator-core/inventory/index.ts';
import { terminalPlan } from './terminal.ts';

function line(transport: TransportName, options: JsonObject = {}, name = 'web1'): string {
  const plan = terminalPlan({ name, transport, options });
  return plan.ok ? [plan.program ?? '(shell)', ...plan.arguments].join(' ') : plan.reason;
}

test('a terminal is reached as a run is', () => {
  const cases: [TransportName, JsonObject, string][] = [
    ['local', {}, '(shell)'],
    ['ssh', {}, 'ssh web1'],
    [
      'ssh',
      {
        host: '10.0.0.7',
        port: 2222,
        user: 'ops',
        password: 'never',
        'private-key': '/k/id',
        proxyjump: 'ops@jump',
        'host-key-check': false,
        'connect-timeout': 10,
      },
      'ssh -l ops -p 2222 -i /k/id -J ops@jump -o StrictHostKeyChecking=no -o ConnectTimeout=10 10.0.0.7',
    ],
    ['ssh', { 'ssh-command': ['autossh', '-M0'], 'load-config': false }, 'autossh -M0 -F none web1'],
    ['ssh', { 'private-key': { 'key-data': 'SECRET' } }, 'ssh web1'],
    ['docker', { 'shell-command': 'bash -l' }, 'docker exec -it web1 bash -l'],
    ['docker', { 'service-url': 'tcp://far:2375' }, 'docker -H tcp://far:2375 exec -it web1 sh'],
    ['podman', { host: 'c1' }, 'podman exec -it c1 sh'],
    ['lxd', { remote: 'far' }, 'lxc exec far:web1 -- sh'],
    ['lxd', { remote: 'local' }, 'lxc exec web1 -- sh'],
    ['jail', {}, 'jexec web1 sh'],
    ['pcp', {}, 'web1 is reached through its agent, which runs commands and has no terminal.'],
    ['winrm', {}, 'web1 is reached by WinRM, which has no terminal.'],
    ['remote', {}, 'web1 is reached through another node and has no shell of its own.'],
    ['ssh', { host: '-oProxyCommand=evil' }, '-oProxyCommand=evil is no name of a host.'],
  ];
  for (const [transport, options, expected] of cases) assert.equal(line(transport, options), expected);
});
