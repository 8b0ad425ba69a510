import { type CancelSignal, type IdSource, OrchestratorError } from './common/index.ts';
import type { NoticeHub } from './notice-hub.ts';
import type { Question } from './orchestrator.ts';

/** What plugins ask people for, in no job: whoever reads notices may answer, the first one does. */
export interface Questions {
  /** @throws OrchestratorError `bolt/no-tty-error` when there is nobody to answer, or the last one has gone. */
  ask(message: string, signal: CancelSignal): Promise<string>;
  open(): readonly Question[];
  /** Without an answer whoever asked is told that there is none. @throws OrchestratorError `baton/unknown-prompt`. */
  reply(id: string, answer: string | undefined): void;
}

interface Waiting {
  readonly question: Question;
  readonly resolve: (answer: string) => void;
  readonly reject: (error: unknown) => void;
}

/** Questions that are told to the readers of notices. */
export function createQuestions(hub: NoticeHub, ids: IdSource): Questions {
  const waiting = new Map<string, Waiting>();
  const open = (): readonly Question[] => [...waiting.values()].map(({ question }) => question);
  const tell = (): void => hub.tell({ kind: 'questions_changed', questions: open() });
  const drop = (id: string): void => {
    if (waiting.delete(id)) tell();
  };
  hub.onReaders((count) => {
    if (count > 0) return;
    for (const { question, reject } of [...waiting.values()]) {
      drop(question.id);
      reject(nobody(question.message));
    }
  });
  return {
    open,
    ask: async (message, signal) => {
      signal.throwIfAborted();
      if (hub.readers() === 0) throw nobody(message);
      const question: Question = { id: ids.uuid(), message };
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const abort = (): void => {
        drop(question.id);
        reject(signal.reason);
      };
      waiting.set(question.id, { question, resolve, reject });
      signal.addEventListener('abort', abort, { once: true });
      tell();
      try {
        return await promise;
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    reply: (id, answer) => {
      const asked = waiting.get(id);
      if (asked === undefined) {
        throw new OrchestratorError(
          'baton/unknown-prompt',
          'That is not asked any more: it was answered, or given up.',
        );
      }
      drop(id);
      if (answer !== undefined) asked.resolve(answer);
      else asked.reject(new OrchestratorError('bolt/no-tty-error', `'${asked.question.message}' was not answered.`));
    },
  };
}

function nobody(message: string): OrchestratorError {
  const text = `There is nobody to answer '${message}': no terminal and no editor is connected.`;
  return new OrchestratorError('bolt/no-tty-error', text);
}
