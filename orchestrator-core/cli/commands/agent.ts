import { version } from '../../version.ts';
import type { ParsedLine } from '../parse-options.ts';
import { untilTerminated } from '../signals.ts';
import { terminalLog } from '../speak.ts';
import type { Terminal } from '../terminal.ts';

/** `baton agent`: a PXP agent on this machine, until a signal ends it. */
export async function agent(options: ParsedLine, terminal: Terminal): Promise<number> {
  const { readAgentOptions, runAgent } = await import('../../agent/index.ts');
  const flags = {
    broker: options.all('broker'),
    certname: options.text('certname'),
    sslDir: options.text('ssl-dir'),
    sslCert: options.text('ssl-cert'),
    sslKey: options.text('ssl-key'),
    sslCa: options.text('ssl-ca'),
    primary: options.all('primary'),
    data: options.text('data'),
    facts: options.text('facts'),
    factsInterval: options.integer('facts-interval'),
  };
  const log = terminalLog(options, terminal, 'info');
  const checked = await readAgentOptions(flags, { version, log });
  const ending = new AbortController();
  void untilTerminated().then(() => ending.abort());
  await runAgent(checked, ending.signal);
  return 0;
}
