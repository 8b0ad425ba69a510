import { l10n, Uri, window, workspace } from 'vscode';
import { splitSelection } from '../../orchestrator-core/inventory/index.ts';
import type { Orchestrator, RunRequest } from '../../orchestrator-core/orchestrator.ts';
import { configuration } from '../configuration.ts';
import { assertInventory } from './check.ts';
import { confirm } from './confirm.ts';
import type { RunParts } from './run-task.ts';
import { type Direction, type Position, type Step, walk } from './walk.ts';

/** What is common to runs of something that is in a file. */
interface FileRun {
  readonly name: string;
  readonly noop: boolean;
  readonly supportsNoop: boolean;
  readonly steps: readonly Step[];
  readonly request: () => FileRequest;
}

type FileRequest =
  | { readonly kind: 'script'; readonly script: string; readonly arguments: readonly string[] }
  | { readonly kind: 'apply'; readonly code: string; readonly noop: boolean };

/** Asks for a script and its arguments, and runs it on a selection. */
export async function runScript(parts: RunParts, selection: readonly string[]): Promise<void> {
  const file = await askFile(parts, l10n.t('Run script'), undefined);
  if (file === undefined) return;
  let line = '';
  await runFile(parts, selection, {
    name: workspace.asRelativePath(file),
    noop: false,
    supportsNoop: false,
    steps: [
      (position) =>
        askArguments(position, line, (typed) => {
          line = typed;
        }),
    ],
    request: () => ({
      kind: 'script',
      script: file.fsPath,
      arguments: splitSelection(line).words.map(({ value }) => value),
    }),
  });
}

/** Asks for a manifest, and has the Puppet of the nodes apply it; the text of an open editor counts, saved or not. */
export async function applyManifest(parts: RunParts, selection: readonly string[], noop: boolean): Promise<void> {
  const title = noop ? l10n.t('Apply manifest (noop)') : l10n.t('Apply manifest');
  const file = await askFile(parts, title, { Puppet: ['pp'] });
  if (file === undefined) return;
  const code = (await workspace.openTextDocument(file)).getText();
  await runFile(parts, selection, {
    name: workspace.asRelativePath(file),
    noop,
    supportsNoop: true,
    steps: [],
    request: () => ({ kind: 'apply', code, noop }),
  });
}

/** Asks the nodes of a selection for their facts. */
export async function gatherFacts(parts: RunParts, selection: readonly string[]): Promise<void> {
  const orchestrator = await parts.session.ready(new AbortController().signal);
  await begin(parts, orchestrator, { kind: 'facts', targets: selection, concurrency: configuration.concurrency() });
}

async function askFile(
  { session }: RunParts,
  title: string,
  filters: Record<string, string[]> | undefined,
): Promise<Uri | undefined> {
  const { project } = session;
  const found = await window.showOpenDialog({
    title,
    openLabel: title,
    ...(project === undefined ? {} : { defaultUri: Uri.file(project) }),
    ...(filters === undefined ? {} : { filters }),
  });
  return found?.[0];
}

async function runFile(parts: RunParts, selection: readonly string[], run: FileRun): Promise<void> {
  const orchestrator = await parts.session.ready(new AbortController().signal);
  await assertInventory(orchestrator);
  const nodes = (await orchestrator.targets(selection)).map(({ name }) => name);
  const { name, noop, supportsNoop } = run;
  const planned = { name, noop, supportsNoop, nodes, values: {}, sensitive: new Set<string>() };
  const review: Step = (position) => confirm(planned, configuration.confirmRun(), position);
  if (!(await walk([...run.steps, review]))) return;
  const timeout = configuration.timeout();
  await begin(parts, orchestrator, {
    ...run.request(),
    targets: selection,
    concurrency: configuration.concurrency(),
    ...(timeout === undefined ? {} : { timeout }),
  });
}

async function begin(parts: RunParts, orchestrator: Orchestrator, request: RunRequest): Promise<void> {
  const job = await orchestrator.run(request);
  // Manifests and facts are asked for by tasks.
  parts.jobs.started(job, request.kind === 'script' ? 'script' : 'task');
}

function askArguments(position: Position, given: string, accept: (line: string) => void): Promise<Direction> {
  const box = window.createInputBox();
  box.title = l10n.t('Run script');
  box.prompt = l10n.t('Arguments, as in a shell; none is fine');
  box.step = position.step;
  box.totalSteps = position.total;
  box.ignoreFocusOut = true;
  box.value = given;
  const check = (): void => {
    box.validationMessage = splitSelection(box.value).problem?.message ?? '';
  };
  return new Promise((resolve) => {
    const end = (direction: Direction): void => {
      resolve(direction);
      box.dispose();
    };
    box.onDidChangeValue(check);
    box.onDidAccept(() => {
      if (splitSelection(box.value).problem !== undefined) return;
      accept(box.value);
      end({ kind: 'next' });
    });
    box.onDidHide(() => end({ kind: 'cancel' }));
    box.show();
  });
}
