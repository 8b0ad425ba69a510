import type { PlanPrompt } from '../jobs/index.ts';
import type { Progress } from './output/progress.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks the person at the terminal what a plan asks, until the answer is one that it takes.
 * @throws OrchestratorError `bolt/no-tty-error` where there is nobody.
 */
export async function answerPrompt(prompt: PlanPrompt, terminal: Terminal, signal: AbortSignal): Promise<string> {
  const { message, sensitive, choices, default: fallback } = prompt;
  const keys = choices?.map(({ key }) => key);
  const list = choices?.map(({ key, label }) => `(${key}) ${label}\n`).join('') ?? '';
  // A value that nobody may see is not shown as the default either.
  const shown = fallback === undefined || sensitive ? '' : ` [${fallback}]`;
  terminal.err(list);
  for (;;) {
    const answer = await terminal.ask(`${message}${shown}: `, { hidden: sensitive, signal });
    const value = answer === '' && fallback !== undefined ? fallback : answer;
    if (keys === undefined || keys.includes(value)) return value;
    terminal.err(`Invalid option, try again. Expected one of ${keys.join(', ')}.\n`);
  }
}

/** What a plan asks the person at the terminal, one question after the other. */
export interface Questions {
  ask(prompt: PlanPrompt): void;
  /** The question was answered, here or by somebody else, or is asked no more. */
  drop(prompt: string): void;
  close(): void;
}

/** Asks beside the events of the plan, which go on: whoever stops the plan ends its questions. */
export function askQuestions(
  terminal: Terminal,
  progress: Progress,
  plan: {
    readonly answer: (prompt: string, answer: string) => Promise<void>;
    /** The person wants to answer nothing: the terminal was closed. */
    readonly giveUp: () => Promise<void>;
  },
): Questions {
  const open = new Map<string, AbortController>();
  let last: Promise<void> = Promise.resolve();
  const ask = async (prompt: PlanPrompt, signal: AbortSignal) => {
    if (signal.aborted) return;
    progress.hide();
    try {
      await plan.answer(prompt.prompt, await answerPrompt(prompt, terminal, signal));
    } catch (error) {
      // Somebody else was faster, or the plan has ended.
      if (signal.aborted) return;
      terminal.err(`${error instanceof Error ? error.message : String(error)}\n`);
      await plan.giveUp();
    }
  };
  const drop = (prompt: string) => {
    open.get(prompt)?.abort();
    open.delete(prompt);
  };
  return {
    ask: (prompt) => {
      const controller = new AbortController();
      open.set(prompt.prompt, controller);
      last = last.then(() => ask(prompt, controller.signal));
    },
    drop,
    close: () => {
      for (const prompt of [...open.keys()]) drop(prompt);
    },
  };
}
