import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { OrchestratorError } from '../common/index.ts';

/**
 * Asks on this process's terminal. Ctrl-C at the question is the process's own, as anywhere else.
 * @throws OrchestratorError `bolt/no-tty-error` where there is no terminal.
 */
export async function askOnTerminal(
  question: string,
  { hidden, signal }: { readonly hidden: boolean; readonly signal?: AbortSignal },
): Promise<string> {
  if (process.stdin.isTTY !== true) {
    throw new OrchestratorError('bolt/no-tty-error', 'STDIN is not a tty, unable to prompt');
  }
  process.stderr.write(question);
  // What is typed is echoed to the output that readline is given.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: hidden ? nowhere : process.stderr, terminal: true });
  reader.setPrompt('');
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return await new Promise<string>((resolve, reject) => {
      reader.once('line', resolve);
      reader.once('close', () => reject(new OrchestratorError('bolt/no-tty-error', 'Nothing was answered')));
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      if (signal?.aborted) reject(signal.reason);
    });
  } finally {
    reader.close();
    if (hidden) process.stderr.write('\n');
  }
}
