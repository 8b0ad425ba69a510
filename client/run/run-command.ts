import { type Disposable, l10n, QuickInputButtons, type QuickPickItem, window } from 'vscode';
import type { RunRequest } from '../../orchestrator-core/orchestrator.ts';
import { configuration } from '../configuration.ts';
import { assertInventory } from './check.ts';
import { confirm } from './confirm.ts';
import type { PlannedRun } from './planned-run.ts';
import type { RunParts } from './run-task.ts';
import { type Direction, type Position, type Step, walk } from './walk.ts';

/** Asks for targets, unless they are given, and a command line, and runs it. */
export async function runCommand(parts: RunParts, given: readonly string[]): Promise<void> {
  const orchestrator = await parts.session.ready(new AbortController().signal);
  await assertInventory(orchestrator);
  let selection = given;
  let nodes: readonly string[] = [];
  let command = '';
  if (given.length > 0) nodes = (await orchestrator.targets(given)).map((target) => target.name);
  const where: Step = async (position) =>
    (await import('./ask-targets.ts')).askTargets({
      title: l10n.t('Run command'),
      position,
      orchestrator,
      store: parts.store,
      recent: parts.memory.get().selections,
      ticked: selection.length > 0 ? selection : parts.memory.get().targets,
      accept: (chosen, names) => {
        selection = chosen;
        nodes = names;
      },
    });
  const what: Step = (position) =>
    askCommand(position, command, parts.memory.get().commands, (line) => {
      command = line;
    });
  const plan = (): PlannedRun => ({
    name: `$ ${command}`,
    noop: false,
    supportsNoop: false,
    nodes,
    values: {},
    sensitive: new Set(),
  });
  const review: Step = (position) => confirm(plan(), configuration.confirmRun(), position);
  if (!(await walk([...(given.length > 0 ? [] : [where]), what, review]))) return;
  const timeout = configuration.timeout();
  const request: RunRequest = {
    kind: 'command',
    command,
    targets: selection,
    concurrency: configuration.concurrency(),
    ...(timeout === undefined ? {} : { timeout }),
  };
  const job = await orchestrator.run(request);
  parts.memory.command(command, selection);
  parts.jobs.started(job, 'command');
}

/** A box for a command line; earlier ones stand below it, the newest first. */
function askCommand(
  position: Position,
  given: string,
  earlier: readonly string[],
  accept: (command: string) => void,
): Promise<Direction> {
  const pick = window.createQuickPick();
  pick.title = l10n.t('Run command');
  pick.step = position.step;
  pick.totalSteps = position.total;
  pick.placeholder = l10n.t('A command line for the shell of the nodes, such as uptime');
  pick.ignoreFocusOut = true;
  pick.value = given;
  if (position.canGoBack) pick.buttons = [QuickInputButtons.Back];
  const draw = (): void => {
    const typed = pick.value;
    const own: QuickPickItem[] = typed.trim() === '' ? [] : [{ label: typed, alwaysShow: true }];
    pick.items = [...own, ...earlier.filter((line) => line !== typed).map((label) => ({ label }))];
  };
  draw();
  return new Promise((resolve) => {
    const disposables: Disposable[] = [pick];
    const end = (direction: Direction): void => {
      resolve(direction);
      for (const disposable of disposables) disposable.dispose();
    };
    disposables.push(
      pick.onDidChangeValue(draw),
      pick.onDidTriggerButton(() => end({ kind: 'back' })),
      pick.onDidAccept(() => {
        // The list may lag behind the keys; what stands in the box was meant unless another line was chosen.
        const [active] = pick.activeItems;
        const isEarlier = active !== undefined && earlier.includes(active.label);
        const line = isEarlier || pick.value.trim() === '' ? active?.label : pick.value;
        if (line === undefined || line.trim() === '') return;
        accept(line);
        end({ kind: 'next' });
      }),
      pick.onDidHide(() => end({ kind: 'cancel' })),
    );
    pick.show();
  });
}
