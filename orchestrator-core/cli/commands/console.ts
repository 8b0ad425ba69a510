import { join } from 'node:path';
import { OrchestratorError } from '../../common/index.ts';
import { dataDirectory, defaultDataDirectory } from '../../data-directory.ts';
import { systemClock } from '../../node/index.ts';
import type { Orchestrator } from '../../orchestrator.ts';
import type { SessionAnswer } from '../../plans/index.ts';
import { version } from '../../version.ts';
import { askQuestions } from '../answer-prompt.ts';
import { greeting } from '../console/commands.ts';
import { createCompletion } from '../console/completion-world.ts';
import { createConsole } from '../console/console.ts';
import { followJob } from '../console/follow-job.ts';
import { openHistory } from '../console/history.ts';
import { takeTyped } from '../console/interactive.ts';
import { type LineEditor, openLineEditor } from '../console/line-editor.ts';
import { takePiped } from '../console/piped.ts';
import { type SessionNames, sessionNames } from '../console/session-names.ts';
import { type Context, isWatched } from '../context.ts';
import { connectForPlan } from '../orchestrator.ts';
import { planReporter } from '../output/plan-reporter.ts';
import { lineProgress, noProgress, type Progress } from '../output/progress.ts';
import { readTargets } from '../read-argument.ts';
import { onInterrupt } from '../signals.ts';
import type { Terminal } from '../terminal.ts';

/** Where inputs come from, and where a person sees what is typed. */
export interface ConsoleStreams {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream & { readonly columns?: number };
}

/**
 * `baton console`: evaluates what is typed, with the functions of plans, in one scope. Of lines that are piped in the
 * exit code is 1 where something went wrong in one of them.
 */
export async function runConsole(context: Context, streams: ConsoleStreams = process): Promise<number> {
  const targets = await readTargets(context);
  const { orchestrator, close } = await connectForPlan(context, 'look', targets ?? []);
  try {
    const session = await openSession(context, orchestrator, streams);
    try {
      if (targets !== undefined) await setTargets(targets, session);
      return await session.converse();
    } finally {
      await session.close();
    }
  } finally {
    await close();
  }
}

interface Session {
  readonly names: SessionNames;
  /** Evaluates an input; what it said and did is shown by then. */
  evaluate(source: string): Promise<SessionAnswer>;
  /** Takes inputs to their end; the answer is the exit code. */
  converse(): Promise<number>;
  close(): Promise<void>;
}

async function openSession(context: Context, orchestrator: Orchestrator, streams: ConsoleStreams): Promise<Session> {
  const { options, overrides, paint, project, terminal } = context;
  const names = sessionNames();
  const completion = createCompletion({ orchestrator, project, names });
  const { root } = dataDirectory(overrides.data ?? defaultDataDirectory(project.directory));
  const history = await openHistory(join(root, 'console_history'));
  const concurrency = options.integer('concurrency');
  const job = await orchestrator.openConsole({
    unattended: !terminal.inIsTerminal,
    ...(concurrency === undefined ? {} : { concurrency }),
  });
  const editor = terminal.inIsTerminal
    ? openLineEditor({
        input: streams.stdin,
        output: streams.stdout,
        history: history.lines,
        complete: completion.complete,
      })
    : undefined;
  const stop = onStop(context, orchestrator, job, editor);
  const watched = watch(context, orchestrator, job, editor);
  const evaluate = async (source: string): Promise<SessionAnswer> => {
    watched.begin();
    try {
      const { answer, lastEvent } = await orchestrator.evaluate(job, source);
      await watched.shown(lastEvent);
      return answer;
    } finally {
      watched.end();
      completion.refresh();
      stop.done();
    }
  };
  const { directory } = terminal;
  const { nodes, groups } = orchestrator;
  const console = createConsole({ context, evaluate, names, nodes, groups, directory, paint });
  return {
    names,
    evaluate,
    converse: async () => {
      if (editor === undefined) {
        await takePiped(streams.stdin, console);
        return stop.exitCode() ?? (console.hasFailed ? 1 : 0);
      }
      await terminal.out(greeting(version, paint));
      await takeTyped(editor, console, { history, out: terminal.out });
      return stop.exitCode() ?? 0;
    },
    close: async () => {
      stop.dispose();
      editor?.close();
      await orchestrator.closeConsole(job).catch(() => {});
      await watched.close();
    },
  };
}

interface Watched {
  /** An input is evaluated from now on, and what goes on is shown. */
  begin(): void;
  end(): void;
  /** Resolves when the job's event of that number was shown. */
  shown(number: number): Promise<void>;
  close(): Promise<void>;
}

/** Shows what happens in the job as plans show it, and asks what it asks. */
function watch(context: Context, orchestrator: Orchestrator, job: string, editor: LineEditor | undefined): Watched {
  const { terminal } = context;
  // Nothing is drawn where a person types.
  let drawn = noProgress;
  const progress: Progress = {
    update: (text) => drawn.update(text),
    hide: () => drawn.hide(),
    show: () => drawn.show(),
    close: () => drawn.close(),
  };
  const ending = new AbortController();
  const reporter = planReporter(context, {
    progress,
    follows: (child, start) => orchestrator.events(child, start, ending.signal),
  });
  const asking: Terminal =
    editor === undefined ? terminal : { ...terminal, ask: (question, how) => editor.ask(question, how) };
  const questions = askQuestions(asking, progress, {
    answer: (prompt, answer) => orchestrator.answer(job, prompt, answer),
    giveUp: () => orchestrator.interrupt(job),
  });
  const followed = followJob(job, orchestrator, { reporter, questions, signal: ending.signal });
  return {
    begin: () => {
      if (isWatched(context)) drawn = lineProgress(terminal, systemClock);
    },
    end: () => {
      drawn.close();
      drawn = noProgress;
    },
    shown: followed.shown,
    close: async () => {
      ending.abort();
      questions.close();
      await followed.ended;
    },
  };
}

interface Stop {
  /** What the shell is told where a signal ended the console. */
  exitCode(): number | undefined;
  /** The input that could be stopped is over. */
  done(): void;
  dispose(): void;
}

/** Ctrl-C of who types ends what runs, pressed twice it leaves at once. A signal ends the console. */
function onStop({ terminal }: Context, orchestrator: Orchestrator, job: string, editor: LineEditor | undefined): Stop {
  const signals = onInterrupt(() => orchestrator.closeConsole(job));
  let isStopping = false;
  editor?.onInterrupt(() => {
    if (isStopping) process.exit(130);
    isStopping = true;
    terminal.err('Stopping; press Ctrl-C again to leave at once.\n');
    // Where it has ended meanwhile there is nothing to stop.
    orchestrator.interrupt(job).catch(() => {});
  });
  return {
    exitCode: () => signals.exitCode,
    done: () => {
      isStopping = false;
    },
    dispose: () => signals.dispose(),
  };
}

/** `-t` is `$targets` in the console. @throws OrchestratorError where there are no such targets. */
async function setTargets(targets: readonly string[], { evaluate, names }: Session): Promise<void> {
  const words = targets.map((word) => `'${word.replace(/[\\']/g, '\\$&')}'`);
  const answer = await evaluate(`$targets = get_targets([${words.join(', ')}])`);
  if (!answer.ok) {
    const { kind, msg, details } = answer.error;
    throw new OrchestratorError(kind, msg, { details });
  }
  names.note(answer.defined);
}
