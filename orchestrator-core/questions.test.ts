import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countingIds, ManualClock } from './common/index.ts';
import { NoticeHub } from './notice-hub.ts';
import type { Notice } from './orchestrator.ts';
import { createQuestions } from './questions.ts';

const signal: AbortSignal = new AbortController().signal;

function open() {
  const hub = new NoticeHub(new ManualClock());
  const questions = createQuestions(hub, countingIds());
  const read = () => {
    const leaving = new AbortController();
    const notices = hub.read(leaving.signal)[Symbol.asyncIterator]();
    const next = async (): Promise<readonly string[]> => {
      const { value }: IteratorResult<Notice, undefined> = await notices.next();
      if (value === undefined) return [];
      return value.kind === 'questions_changed' ? value.questions.map(({ message }) => message) : [value.kind];
    };
    return { next, leave: () => leaving.abort() };
  };
  return { questions, read };
}

describe('questions', () => {
  it('are told to who reads notices and to who comes later, until one answers', async () => {
    const { questions, read } = open();
    const early = read();
    const [pin, word] = [questions.ask('PIN', signal), questions.ask('Word', signal)];
    assert.deepEqual(await early.next(), ['PIN', 'Word']);
    assert.deepEqual(await read().next(), ['PIN', 'Word']);
    const [first, second] = questions.open();
    questions.reply(first?.id ?? '', '4711');
    assert.equal(await pin, '4711');
    assert.deepEqual(await early.next(), ['Word']);
    assert.throws(() => questions.reply(first?.id ?? '', 'late'), { kind: 'baton/unknown-prompt' });
    questions.reply(second?.id ?? '', undefined);
    await assert.rejects(word, { kind: 'bolt/no-tty-error', message: "'Word' was not answered." });
    assert.deepEqual([await early.next(), questions.open()], [[], []]);
  });

  it('are asked of nobody where nobody is, and given up when the last one leaves', async () => {
    const { questions, read } = open();
    const message = "There is nobody to answer 'PIN': no terminal and no editor is connected.";
    await assert.rejects(questions.ask('PIN', signal), { kind: 'bolt/no-tty-error', message });
    const [one, other] = [read(), read()];
    const asked = questions.ask('PIN', signal);
    one.leave();
    assert.equal(questions.open().length, 1);
    other.leave();
    await assert.rejects(asked, { message });
    assert.deepEqual(questions.open(), []);
  });

  it('are taken back when whoever asks does not want to know any more', async () => {
    const { questions, read } = open();
    const reader = read();
    const wanting = new AbortController();
    const asked = questions.ask('PIN', wanting.signal);
    assert.deepEqual(await reader.next(), ['PIN']);
    wanting.abort(new Error('enough'));
    await assert.rejects(asked, { message: 'enough' });
    assert.deepEqual(await reader.next(), []);
  });
});
