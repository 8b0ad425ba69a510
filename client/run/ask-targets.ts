import {
  type Disposable,
  l10n,
  QuickInputButtons,
  type QuickPick,
  type QuickPickItem,
  ThemeIcon,
  window,
} from 'vscode';
import type { Orchestrator } from '../../orchestrator-core/orchestrator.ts';
import { nodeCount } from '../common/format.ts';
import type { Store } from '../state/store.ts';
import {
  chosenSelection,
  type PatternAnswer,
  patternChoice,
  selectedNodes,
  type TargetChoice,
  targetChoices,
} from './targets.ts';
import type { Direction, Position } from './walk.ts';

/** How long a person may go on typing before the orchestrator is asked what the pattern means, in milliseconds. */
const pause = 150;
/** How long after the list was replaced an empty selection is not believed, in milliseconds. */
const settling = 300;

interface TargetItem extends QuickPickItem {
  readonly choice: TargetChoice;
}

/** What the question is about, and where its answer goes. */
export interface TargetQuestion {
  readonly title: string;
  readonly position: Position;
  readonly orchestrator: Orchestrator;
  readonly store: Store;
  /** Selections that are ticked at first. */
  readonly ticked: readonly string[];
  /** Whether no target at all is an answer too. */
  readonly optional?: boolean;
  /** Takes the selections, in the order in which they are shown, and the nodes they mean. */
  readonly accept: (selection: readonly string[], nodes: readonly string[]) => void;
}

/** Asks where to run: groups, nodes and patterns, as many as wanted; what is typed can be ticked when it is no item. */
export function askTargets(question: TargetQuestion): Promise<Direction> {
  const picker = new TargetPicker(question);
  return picker.ask();
}

class TargetPicker {
  readonly #question: TargetQuestion;
  readonly #pick: QuickPick<TargetItem> = window.createQuickPick<TargetItem>();
  readonly #disposables: Disposable[] = [this.#pick];
  readonly #answers = new Map<string, PatternAnswer>();
  readonly #choices: readonly TargetChoice[];
  /**
   * Patterns that were ticked once. They stay, at the end of the list and in this order: VS Code tells of a selection
   * by the items' positions, and late, so a position must never come to mean another target.
   */
  #patterns: readonly TargetChoice[] = [];
  #typed: TargetChoice | undefined;
  #ticked: ReadonlySet<string>;
  #timer: NodeJS.Timeout | undefined;
  #drawn = 0;
  /** Whether somebody has ticked or unticked anything; until then the ticks are an offer. */
  #touched = false;

