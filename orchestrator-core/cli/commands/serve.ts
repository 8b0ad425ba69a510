import { resolve } from 'node:path';
import type { Served } from '../../serve.ts';
import type { PuppetDbServing } from '../../serve-puppetdb.ts';
import { projectDirectory, readOverrides } from '../context.ts';
import type { ParsedLine } from '../parse-options.ts';
import { untilTerminated } from '../signals.ts';
import { terminalLog } from '../speak.ts';
import type { Terminal } from '../terminal.ts';

/** `baton serve`: the orchestrator of the project, until a signal ends it. */
export async function serve(options: ParsedLine, terminal: Terminal): Promise<number> {
  const { openEmbedded } = await import('../../serve.ts');
  const host = options.text('host');
  const numbers = ['broker-port', 'plain-broker-port', 'api-port', 'local-nodes'] as const;
  const [brokerPort, plainBrokerPort, apiPort, localNodes] = numbers.map((name) => options.integer(name));
  const days = options.integer('node-ttl');
  const served = await openEmbedded({
    project: await projectDirectory(options, terminal),
    ...(await readOverrides(options, terminal)),
    ...(host === undefined ? {} : { host }),
    ...(brokerPort === undefined ? {} : { brokerPort }),
    ...(plainBrokerPort === undefined ? {} : { plainBrokerPort }),
    ...(apiPort === undefined ? {} : { apiPort }),
    ...(localNodes === undefined ? {} : { localNodes }),
    ...(days === undefined ? {} : { nodeTtl: days * 24 * 60 * 60 * 1000 }),
    puppetDb: puppetDbServing(options, terminal),
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

function puppetDbServing(options: ParsedLine, { directory }: Terminal): PuppetDbServing {
  const [plainPort, tlsPort] = ['puppetdb-port', 'puppetdb-tls-port'].map((name) => options.integer(name));
  const names = ['puppetdb-ssl-cert', 'puppetdb-ssl-key', 'puppetdb-ssl-ca', 'puppetdb-allowlist'];
  const files = names.map((name) => options.text(name));
  const [certificate, key, ca, allowlist] = files.map((file) => file && resolve(directory, file));
  return {
    ...(plainPort === undefined ? {} : { plainPort }),
    ...(tlsPort === undefined ? {} : { tlsPort }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
    ...(ca === undefined ? {} : { ca }),
    ...(allowlist === undefined ? {} : { allowlist }),
  };
}

function greeting({ broker, plainBroker, api, puppetDb, puppetDbTls, tokenFile }: Served['ready']): string {
  const places: readonly (readonly [string, string | undefined])[] = [
    ['broker', broker],
    ['without TLS', plainBroker],
    ['API', api],
    ['PuppetDB', puppetDbTls],
    [puppetDbTls === undefined ? 'PuppetDB' : 'without TLS', puppetDb],
    ['token file', tokenFile],
  ];
  const lines = places.flatMap(([what, where]) => (where === undefined ? [] : [`  ${what.padEnd(11)} ${where}`]));
  return `Serving the project\n${lines.join('\n')}\nPress Ctrl-C to stop.\n`;
}

/** This program again. */
function agentCommand(): readonly string[] {
  return [process.execPath, ...process.execArgv, process.argv[1] ?? ''];
}
