import type { Served } from '../../serve.ts';
import { projectDirectory, readOverrides, terminalLog } from '../context.ts';
import type { ParsedLine } from '../parse-options.ts';
import { untilTerminated } from '../signals.ts';
import type { Terminal } from '../terminal.ts';

/** `baton serve`: the orchestrator of the project, until a signal ends it. */
export async function serve(options: ParsedLine, terminal: Terminal): Promise<number> {
  const { openEmbedded } = await import('../../serve.ts');
  const host = options.text('host');
  const numbers = ['broker-port', 'plain-broker-port', 'api-port', 'local-nodes'] as const;
  const [brokerPort, plainBrokerPort, apiPort, localNodes] = numbers.map((name) => options.integer(name));
  const served = await openEmbedded({
    project: await projectDirectory(options, terminal),
    ...(await readOverrides(options, terminal)),
    ...(host === undefined ? {} : { host }),
    ...(brokerPort === undefined ? {} : { brokerPort }),
    ...(plainBrokerPort === undefined ? {} : { plainBrokerPort }),
    ...(apiPort === undefined ? {} : { apiPort }),
    ...(localNodes === undefined ? {} : { localNodes }),
    agentCommand: agentCommand(),
    log: terminalLog(options, terminal, 'info'),
  });
  const terminated = untilTerminated();
  await terminal.out(
    options.flag('json') ? `${JSON.stringify({ ready: true, ...served.ready })}\n` : greeting(served.ready),
  );
  await terminated;
  await served.close();
  return 0;
}

function greeting({ broker, plainBroker, api, tokenFile }: Served['ready']): string {
  const plain = plainBroker === undefined ? '' : `\n  without TLS ${plainBroker}`;
  return `Serving the project\n  broker      ${broker}${plain}\n  API         ${api}\n  token file  ${tokenFile}\nPress Ctrl-C to stop.\n`;
}

/** This program again. */
function agentCommand(): readonly string[] {
  return [process.execPath, ...process.execArgv, process.argv[1] ?? ''];
}
