import { toErrorValue } from '../../common/index.ts';
import type { SessionAnswer } from '../../plans/index.ts';
import type { Context } from '../context.ts';
import { answerJson, answerText } from './answer-text.ts';
import { type CommandPorts, performCommand, readCommand } from './commands.ts';

/** What a console is made of. */
export interface ConsoleParts extends CommandPorts {
  readonly context: Context;
  /** Evaluates an input; what it said and did is shown by then. */
  readonly evaluate: (source: string) => Promise<SessionAnswer>;
}

/** Takes inputs, one after the other, and prints what comes of them. */
export interface Console {
  /** False when the console is to end. @throws OrchestratorError when there is nobody any more who evaluates. */
  take(input: string): Promise<boolean>;
  /** Whether something went wrong in one of the inputs. */
  readonly hasFailed: boolean;
}

export function createConsole(parts: ConsoleParts): Console {
  const { context, names } = parts;
  const { terminal, format, paint } = context;
  let hasFailed = false;
  const evaluate = async (source: string, show: 'answer' | 'type'): Promise<void> => {
    const answer = await parts.evaluate(source);
    names.note(answer.defined);
    if (!answer.ok) hasFailed = true;
    if (format === 'json') return terminal.out(`${answerJson(answer, source)}\n`);
    const isType = show === 'type' && answer.ok;
    await terminal.out(isType ? `${answer.type}\n` : answerText(answer, source, paint));
  };
  return {
    take: async (input) => {
      if (input.trim() === '') return true;
      const command = readCommand(input);
      if (command === undefined) {
        await evaluate(input, 'answer');
        return true;
      }
      const outcome = await performCommand(command, parts).catch(async (error: unknown) => {
        hasFailed = true;
        const value = toErrorValue(error);
        const refusal = { ok: false, error: value, defined: [] } as const;
        await terminal.out(format === 'json' ? `${answerJson(refusal, input)}\n` : answerText(refusal, input, paint));
        return { kind: 'refused' } as const;
      });
      if (outcome.kind === 'evaluate') await evaluate(outcome.source, outcome.show);
      if (outcome.kind === 'shown') {
        await terminal.out(
          format === 'json' ? `${JSON.stringify({ ok: true, value: outcome.value })}\n` : outcome.text,
        );
      }
      return outcome.kind !== 'quit';
    },
    get hasFailed() {
      return hasFailed;
    },
  };
}
