import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Authority, type Credentials, openAuthority } from '../../orchestrator-core/access/index.ts';
import {
  type Broker,
  type BrokerOptions,
  type ContentSource,
  createBroker,
  listenBroker,
} from '../../orchestrator-core/broker/index.ts';
import { silentLog } from '../../orchestrator-core/common/index.ts';
import { systemClock, systemIds } from '../../orchestrator-core/node/index.ts';

/** The certname of the orchestrator in every test. */
export const orchestratorName = 'orchestrator';

export interface TestBroker {
  readonly broker: Broker;
  /** `wss://127.0.0.1:<port>/pcp2`. */
  readonly url: string;
  readonly port: number;
  readonly authority: Authority;
  /** A certificate of the throwaway CA. */
  credentials(certname: string): Promise<Credentials>;
  close(): Promise<void>;
}

/** Starts a running broker on a free port of 127.0.0.1, with a CA of its own that goes with it. */
export async function startTestBroker(
  options: Partial<BrokerOptions> & {
    readonly content?: ContentSource;
    /** Where its CA lives, in `ssl`; default: a directory that goes with the broker. */
    readonly directory?: string;
  } = {},
): Promise<TestBroker> {
  const { content, directory: given, ...brokerOptions } = options;
  const directory = given ?? (await mkdtemp(join(tmpdir(), 'baton-broker-')));
  const log = options.log ?? silentLog;
  const authority = await openAuthority(join(directory, 'ssl'), { clock: systemClock, log });
  const server = await authority.issue(orchestratorName, ['localhost', '127.0.0.1']);
  const broker = createBroker({
    clock: systemClock,
    ids: systemIds,
    name: orchestratorName,
    refusalDelay: 0,
    ...brokerOptions,
    log,
  });
  broker.start();
  const listener = await listenBroker({
    broker,
    host: '127.0.0.1',
    port: 0,
    tls: server,
    clock: systemClock,
    log,
    ...(content === undefined ? {} : { content }),
  });
  return {
    broker,
    url: listener.url,
    port: listener.port,
    authority,
    credentials: (certname) => authority.issue(certname),
    close: async () => {
      broker.stop();
      await listener.close();
      if (given === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}
