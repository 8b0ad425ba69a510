import { projectDirectory, readOverrides, terminalLog } from '../context.ts';
import type { ParsedLine } from '../parse-options.ts';
import { untilTerminated } from '../signals.ts';
import type { Terminal } from '../terminal.ts';

/** `baton serve`: the orchestrator of the project, until a signal ends it. */
export async function serve(options: ParsedLine, terminal: Terminal): Promise<number> {
  const { openEmbedded } = await import('../../serve.ts');
  const host = options.text('host');
  const [brokerPort, apiPort, localNodes] = ['broker-port', 'api-port', 'local-nodes'].map((name) =>
    options.integer(name),
  );
  const served = await openEmbedded({
    project: await projectDirectory(options, terminal),
    ...readOverrides(options, terminal),
    ...(host === undefined ? {} : { host }),
    ...(brokerPort === undefined ? {} : { brokerPort }),
    ...(apiPort === undefined ? {} : { apiPort }),
    ...(localNodes === undefined ? {} : { localNodes }),
    agentCommand: agentCommand(),
    log: terminalLog(options, terminal, 'info'),
  });
  const terminated = untilTerminated();
  const { broker, api, tokenFile } = served.ready;
  await terminal.out(
    options.flag('json')
      ? `${JSON.stringify({ ready: true, broker, api, tokenFile })}\n`
      : `Serving the project\n  broker      ${broker}\n  API         ${api}\n  token file  ${tokenFile}\nPress Ctrl-C to stop.\n`,
  );
  await terminated;
  await served.close();
  return 0;
}

/** This program again. */
function agentCommand(): readonly string[] {
  return [process.execPath, ...process.execArgv, process.argv[1] ?? ''];
}
