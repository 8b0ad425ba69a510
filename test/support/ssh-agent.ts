/** A real ssh-agent for a test, with keys in it. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';

/** Starts an agent and adds private keys, whose passphrase is the same for all. @returns its socket. */
export async function startAgent(context: TestContext, keys: readonly string[], passphrase = ''): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-agent-'));
  const socket = join(directory, 'socket');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  context.after(async () => {
    agent.kill();
    if (agent.exitCode === null) await once(agent, 'exit');
    await rm(directory, { recursive: true, force: true });
  });
  // It says where it listens once it does.
  await once(agent.stdout, 'data');
  const ask = join(directory, 'ask');
  await writeFile(ask, `#!/bin/sh\necho '${passphrase}'\n`, { mode: 0o700 });
  const env = { ...process.env, SSH_AUTH_SOCK: socket, SSH_ASKPASS: ask, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0' };
  for (const key of keys) await promisify(execFile)('ssh-add', ['-q', key], { env });
  return socket;
}
