import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countingIds, type JsonObject, ManualClock } from '../common/index.ts';
import { decodeMessage } from '../pcp/index.ts';
import { extensionMessage } from '../pxp/index.ts';
import type { Connection } from './connection.ts';
import { FactReporter, factsDelay } from './fact-reporter.ts';
import type { Gathered } from './facts/gather.ts';
import { MessageSender } from './message-sender.ts';

const interval = 1_800_000;
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

interface Lab {
  readonly reporter: FactReporter;
  readonly clock: ManualClock;
  /** What was sent: `digest`, `facts to URI`. */
  readonly sent: string[];
  readonly data: JsonObject[];
  readonly logged: string[];
  /** How often the facts were found. */
  readonly found: () => number;
  give(facts: JsonObject, classes?: readonly string[], warnings?: readonly string[]): void;
}

function lab(): Lab {
  const clock = new ManualClock();
  const sent: string[] = [];
  const data: JsonObject[] = [];
  const logged: string[] = [];
  const log = { log: (_level: string, text: string) => void logged.push(text) };
  let next: Gathered = { facts: { os: 'a' }, classes: [], warnings: [] };
  let found = 0;
  const send = async (text: string): Promise<boolean> => {
    const decoded = decodeMessage(text);
    assert.ok(decoded.ok);
    const { message_type: type, target } = decoded.value;
    sent.push(type === extensionMessage.facts ? `facts to ${target}` : 'digest');
    data.push(decoded.value.data as JsonObject);
    return true;
  };
  const sender = new MessageSender({ send } as Connection, 'pcp://a/agent', countingIds());
  const gather = async (): Promise<Gathered> => {
    found += 1;
    return next;
  };
  const reporter = new FactReporter({
    gather,
    interval,
    spread: factsDelay.spread,
    sender,
    clock,
    random: () => 0.5,
    log,
  });
  const give = (facts: JsonObject, classes: readonly string[] = [], warnings: readonly string[] = []) => {
    next = { facts, classes, warnings };
  };
  return { reporter, clock, sent, data, logged, found: () => found, give };
}

test('facts are found some moments after the first connection, and then on a schedule', async () => {
  const { reporter, clock, sent, data, found, give } = lab();
  reporter.connected();
  assert.equal(found(), 0);
  clock.advance(factsDelay.first + factsDelay.spread / 2);
  await turns();
  assert.deepEqual([found(), sent], [1, ['digest']]);
  clock.advance(interval);
  await turns();
  give({ os: 'b' });
  clock.advance(interval);
  await turns();
  assert.deepEqual([found(), sent], [3, ['digest', 'digest', 'digest']]);
  assert.equal(data[0]?.['digest'], data[1]?.['digest']);
  assert.notEqual(data[1]?.['digest'], data[2]?.['digest']);
  reporter.close();
  assert.equal(clock.waiting, 0);
});

test('who asks gets the facts, and how old they are; who asks early, as soon as there are any', async () => {
  const { reporter, clock, sent, data, give } = lab();
  give({ os: 'a', memory: 1 }, ['apache']);
  reporter.connected();
  reporter.requested('pcp://one/orchestrator');
  assert.deepEqual(sent, []);
  clock.advance(factsDelay.first + factsDelay.spread / 2);
  await turns();
  clock.advance(500);
  reporter.requested('pcp://two/orchestrator');
  assert.deepEqual(sent, ['digest', 'facts to pcp://one/orchestrator', 'facts to pcp://two/orchestrator']);
  const { age, facts, classes } = data[2] ?? {};
  assert.deepEqual([data[1]?.['age'], age, facts, classes], [0, 500, { os: 'a', memory: 1 }, ['apache']]);
});

test('another connection hears of the facts at once, without their being found again', async () => {
  const { reporter, clock, sent, found } = lab();
  reporter.connected();
  clock.advance(factsDelay.first + factsDelay.spread / 2);
  await turns();
  reporter.connected();
  reporter.connected();
  assert.deepEqual([found(), sent], [1, ['digest', 'digest', 'digest']]);
});

test('facts that cannot be found now may be found the next time', async () => {
  const { reporter, clock, sent, give } = lab();
  give({
    get os(): string {
      throw new Error('no');
    },
  });
  reporter.connected();
  clock.advance(factsDelay.first + factsDelay.spread / 2);
  await turns();
  assert.deepEqual(sent, []);
  give({ os: 'b' });
  clock.advance(interval);
  await turns();
  assert.deepEqual(sent, ['digest']);
});

test('what cannot be found is said once, and again when it comes back', async () => {
  const { reporter, clock, give, logged } = lab();
  const rounds = [['a is broken'], ['a is broken', 'b is slow'], [], ['a is broken']];
  let first = true;
  for (const warnings of rounds) {
    give({ os: 'a' }, [], warnings);
    if (first) reporter.connected();
    clock.advance(first ? factsDelay.first + factsDelay.spread / 2 : interval);
    first = false;
    await turns();
  }
  assert.deepEqual(logged, ['a is broken', 'b is slow', 'a is broken']);
});
