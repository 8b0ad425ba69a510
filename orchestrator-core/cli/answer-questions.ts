import type { Connected } from '../connect.ts';
import type { Question } from '../orchestrator.ts';
import type { Terminal } from './terminal.ts';

/**
 * Answers at the terminal what plugins of an orchestrator elsewhere ask, until the connection is closed. One in this
 * process asks by itself.
 */
export function answering(connected: Connected, terminal: Terminal): Connected {
  if (connected.embedded || !terminal.inIsTerminal) return connected;
  const leaving = new AbortController();
  void answerAll(connected, terminal, leaving.signal);
  return {
    ...connected,
    close: () => {
      leaving.abort();
      return connected.close();
    },
  };
}

async function answerAll({ orchestrator }: Connected, terminal: Terminal, leaving: AbortSignal): Promise<void> {
  const shown = new Map<string, AbortController>();
  let turn: Promise<void> = Promise.resolve();
  const ask = async ({ id, message }: Question, withdrawn: AbortSignal): Promise<void> => {
    if (withdrawn.aborted) return;
    const signal = AbortSignal.any([withdrawn, leaving]);
    const answer = await terminal.ask(`${message}: `, { hidden: true, signal }).catch(() => undefined);
    if (!signal.aborted) await orchestrator.reply(id, answer).catch(() => {});
  };
  try {
    for await (const notice of orchestrator.notices(leaving)) {
      if (notice.kind !== 'questions_changed') continue;
      const open = new Set(notice.questions.map(({ id }) => id));
      for (const [id, withdrawn] of shown) if (!open.has(id)) withdrawn.abort();
      for (const question of notice.questions) {
        if (shown.has(question.id)) continue;
        const withdrawn = new AbortController();
        shown.set(question.id, withdrawn);
        turn = turn.then(() => ask(question, withdrawn.signal));
      }
    }
  } catch {
    // A lost connection is told to whoever waits for something.
  }
}
