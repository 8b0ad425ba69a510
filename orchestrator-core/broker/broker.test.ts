import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../pcp/index.ts';
import { messageType } from '../pcp/index.ts';
import { extensionMessage, pxpMessage } from '../pxp/index.ts';
import type { AuthorizationRule } from './authorization.ts';
import { brokerUnderTest } from './fake-socket.ts';
import type { BrokerOptions, Peer } from './port.ts';

/** Lets everyone say everything: for tests of what comes after authorization. */
const permissive: readonly AuthorizationRule[] = [
  {
    name: 'all',
    messageTypes: ['greeting', messageType.inventoryRequest, messageType.associateRequest],
    allow: 'everyone',
  },
];
const id = '11111111-1111-4111-8111-111111111111';
const greeting: Message = { id, message_type: 'greeting', target: 'pcp://node2/agent', data: { hello: 'héllo ☃' } };

test('newcomers are checked in the reference order', () => {
  const noAssociation: AuthorizationRule = {
    name: 'none',
    messageTypes: [messageType.associateRequest],
    allow: ['vip'],
  };
  const cases: [string, Partial<BrokerOptions>, Partial<Peer>, number | undefined, string][] = [
    ['plain', {}, {}, undefined, ''],
    ['an empty path is an agent', {}, { path: '' }, undefined, ''],
    ['no certificate', {}, { commonName: undefined }, 4003, 'No client certificate.'],
    ['below the limit', { maxConnections: 2 }, {}, undefined, ''],
    ['at the limit', { maxConnections: 1 }, {}, 1011, 'Connection limit exceeded.'],
    ['at the limit, known', { maxConnections: 1 }, { commonName: 'first' }, 1011, 'Connection limit exceeded.'],
    [
      'no certificate before the limit',
      { maxConnections: 1 },
      { commonName: undefined },
      4003,
      'No client certificate.',
    ],
    ['the limit before the type', { maxConnections: 1 }, { path: 'server' }, 1011, 'Connection limit exceeded.'],
    ['a server', {}, { path: 'server' }, 4002, 'Association unsuccessful.'],
    ['not authorized', { rules: [noAssociation] }, {}, 4002, 'Association unsuccessful.'],
    ['a path of two parts', {}, { path: 'agent/more' }, 4002, 'Association unsuccessful.'],
    ['a wildcard for a type', {}, { path: '*' }, 4002, 'Association unsuccessful.'],
    ['a wildcard for a name', {}, { commonName: '*' }, 4002, 'Association unsuccessful.'],
    ['a name that is no part of a URI', {}, { commonName: 'a/b' }, 4002, 'Association unsuccessful.'],
    ['an empty name', {}, { commonName: '' }, 4002, 'Association unsuccessful.'],
  ];
  for (const [name, options, peer, code, reason] of cases) {
    const { broker, clock, client } = brokerUnderTest(options);
    if (options.maxConnections !== undefined) client('first');
    const newcomer = client('node1', 'agent', peer);
    clock.advance(0);
    assert.deepEqual(newcomer.ended, code === undefined ? undefined : { code, reason }, name);
    assert.equal(broker.inventory().includes('pcp://node1/agent'), code === undefined, name);
  }
});

test('a broker that does not run refuses everyone, and says goodbye when it stops', () => {
  const { broker, clock, client } = brokerUnderTest();
  const early = client('early');
  broker.stop();
  assert.deepEqual(early.ended, { code: 1001, reason: 'Broker is stopping.' });
  const late = client('late');
  clock.advance(0);
  assert.deepEqual(late.ended, { code: 1011, reason: 'Broker is not running.' });
  assert.deepEqual(broker.status(), { state: 'stopping', connections: 0, subscriptions: 0 });
  assert.equal(clock.waiting, 0);
});

