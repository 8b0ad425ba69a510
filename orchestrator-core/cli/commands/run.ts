import { type ErrorValue, OrchestratorError, toErrorValue } from '../../common/index.ts';
import type { Target } from '../../inventory/index.ts';
import type { JobBatch, JobEvent, NodeResult } from '../../jobs/index.ts';
import { systemClock } from '../../node/index.ts';
import type { RunRequest } from '../../orchestrator.ts';
import { applyValue, plainManifest } from '../../plans/index.ts';
import type { Invocation } from '../choose-command.ts';
import { type Context, isWatched } from '../context.ts';
import { connect, connectAgain } from '../orchestrator.ts';
import { humanReporter } from '../output/human.ts';
import { jsonReporter } from '../output/json.ts';
import { batchText, countsText, lineProgress, noProgress, type Progress } from '../output/progress.ts';
import type { ItemResult, RunReporter } from '../output/reporter.ts';
import { saveResults } from '../read-argument.ts';
import { rerunEntries } from '../rerun-entries.ts';
import { readRequest } from '../run-request.ts';
import { forTargets } from '../selected-nodes.ts';
import { type Interruption, onInterrupt } from '../signals.ts';

/**
 * `baton task run`, `command run`, `script run`, `file upload`, `file download` and `apply`. The exit code is 0 when every target
 * succeeded, 130 or 143 after a signal, else 1.
 */
export async function run(invocation: Invocation, context: Context): Promise<number> {
  const request = await readRequest(invocation, context);
  const progress = isWatched(context) ? lineProgress(context.terminal, systemClock) : noProgress;
  const reporter =
    context.format === 'json'
      ? jsonReporter(context.terminal)
      : humanReporter(context.terminal, {
          paint: context.paint,
          verbose: context.options.flag('verbose') ?? true,
          progress,
        });
  await reporter.begin();
  try {
    return await follow(request, { invocation, context, reporter, progress });
  } catch (error) {
    await reporter.fail(toErrorValue(error));
    return 1;
  }
}

interface Following {
  readonly invocation: Invocation;
  readonly context: Context;
  readonly reporter: RunReporter;
  readonly progress: Progress;
}

async function follow(request: RunRequest, following: Following): Promise<number> {
  const { context, reporter, progress } = following;
  let connected = await connect(context, request.targets);
  let interruption: Interruption | undefined;
  const ending = new AbortController();
  try {
    const targets = await connected.orchestrator.targets(request.targets);
    const view = new JobView(request, targets, following);
    const started = performance.now();
    const job = await connected.orchestrator.run(forTargets(request, targets));
    interruption = onInterrupt(() => {
      if (context.terminal.errIsTerminal) {
        progress.hide();
        context.terminal.err('Stopping; press Ctrl-C again to leave at once.\n');
      }
      return connected.orchestrator.stop(job);
    });
    while (!(await readEvents(connected.orchestrator.events(job, view.next, ending.signal), view, following))) {
      await connected.close();
      connected = await connectAgain(context);
    }
    const items = view.items();
    if (view.error) await reporter.fail(view.error);
    else await reporter.summary(items, (performance.now() - started) / 1000);
    await saveResults(context, await rerunEntries(connected.orchestrator, job, items));
    return exitCode(items, view, interruption);
  } finally {
    ending.abort();
    interruption?.dispose();
    progress.close();
    await connected.close();
  }
}

/** Shows events until the job's end; false when the connection was lost before. */
async function readEvents(events: AsyncIterable<JobEvent>, view: JobView, following: Following): Promise<boolean> {
  try {
    for await (const event of events) {
      await show(event, view, following);
      view.next = event.number + 1;
      following.progress.update(`${countsText(view.counts())}${batchText(view.batch)}`);
      if (view.ended) return true;
    }
    return false;
  } catch (error) {
    if (error instanceof OrchestratorError && error.kind === 'baton/disconnected') return false;
    throw error;
  }
}

function exitCode(items: readonly ItemResult[], view: JobView, interruption: Interruption): number {
  if (interruption.exitCode !== undefined) return interruption.exitCode;
  return view.error === undefined && items.every((item) => item.status === 'success') ? 0 : 1;
}

async function show(event: JobEvent, view: JobView, { context, reporter }: Following): Promise<void> {
  switch (event.type) {
    case 'node_running':
      view.start();
      return reporter.started(event.node);
    case 'node_output':
      if (context.options.flag('stream')) await reporter.output(event.node, event.stream, event.text);
      return;
    case 'node_finished':
    case 'node_failed':
    case 'node_skipped':
    case 'node_errored':
    case 'node_stopped':
      return reporter.result(view.finish(event.node, event.result));
    case 'batch_started':
    case 'batch_finished': {
      const { batch, batches } = event;
      view.batch = event.type === 'batch_finished' ? { batch, batches, next: event.next } : { batch, batches };
      return;
    }
    case 'job_aborted':
      view.end(event.error);
      return;
    case 'job_finished':
    case 'job_failed':
    case 'job_stopped':
      view.end();
      return;
    default:
      return;
  }
}

function objectOf(request: RunRequest): string | null {
  switch (request.kind) {
    case 'task':
      return request.task;
    case 'command':
      return request.command;
    case 'script':
      return request.script;
    case 'apply':
    case 'facts':
      return null;
    default:
      return request.source;
  }
}

/** What the events so far say of the job, as the summary needs it. */
class JobView {
  readonly #request: RunRequest;
  readonly #context: Context;
  /** The file of the manifest that is applied. */
  readonly #path: string | undefined;
  readonly #order: readonly string[];
  readonly #results = new Map<string, ItemResult>();
  #running = 0;
  ended = false;
  /** The number of the event to ask for next. */
  next = 1;
  error: ErrorValue | undefined;
  batch: JobBatch | undefined;

  constructor(request: RunRequest, targets: readonly Target[], { context, invocation }: Following) {
    this.#request = request;
    this.#context = context;
    this.#path = invocation.object;
    this.#order = targets.map((target) => target.name);
  }

  start(): void {
    this.#running++;
  }

  finish(node: string, result: NodeResult): ItemResult {
    if (this.#running > 0) this.#running--;
    const request = this.#request;
    const value = request.kind === 'apply' ? this.#applied(node, result) : result.value;
    const item: ItemResult = {
      target: node,
      action: request.kind,
      object: result.reached ? objectOf(request) : null,
      status: '_error' in value || result.status !== 'success' ? 'failure' : 'success',
      value,
    };
    this.#results.set(node, item);
    return item;
  }

  /** The report as what came of the manifest, with the places in its file. */
  #applied(node: string, { value }: NodeResult): ItemResult['value'] {
    const { placed } = plainManifest('', this.#context.project.modules, this.#path);
    return applyValue({ target: node, value, placed });
  }

  end(error?: ErrorValue): void {
    this.ended = true;
    this.error = error;
  }

  counts(): { total: number; running: number; done: number; failed: number } {
    const failed = [...this.#results.values()].filter((item) => item.status === 'failure').length;
    return { total: this.#order.length, running: this.#running, done: this.#results.size, failed };
  }

  /** In the order of the targets. */
  items(): readonly ItemResult[] {
    return this.#order.flatMap((name) => this.#results.get(name) ?? []);
  }
}
