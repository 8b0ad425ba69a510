import type { PlanPrompt } from '../jobs/index.ts';
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