  constructor(question: TargetQuestion) {
    this.#question = question;
    this.#choices = targetChoices(question.store.groups, question.store.nodes);
    this.#ticked = new Set(question.ticked);
    const known = new Set(this.#choices.map((choice) => choice.selection));
    this.#patterns = question.ticked
      .filter((selection) => !known.has(selection))
      .flatMap((selection) => patternChoice(selection, this.#choices, undefined) ?? []);
  }

  ask(): Promise<Direction> {
    const pick = this.#pick;
    const { position } = this.#question;
    pick.canSelectMany = true;
    pick.ignoreFocusOut = true;
    pick.step = position.step;
    pick.totalSteps = position.total;
    pick.placeholder = l10n.t('Tick groups and nodes, or type a pattern such as web* and tick it');
    if (position.canGoBack) pick.buttons = [QuickInputButtons.Back];
    this.#draw();
    for (const choice of this.#patterns) void this.#resolve(choice.selection);
    return new Promise((resolve) => {
      const end = (direction: Direction): void => {
        clearTimeout(this.#timer);
        resolve(direction);
        for (const disposable of this.#disposables) disposable.dispose();
      };
      this.#disposables.push(
        pick.onDidChangeValue((value) => this.#type(value)),
        pick.onDidChangeSelection((items) => this.#tick(items)),
        pick.onDidTriggerButton(() => end({ kind: 'back' })),
        pick.onDidAccept(() => void this.#accept(end)),
        pick.onDidHide(() => end({ kind: 'cancel' })),
      );
      pick.show();
    });
  }

  async #accept(end: (direction: Direction) => void): Promise<void> {
    const selection = this.#selection();
    if (selection.length === 0 && this.#question.optional === true) {
      this.#question.accept([], []);
      end({ kind: 'next' });
      return;
    }
    if (selection.length === 0) {
      this.#pick.title = l10n.t('{0}: tick at least one target', this.#question.title);
      return;
    }
    this.#pick.busy = true;
    try {
      const targets = await this.#question.orchestrator.targets(selection);
      this.#question.accept(
        selection,
        targets.map((target) => target.safeName),
      );
      end({ kind: 'next' });
    } catch (error) {
      this.#pick.busy = false;
      this.#pick.title = error instanceof Error ? error.message : String(error);
    }
  }

  #type(value: string): void {
    clearTimeout(this.#timer);
    const selection = value.trim();
    this.#typed = patternChoice(selection, [...this.#choices, ...this.#patterns], this.#answers.get(selection));
    this.#draw();
    if (this.#typed === undefined || this.#answers.has(selection)) return;
    this.#timer = setTimeout(() => void this.#resolve(selection), pause);
  }

  async #resolve(pattern: string): Promise<void> {
    const answer = await this.#question.orchestrator.targets([pattern]).then(
      (targets): PatternAnswer => ({ kind: 'matches', names: targets.map((target) => target.safeName) }),
      (error: unknown): PatternAnswer => ({
        kind: 'fault',
        message: error instanceof Error ? error.message : `${error}`,
      }),
    );
    this.#answers.set(pattern, answer);
    const redo = (choice: TargetChoice) =>
      patternChoice(choice.selection, this.#choices, this.#answers.get(choice.selection));
    this.#patterns = this.#patterns.flatMap((choice) => redo(choice) ?? []);
    this.#typed = this.#typed && redo(this.#typed);
    this.#draw();
  }

  #tick(items: readonly TargetItem[]): void {
    // A list that is replaced loses its ticks for a moment, and that is told as if somebody had taken them away.
    if (items.length === 0 && Date.now() - this.#drawn < settling) return;
    const ticked = new Set(items.map((item) => item.choice.selection));
    // What was drawn comes back as an event too; only a difference was made by somebody.
    const isDrawn = ticked.size === this.#ticked.size && [...ticked].every((name) => this.#ticked.has(name));
    if (!isDrawn) this.#touched = true;
    this.#ticked = ticked;
    if (this.#typed !== undefined && this.#ticked.has(this.#typed.selection)) {
      this.#patterns = [...this.#patterns, this.#typed];
      this.#typed = undefined;
    }
    this.#entitle();
  }

  #selection(): readonly string[] {
    const ticked = [...this.#choices, ...this.#patterns].filter((choice) => this.#ticked.has(choice.selection));
    return chosenSelection(ticked, this.#pick.value, this.#touched);
  }

  #draw(): void {
    const typed = this.#typed === undefined ? [] : [this.#typed];
    const items = [...this.#choices, ...this.#patterns, ...typed].map(
      (choice): TargetItem => ({
        choice,
        label: choice.label,
        description: choice.description,
        iconPath: new ThemeIcon(choice.icon),
        alwaysShow: choice.kind === 'pattern' && (this.#typed === choice || this.#ticked.has(choice.selection)),
      }),
    );
    this.#drawn = Date.now();
    this.#pick.items = items;
    this.#pick.selectedItems = items.filter((item) => this.#ticked.has(item.choice.selection));
    this.#entitle();
  }

  #entitle(): void {
    const { groups, nodes: known } = this.#question.store;
    const nodes = selectedNodes(this.#selection(), groups, known, this.#answers);
    const count = nodes.length === 0 ? l10n.t('no node yet') : nodeCount(nodes.length);
    this.#pick.title = l10n.t('{0} on {1}', this.#question.title, count);
  }
}