test('a refused client waits before it is told, and says nothing meanwhile', () => {
  const { clock, client, broker } = brokerUnderTest({ refusalDelay: 1000 });
  const refused = client('node1', 'server');
  refused.says(greeting);
  refused.saysBinary();
  clock.advance(999);
  assert.equal(refused.ended?.code, undefined);
  clock.advance(1);
  assert.equal(refused.ended?.code, 4002);
  assert.deepEqual(refused.take(), []);
  const waiting = client('node1', 'server');
  const impatient = client('node1', 'server');
  impatient.leaves();
  assert.equal(clock.waiting, 1);
  broker.stop();
  assert.equal(waiting.ended?.code, 4002, 'a broker that stops lets nobody wait');
  assert.deepEqual([clock.waiting, broker.inventory()], [0, []]);
});

test('a message is judged in the reference order, and its sender told in the reference words', () => {
  const request = { id, message_type: messageType.inventoryRequest, data: { query: [] } };
  const cases: [string, string | Message, string | undefined, string][] = [
    ['no JSON', '\0'.repeat(250), 'Could not decode message', 'DESERIALIZATION_ERROR'],
    ['no message', '{"id":"1"}', 'Could not decode message', 'DESERIALIZATION_ERROR'],
    ['delivered', greeting, undefined, 'AUTHORIZATION_SUCCESS'],
    ['another type of the same name', { ...greeting, sender: 'pcp://node1/x' }, undefined, 'AUTHORIZATION_SUCCESS'],
    [
      'another name',
      { ...greeting, sender: 'pcp://node2/agent' },
      'Message not authenticated.',
      'AUTHENTICATION_FAILURE',
    ],
    [
      'a name as a pattern',
      { ...greeting, sender: 'pcp://n.de1/agent' },
      'Message not authenticated.',
      'AUTHENTICATION_FAILURE',
    ],
    [
      'a wildcard sender',
      { ...greeting, sender: 'pcp://*/agent' },
      'Message not authenticated.',
      'AUTHENTICATION_FAILURE',
    ],
    [
      'authentication first',
      { ...greeting, sender: 'pcp://x/agent', message_type: 'secret' },
      'Message not authenticated.',
      'AUTHENTICATION_FAILURE',
    ],
    ['no rule', { ...greeting, message_type: 'secret' }, 'Message not authorized.', 'AUTHORIZATION_FAILURE'],
    [
      'NUL in the type',
      { ...greeting, message_type: 'greeting\0' },
      'Message not authorized.',
      'AUTHORIZATION_FAILURE',
    ],
    [
      'NUL in the target',
      { ...greeting, target: 'pcp://node2/agent\0' },
      'Message not authorized.',
      'AUTHORIZATION_FAILURE',
    ],
    [
      'authorization before recipients',
      { ...greeting, message_type: 'secret', target: 'pcp://*/agent' },
      'Message not authorized.',
      'AUTHORIZATION_FAILURE',
    ],
    [
      'a wildcard',
      { ...greeting, target: 'pcp://*/agent' },
      'Multiple recipients no longer supported.',
      'MULTICAST_UNSUPPORTED',
    ],
    ['nobody there', { ...greeting, target: 'pcp://node3/agent' }, 'Not connected.', 'AUTHORIZATION_SUCCESS'],
    ['not this type', { ...greeting, target: 'pcp://node2/other' }, 'Not connected.', 'AUTHORIZATION_SUCCESS'],
    [
      'bad inventory data',
      { ...request, data: { query: 1 } },
      'Error invalid-data handling message: data.query: expected a list, got a number',
      'AUTHORIZATION_SUCCESS',
    ],
    ['nothing known to the server', { ...greeting, target: 'pcp:///server' }, undefined, 'AUTHORIZATION_SUCCESS'],
  ];
  for (const [name, said, text, outcome] of cases) {
    const { client, access } = brokerUnderTest({ rules: permissive });
    const sender = client('node1');
    const receiver = client('node2');
    sender.says(said);
    const answers = sender.take();
    assert.equal(answers[0]?.data, text, name);
    assert.equal(answers.length, text === undefined ? 0 : 1, name);
    if (answers[0] !== undefined) {
      assert.equal(answers[0].message_type, messageType.error, name);
      assert.equal(answers[0].in_reply_to, text === 'Could not decode message' ? undefined : id, name);
      assert.deepEqual([answers[0].sender, answers[0].target], [undefined, undefined], name);
    }
    const delivered = name === 'delivered' || name.startsWith('another type');
    const expected = { sender: 'pcp://node1/agent', ...(said as Message) };
    assert.deepEqual(receiver.take(), delivered ? [expected] : [], name);
    assert.equal(access.length, 1, name);
    assert.match(access[0] ?? '', new RegExp(` ${outcome} 127\\.0\\.0\\.1:4711 node1 pcp://node1/agent `), name);
    assert.equal(sender.ended, undefined, name);
  }
});

