import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type AgentFlags, type AgentOptions, readAgentOptions, runAgent } from '../../orchestrator-core/agent/index.ts';
import type { Log } from '../../orchestrator-core/common/index.ts';
import { startTestBroker, type TestBroker } from '../support/broker.ts';

const limit = { timeout: 30_000 };

/** A log whose lines can be waited for. */
function listeningLog(): { log: Log; line(pattern: RegExp): Promise<string> } {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  return {
    log: {
      log: (_level, message) => {
        lines.push(message);
        for (const look of [...waiting]) look();
      },
    },
    line: (pattern) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = lines.find((line) => pattern.test(line));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

interface Lab {
  readonly broker: TestBroker;
  /** Resolves when an agent has said hello. */
  readonly greeted: Promise<void>;
  options(flags: Partial<AgentFlags>, log: Log): Promise<AgentOptions>;
  run(options: AgentOptions): void;
}

async function setUp(context: TestContext): Promise<Lab> {
  let greet = (): void => {};
  const greeted = new Promise<void>((resolve) => {
    greet = resolve;
  });
  const broker = await startTestBroker({ onServerMessage: () => greet() });
  const data = await mkdtemp(join(tmpdir(), 'baton-agent-'));
  const end = new AbortController();
  const running: Promise<void>[] = [];
  context.after(async () => {
    end.abort();
    await Promise.all(running);
    await broker.close();
    await rm(data, { recursive: true, force: true });
  });
  return {
    broker,
    greeted,
    options: async (flags, log) => {
      const { files } = await broker.credentials('agent01');
      const ssl = { sslCert: files.certificate, sslKey: files.key, sslCa: files.ca };
      const all = { broker: [broker.url], certname: 'agent01', data, ...ssl, ...flags };
      return readAgentOptions(all, { version: '1', log });
    },
    run: (options) => void running.push(runAgent(options, end.signal)),
  };
}

test('does not talk to a broker of another authority, nor to one of another name', limit, async (context) => {
  const lab = await setUp(context);
  const other = await startTestBroker();
  context.after(() => other.close());
  const { log, line } = listeningLog();
  lab.run(await lab.options({ broker: [other.url] }, log));
  assert.match(await line(/cannot reach/), /certificate/);

  const server = await lab.broker.credentials('another-name');
  const imposter = createServer({ key: server.key, cert: server.certificate });
  let upgrades = 0;
  imposter.on('upgrade', () => {
    upgrades += 1;
  });
  await new Promise<void>((resolve) => imposter.listen(0, '127.0.0.1', resolve));
  context.after(() => imposter.close());
  const { port } = imposter.address() as AddressInfo;
  const second = listeningLog();
  lab.run(await lab.options({ broker: [`wss://127.0.0.1:${port}`] }, second.log));
  assert.match(await second.line(/cannot reach/), /not in the cert's list|does not match certificate/);
  assert.equal(upgrades, 0);
});

test('goes on to the next broker when the first does not answer', limit, async (context) => {
  const lab = await setUp(context);
  const { log, line } = listeningLog();
  lab.run(await lab.options({ broker: ['wss://127.0.0.1:1', lab.broker.url], primary: ['https://127.0.0.1:1'] }, log));
  await line(/cannot reach wss:\/\/127.0.0.1:1\/pcp2\/agent: .*ECONNREFUSED/);
  await lab.greeted;
});

test('refuses credentials that do not belong together', limit, async (context) => {
  const lab = await setUp(context);
  const { log } = listeningLog();
  const { files } = await lab.broker.credentials('agent02');
  await assert.rejects(lab.options({ sslKey: files.key }, log), /private key .* does not belong to/);
  await assert.rejects(lab.options({ certname: 'agent02' }, log), /is for 'agent01', but --certname is 'agent02'/);
});
