import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { createProjectEvaluation } from '../../evaluation-host.ts';
import {
  evaluateSource,
  inferType,
  printType,
  richJson,
  type SourceAnswer,
  stringOf,
  toRichData,
} from '../../language/index.ts';
import { boundedRun, diskFiles, systemClock } from '../../node/index.ts';
import { cliError } from '../cli-error.ts';
import type { Context } from '../context.ts';

/** Statements that one expression may take, and seconds where `--timeout` does not say. */
const mostSteps = 10_000_000;
const usualTimeout = 60;

/**
 * `baton eval -e EXPR`: the value of an expression of the Puppet language, with the functions and types of the project's
 * modules. With `--jsonl` it reads `{"id", "src"}` a line and answers each with a line. The exit code is 1 where the one
 * expression has no value.
 */
export async function evaluateExpression(context: Context): Promise<number> {
  const { options, terminal, format, paint } = context;
  const source = options.text('execute');
  if (options.flag('jsonl')) {
    if (source !== undefined)
      throw cliError("Option '--jsonl' reads expressions from standard input; it takes no '-e'");
    return evaluateLines(context);
  }
  if (source === undefined) throw cliError("Command 'eval' needs an expression: baton eval -e EXPRESSION");
  const answer = await evaluateIn(context, source);
  if (format === 'json') await terminal.out(`${answerJson(answer)}\n`);
  else if (answer.ok) await terminal.out(`${stringOf(answer.value)}\n`);
  else await terminal.out(`${paint('red', `${answer.message}${placeText(answer)}`)}\n`);
  return answer.ok ? 0 : 1;
}

async function evaluateLines(context: Context): Promise<number> {
  const { terminal } = context;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const question = readQuestion(line);
    const answer =
      'error' in question
        ? JSON.stringify({ ok: false, error: question.error })
        : answerJson(await evaluateIn(context, question.source));
    await terminal.out(`{"id":${JSON.stringify(question.id ?? null)},${answer.slice(1)}\n`);
  }
  return 0;
}

type Question = { readonly id: unknown; readonly source: string } | { readonly id: unknown; readonly error: string };

function readQuestion(line: string): Question {
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch (error) {
    return { id: null, error: `The line is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (typeof document !== 'object' || document === null) return { id: null, error: 'The line is no JSON object' };
  const [id, source]: unknown[] = ['id', 'src'].map((key) => Reflect.get(document, key) ?? null);
  return typeof source === 'string' ? { id, source } : { id, error: 'The document has no text "src"' };
}

async function evaluateIn({ options, project, terminal }: Context, source: string): Promise<SourceAnswer> {
  const { host, prepare } = createProjectEvaluation(project, {
    files: diskFiles,
    now: systemClock.now,
    log: (level, message) => {
      if (level !== 'debug' && level !== 'info') terminal.err(`${level}: ${message}\n`);
    },
  });
  await prepare(source);
  const seconds = options.integer('timeout') ?? usualTimeout;
  const signal = AbortSignal.timeout(seconds * 1000);
  try {
    const turn = () => setImmediate();
    return await evaluateSource(source, host, { signal, mostSteps, turn, guard: boundedRun(seconds * 1000) });
  } catch (error) {
    if (!signal.aborted) throw error;
    const message = `The evaluation takes longer than ${seconds} seconds; --timeout gives it more`;
    return { ok: false, message, path: undefined, line: undefined, column: undefined };
  }
}

function answerJson(answer: SourceAnswer): string {
  if (!answer.ok) {
    const { message, path, line, column } = answer;
    return JSON.stringify({ ok: false, error: message, ...(path !== undefined && { file: path }), line, column });
  }
  const { value } = answer;
  const [type, str] = [printType(inferType(value)), stringOf(value)].map((text) => JSON.stringify(text));
  return `{"ok":true,"value":${richJson(toRichData(value))},"type":${type},"str":${str}}`;
}

function placeText({ path, line, column }: SourceAnswer & { readonly ok: false }): string {
  if (line === undefined) return '';
  const file = path === undefined ? '' : `file: ${path}, `;
  return ` (${file}line: ${line}, column: ${column ?? 1})`;
}