test('a binary message is none', () => {
  const { client } = brokerUnderTest();
  const sender = client('node1');
  sender.saysBinary();
  assert.deepEqual(
    sender.take().map(({ data, in_reply_to }) => [data, in_reply_to]),
    [['Could not decode message', undefined]],
  );
});

test('a client may write to itself, and a message too deep to write again fails alone', () => {
  const { client } = brokerUnderTest({ rules: permissive });
  const sender = client('node2');
  sender.says(greeting);
  assert.deepEqual(sender.take(), [{ ...greeting, sender: 'pcp://node2/agent' }]);
  const deep = `{"id":"${id}","message_type":"greeting","target":"pcp://node2/agent","data":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  sender.says(deep);
  assert.equal(sender.take()[0]?.in_reply_to, id);
  sender.says(greeting);
  assert.equal(sender.take().length, 1);
});

test('of two senders in one message the receiver is told the one that was checked', () => {
  const { client } = brokerUnderTest({ rules: permissive });
  const [sender, receiver] = [client('node1'), client('node2')];
  sender.says(
    `{"sender":"pcp://orchestrator/x","id":"${id}","message_type":"greeting","target":"pcp://node2/agent","sender":"pcp://node1/agent"}`,
  );
  assert.deepEqual(receiver.take(), [
    { id, message_type: 'greeting', target: 'pcp://node2/agent', sender: 'pcp://node1/agent' },
  ]);
});

test('an associate_request is answered', () => {
  const associate: Message = { id, message_type: messageType.associateRequest, target: 'pcp:///server' };
  const cases: [string, Message, boolean, string | undefined][] = [
    ['granted', associate, true, undefined],
    ['another type', { ...associate, sender: 'pcp://node1/other' }, false, 'Session already associated.'],
    ['another name', { ...associate, sender: 'pcp://node2/agent' }, false, 'Message not authenticated.'],
  ];
  for (const [name, request, success, reason] of cases) {
    const { client, broker } = brokerUnderTest();
    const sender = client('node1');
    for (let times = success ? 2 : 1; times > 0; times--) {
      sender.says(request);
      assert.deepEqual(
        sender.take().map(({ message_type, target, sender: from, in_reply_to, data }) => ({
          message_type,
          target,
          from,
          in_reply_to,
          data,
        })),
        [
          {
            message_type: messageType.associateResponse,
            target: request.sender ?? 'pcp://node1/agent',
            from: 'pcp:///server',
            in_reply_to: id,
            data: { id, success, ...(reason === undefined ? {} : { reason }) },
          },
        ],
        name,
      );
    }
    assert.equal(sender.ended?.code, success ? undefined : 4002, name);
    assert.deepEqual(broker.inventory(), success ? ['pcp://node1/agent'] : [], name);
  }
});

test('an associate_request that the rules refuse ends the connection', () => {
  let allowed = true;
  const rule = { name: 'first only', messageTypes: [messageType.associateRequest] };
  const rules = [
    {
      ...rule,
      get allow(): readonly string[] | 'everyone' {
        return allowed ? 'everyone' : [];
      },
    },
  ];
  const { client } = brokerUnderTest({ rules });
  const sender = client('node1');
  allowed = false;
  sender.says({ id, message_type: messageType.associateRequest });
  assert.deepEqual(sender.take()[0]?.data, { id, success: false, reason: 'Message not authorized.' });
  assert.deepEqual(sender.ended, { code: 4002, reason: 'Association unsuccessful.' });
});

test('by the shipped rules requests come from the orchestrator and answers from everyone', () => {
  const agent = 'pcp://node2/agent';
  const controller = 'pcp://orchestrator/orchestrator';
  const types: [string, string, boolean, boolean][] = [
    // type, target, from the orchestrator, from a node
    [pxpMessage.blockingRequest, agent, true, false],
    [pxpMessage.nonBlockingRequest, agent, true, false],
    [messageType.inventoryRequest, 'pcp:///server', true, false],
    [extensionMessage.stop, agent, true, false],
    [extensionMessage.outputSubscribe, agent, true, false],
    [extensionMessage.outputAcknowledge, agent, true, false],
    [extensionMessage.stop, controller, false, false],
    [pxpMessage.provisionalResponse, controller, true, true],
    [pxpMessage.blockingResponse, controller, true, true],
    [pxpMessage.nonBlockingResponse, controller, true, true],
    [pxpMessage.error, controller, true, true],
    [extensionMessage.hello, 'pcp:///server', true, true],
    [extensionMessage.hello, agent, false, false],
    [extensionMessage.output, controller, true, true],
    [extensionMessage.output, agent, false, false],
    [messageType.error, controller, false, false],
    ['greeting', agent, false, false],
  ];
  for (const [message_type, target, fromOrchestrator, fromNode] of types) {
    const senders: [string, boolean, boolean][] = [
      ['orchestrator', true, fromOrchestrator],
      ['node1', true, fromNode],
      // On a plain socket the name proves nothing.
      ['orchestrator', false, fromNode],
    ];
    for (const [name, verified, expected] of senders) {
      const { client, access } = brokerUnderTest();
      client(name, 'test', { verified }).says({ id, message_type, target, data: { query: [] } });
      assert.equal(access[0]?.includes('AUTHORIZATION_SUCCESS'), expected, `${name} ${verified} ${message_type}`);
    }
  }
});

test('what the server is told and does not know goes to the orchestrator', () => {
  const heard: [string, Message][] = [];
  const { client, log } = brokerUnderTest({
    onServerMessage: (sender, message) => {
      heard.push([sender, message]);
      throw new Error('a bug');
    },
  });
  const agent = client('node1');
  agent.says({ id, message_type: extensionMessage.hello, data: { version: '1' } });
  assert.deepEqual(heard, [
    [
      'pcp://node1/agent',
      {
        id,
        message_type: extensionMessage.hello,
        data: { version: '1' },
        sender: 'pcp://node1/agent',
        target: 'pcp:///server',
      },
    ],
  ]);
  assert.ok(log.some((line) => line.startsWith('error') && line.includes('a bug')));
  assert.equal(agent.ended, undefined);
});

test('the access log says who sent what to whom, in one line', () => {
  const { client, access } = brokerUnderTest({ rules: permissive });
  client('node2');
  client('node1').says(greeting);
  client('node1').says({ ...greeting, message_type: 'a\nb' });
  client('node1').says('{');
  assert.deepEqual(access, [
    `info [1970-01-01T00:00:00.000Z] AUTHORIZATION_SUCCESS 127.0.0.1:4711 node1 pcp://node1/agent greeting ${id} pcp://node2/agent`,
    `warn [1970-01-01T00:00:00.000Z] AUTHORIZATION_FAILURE 127.0.0.1:4711 node1 pcp://node1/agent a?b ${id} pcp://node2/agent`,
    'warn [1970-01-01T00:00:00.000Z] DESERIALIZATION_ERROR 127.0.0.1:4711 node1 pcp://node1/agent - - -',
  ]);
});
