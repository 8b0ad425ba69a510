/** Our agent and our broker, nothing between them replaced: certificates, routing, task files and live output in one. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readAgentOptions, runAgent } from '../../orchestrator-core/agent/index.ts';
import type { ContentSource } from '../../orchestrator-core/broker/index.ts';
import { type JsonObject, silentLog } from '../../orchestrator-core/common/index.ts';
import { type Message, messageType } from '../../orchestrator-core/pcp/index.ts';
import {
  decodeActionResults,
  decodeAgentHello,
  decodeOutput,
  decodeRpcResponse,
  extensionMessage,
  pxpMessage,
} from '../../orchestrator-core/pxp/index.ts';
import { startTestBroker, type TestBroker } from '../support/broker.ts';

/** Messages in the order in which they came, to be waited for. */
class Inbox {
  readonly messages: Message[] = [];
  #wake: (() => void)[] = [];

  readonly put = (message: Message): void => {
    this.messages.push(message);
    for (const wake of this.#wake.splice(0)) wake();
  };

  /** The first message of this type, that there is or that will be. */
  async first(type: string): Promise<Message> {
    for (;;) {
      const found = this.messages.find(({ message_type }) => message_type === type);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
      });
    }
  }
}

interface Lab {
  readonly broker: TestBroker;
  readonly server: Inbox;
  readonly controller: Inbox;
  says(message_type: string, data: JsonObject): void;
  startAgent(): Promise<void>;
}

async function lab(context: TestContext, content: ContentSource): Promise<Lab> {
  const data = await mkdtemp(join(tmpdir(), 'baton-agent-'));
  const server = new Inbox();
  const controller = new Inbox();
  const broker = await startTestBroker({ content, onServerMessage: (_sender, message) => server.put(message) });
  const attachment = broker.broker.attach('pcp://orchestrator/orchestrator', controller.put);
  const ends: (() => Promise<void>)[] = [];
  context.after(async () => {
    for (const end of ends) await end();
    await broker.close();
    await rm(data, { recursive: true, force: true });
  });
  return {
    broker,
    server,
    controller,
    says: (message_type, message) =>
      attachment.send({ id: crypto.randomUUID(), message_type, target: 'pcp://node1/agent', data: message }),
    startAgent: async () => {
      const { files } = await broker.credentials('node1');
      const sslDir = dirname(dirname(files.certificate));
      const options = await readAgentOptions(
        { broker: [broker.url], certname: 'node1', sslDir, data },
        { version: '1.2.3', log: silentLog },
      );
      const stop = new AbortController();
      const running = runAgent(options, stop.signal);
      ends.push(async () => {
        stop.abort();
        await running;
      });
    },
  };
}

const script = '#!/bin/sh\necho begin\nread -r line\necho "$PT_message $line"\nexit 3\n';

test('a task runs on a node: greeted, fetched, watched, finished', async (context) => {
  const asked: string[] = [];
  const { broker, server, controller, says, startAgent } = await lab(context, {
    find: async (path, query) => {
      asked.push(`${path} ${JSON.stringify(query)}`);
      const bytes = Buffer.from(script);
      return path === 'tasks/lab/init.sh'
        ? {
            size: bytes.length,
            read: async function* () {
              yield bytes;
            },
          }
        : undefined;
    },
  });
  await startAgent();
  const hello = await server.first(extensionMessage.hello);
  assert.equal(hello.sender, 'pcp://node1/agent');
  assert.ok(decodeAgentHello(hello.data).ok);
  assert.deepEqual(broker.broker.inventory(), ['pcp://node1/agent']);

  says(pxpMessage.nonBlockingRequest, {
    transaction_id: 'one',
    notify_outcome: true,
    module: 'task',
    action: 'run',
    params: {
      task: 'lab',
      input: { message: 'héllo' },
      files: [
        {
          filename: 'init.sh',
          uri: { path: '/puppet/v3/file_content/tasks/lab/init.sh', params: { environment: 'production' } },
          sha256: createHash('sha256').update(script).digest('hex'),
        },
      ],
    },
  });
  says(extensionMessage.outputSubscribe, { transaction_id: 'one', stdout: 0, stderr: 0 });
  const final = decodeRpcResponse((await controller.first(pxpMessage.nonBlockingResponse)).data);
  const results = final.ok ? decodeActionResults(final.value.results) : final;
  const stdout = 'begin\nhéllo {"message":"héllo","_task":"lab"}\n';
  assert.deepEqual(results, { ok: true, value: { exitcode: 3, stdout } });
  assert.deepEqual(asked, ['tasks/lab/init.sh {"environment":"production"}']);

  const types = controller.messages.map(({ message_type }) => message_type);
  assert.ok(types.includes(pxpMessage.provisionalResponse));
  assert.equal(types.at(-1), pxpMessage.nonBlockingResponse, 'the output came before the outcome');
  const chunks = controller.messages
    .filter(({ message_type }) => message_type === extensionMessage.output)
    .map(({ data }) => decodeOutput(data));
  assert.equal(chunks.map((chunk) => (chunk.ok ? chunk.value.text : '')).join(''), stdout);
});

test('a request to a node that is not there fails at once', async (context) => {
  const { controller, says } = await lab(context, { find: async () => undefined });
  says(pxpMessage.nonBlockingRequest, { transaction_id: 'one' });
  assert.equal((await controller.first(messageType.error)).data, 'Not connected.');
});
