import {
  type Disposable,
  l10n,
  type QuickInputButton,
  QuickInputButtons,
  type QuickPick,
  type QuickPickItem,
  QuickPickItemKind,
  ThemeIcon,
  window,
} from 'vscode';
import { printSelection, withoutPasswords } from '../../orchestrator-core/inventory/index.ts';
import type { Orchestrator, SavedSelection, SelectionPreview } from '../../orchestrator-core/orchestrator.ts';
import { nodeCount, oneLine } from '../common/format.ts';
import type { Store } from '../state/store.ts';
import { saveSelection } from './save-selection.ts';
import {
  chosenSelection,
  foundNodes,
  type KnownTargets,
  optionChoices,
  plainNodes,
  selectionChoice,
  type TargetChoice,
  targetChoices,
  tickedChoices,
  typedChoice,
} from './targets.ts';
import type { Direction, Position } from './walk.ts';

/** How long a person may go on typing before the orchestrator is asked what the selection means, in milliseconds. */
const pause = 150;
/** How long it takes to believe that nothing is ticked any more, in milliseconds. */
const settling = 300;
/** Nodes that are shown of what was typed. */
const sample = 4;

interface TargetItem extends QuickPickItem {
  readonly choice?: TargetChoice;
  /** What stands in the box when this is ticked. */
  readonly text?: string;
}

/** What the question is about, and where its answer goes. */
export interface TargetQuestion {
  readonly title: string;
  readonly position: Position;
  readonly orchestrator: Orchestrator;
  readonly store: Store;
  /** The words that are ticked at first. */
  readonly ticked: readonly string[];
  /** Selections of earlier runs, newest first. */
  readonly recent: readonly (readonly string[])[];
  /** Whether no target at all is an answer too. */
  readonly optional?: boolean;
  /** Takes the selection's words, in the order in which they are shown, and the nodes they mean. */
  readonly accept: (selection: readonly string[], nodes: readonly string[]) => void;
}

/**
 * Asks where to run: groups, nodes, selections that were saved or used lately, as many as wanted. What is typed is a
 * selection as on a command line; what it means is shown while it is typed, and it can be ticked.
 */
export async function askTargets(question: TargetQuestion): Promise<Direction> {
  const saved = await question.orchestrator.savedSelections().catch(() => []);
  return new TargetPicker(question, saved).ask();
}

const saveButton: QuickInputButton = { iconPath: new ThemeIcon('save'), tooltip: l10n.t('Save selection…') };

class TargetPicker {
  readonly #question: TargetQuestion;
  readonly #pick: QuickPick<TargetItem> = window.createQuickPick<TargetItem>();
  readonly #disposables: Disposable[] = [this.#pick];
  /** What the orchestrator said of selections, by their text. */
  readonly #answers = new Map<string, SelectionPreview>();
  /**
   * What was typed and ticked, and nodes that were found by typing. They stay, at the end of the list and in this order:
   * VS Code tells of a selection by the items' positions, and late, so a position must never come to mean another target.
   */
  #kept: readonly TargetChoice[] = [];
  #known: KnownTargets;
  readonly #choices: readonly TargetChoice[];
  #typed: TargetChoice | undefined;
  #ticked: ReadonlySet<string>;
  #timer: NodeJS.Timeout | undefined;
  #emptied: NodeJS.Timeout | undefined;
  /** Whether somebody has ticked or unticked anything; until then the ticks are an offer. */
  #touched = false;
  /** Whether another box stands in front for a moment. */
  #isAway = false;
  /** Whether the choice was taken, and what it means is being found out. */
  #isAccepting = false;

  constructor(question: TargetQuestion, saved: readonly SavedSelection[]) {
    const { groups, nodes } = question.store;
    this.#question = question;
    this.#known = { groups, nodes, saved, recent: question.recent };
    this.#choices = targetChoices(this.#known);
    const ticked = tickedChoices(question.ticked, this.#choices, this.#known);
    this.#ticked = new Set(ticked.map(({ key }) => key));
    this.#kept = ticked.filter(({ kind }) => kind === 'typed');
  }

  ask(): Promise<Direction> {
    const pick = this.#pick;
    const { position } = this.#question;
    pick.canSelectMany = true;
    pick.ignoreFocusOut = true;
    pick.step = position.step;
    pick.totalSteps = position.total;
    pick.placeholder = l10n.t('Tick groups and nodes, or type a selection: web*, -F os.family=Debian, -q …');
    pick.buttons = [...(position.canGoBack ? [QuickInputButtons.Back] : []), saveButton];
    this.#draw();
    for (const { words } of this.#kept) void this.#resolve(words);
    void this.#count();
    return new Promise((resolve) => {
      const end = (direction: Direction): void => {
        clearTimeout(this.#timer);
        clearTimeout(this.#emptied);
        resolve(direction);
        for (const disposable of this.#disposables) disposable.dispose();
      };
      this.#disposables.push(
        pick.onDidChangeValue((value) => this.#type(value)),
        pick.onDidChangeSelection((items) => this.#tick(items)),
        pick.onDidTriggerButton((button) => {
          if (button === saveButton) void this.#save();
          else end({ kind: 'back' });
        }),
        pick.onDidAccept(() => void this.#accept(end)),
        pick.onDidHide(() => {
          if (!this.#isAway) end({ kind: 'cancel' });
        }),
        // To say what was chosen a plugin may ask for something, in the one box that VS Code has.
        this.#question.store.questions.on((questions) => {
          if (this.#isAccepting && questions.length > 0) this.#isAway = true;
        }),
      );
      pick.show();
    });
  }

  async #accept(end: (direction: Direction) => void): Promise<void> {
    if (this.#emptied !== undefined) {
      clearTimeout(this.#emptied);
      this.#take([]);
    }
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
    this.#isAccepting = true;
    try {
      const targets = await this.#question.orchestrator.targets(selection);
      if (targets.length === 0)
        throw new Error(l10n.t('{0} means no node now', printSelection(selection.map(withoutPasswords))));
      this.#question.accept(
        selection,
        targets.map((target) => target.name),
      );
      end({ kind: 'next' });
    } catch (error) {
      this.#pick.busy = false;
      this.#isAccepting = false;
      // A question of a plugin may have taken its place.
      if (this.#isAway) this.#pick.show();
      this.#isAway = false;
      this.#pick.title = oneLine(error instanceof Error ? error.message : String(error), 200);
    }
  }

  /** Another box asks for the name; this one comes back after it as it was. */
  async #save(): Promise<void> {
    const selection = this.#selection();
    if (selection.length === 0) {
      this.#pick.title = l10n.t('{0}: tick or type what is saved', this.#question.title);
      return;
    }
    const { orchestrator } = this.#question;
    this.#isAway = true;
    try {
      await saveSelection(orchestrator, selection);
      this.#known = { ...this.#known, saved: await orchestrator.savedSelections() };
      this.#keep(targetChoices(this.#known).filter(({ kind }) => kind === 'saved'));
      this.#draw();
    } catch (error) {
      this.#pick.title = oneLine(error instanceof Error ? error.message : String(error), 200);
    } finally {
      this.#pick.show();
      this.#isAway = false;
    }
  }

  #type(value: string): void {
    clearTimeout(this.#timer);
    this.#keep(foundNodes(value, this.#known));
    this.#typed = typedChoice(value, [...this.#choices, ...this.#kept], undefined, this.#known);
    const answer = this.#typed && this.#answers.get(this.#typed.key);
    if (this.#typed !== undefined && answer !== undefined) {
      this.#typed = selectionChoice(this.#typed.words, answer, this.#known);
    }
    this.#draw();
    const words = this.#typed?.words;
    this.#timer = setTimeout(() => {
      if (words !== undefined && answer === undefined) void this.#resolve(words);
      else void this.#count();
    }, pause);
  }

  /** Finds out what a selection means, and shows it where it is in the list. */
  async #resolve(words: readonly string[]): Promise<void> {
    await this.#ask(words);
    const redo = (choice: TargetChoice): TargetChoice =>
      choice.kind === 'typed' ? selectionChoice(choice.words, this.#answers.get(choice.key), this.#known) : choice;
    this.#kept = this.#kept.map(redo);
    this.#typed = this.#typed && redo(this.#typed);
    this.#draw();
    await this.#count();
  }

  async #ask(words: readonly string[]): Promise<void> {
    const answer = await this.#question.orchestrator.select(words, sample).catch((error: unknown): SelectionPreview => {
      const msg = error instanceof Error ? error.message : String(error);
      return { count: 0, names: [], problem: { kind: 'baton/selection-error', msg, details: {} } };
    });
    this.#answers.set(printSelection(words), answer);
  }

  /** Has the title say how many nodes are meant, where that is not known yet. */
  async #count(): Promise<void> {
    const selection = this.#selection();
    const isKnown = plainNodes(selection, this.#known) !== undefined || this.#answers.has(printSelection(selection));
    if (!isKnown) await this.#ask(selection);
    this.#entitle();
  }

  #tick(items: readonly TargetItem[]): void {
    const taken = items.find(({ text }) => text !== undefined)?.text;
    if (taken !== undefined) {
      this.#pick.value = taken;
      this.#type(taken);
      return;
    }
    clearTimeout(this.#emptied);
    this.#emptied = undefined;
    // A list that is replaced loses its ticks for a moment, and that is told as if somebody had taken them away.
    if (items.length === 0 && this.#ticked.size > 0) this.#emptied = setTimeout(() => this.#take([]), settling);
    else this.#take(items);
  }

  #take(items: readonly TargetItem[]): void {
    this.#emptied = undefined;
    const choices = items.flatMap(({ choice }) => choice ?? []);
    const ticked = new Set(choices.map(({ key }) => key));
    // What was drawn comes back as an event too; only a difference was made by somebody.
    const isDrawn = ticked.size === this.#ticked.size && [...ticked].every((key) => this.#ticked.has(key));
    if (!isDrawn) this.#touched = true;
    this.#ticked = ticked;
    this.#keep(choices.filter(({ kind }) => kind === 'typed'));
    if (this.#typed !== undefined && ticked.has(this.#typed.key)) this.#typed = undefined;
    void this.#count();
  }

  #keep(found: readonly TargetChoice[]): void {
    const listed = new Set([...this.#choices, ...this.#kept].map(({ key }) => key));
    this.#kept = [...this.#kept, ...found.filter(({ key }) => !listed.has(key))];
  }

  /** The choices in the order of the list. */
  #shown(): readonly TargetChoice[] {
    return [...this.#choices, ...this.#kept, ...(this.#typed === undefined ? [] : [this.#typed])];
  }

  #selection(): readonly string[] {
    const ticked = this.#shown().filter(({ key }) => this.#ticked.has(key));
    return chosenSelection(ticked, this.#pick.value, this.#touched);
  }

  #draw(): void {
    const items = this.#shown().map(
      (choice): TargetItem => ({
        choice,
        label: choice.label,
        description: choice.description,
        ...(choice.detail === undefined ? {} : { detail: choice.detail }),
        iconPath: new ThemeIcon(choice.icon),
        alwaysShow: choice === this.#typed || (choice.kind === 'typed' && this.#ticked.has(choice.key)),
      }),
    );
    const options = optionChoices(this.#pick.value).map(
      ({ text, label, description }): TargetItem => ({ text, label, description, alwaysShow: true }),
    );
    const head: TargetItem = { label: l10n.t('Options'), kind: QuickPickItemKind.Separator };
    this.#pick.items = options.length === 0 ? items : [...items, head, ...options];
    this.#pick.selectedItems = items.filter(({ choice }) => choice !== undefined && this.#ticked.has(choice.key));
    this.#entitle();
  }

  #entitle(): void {
    const selection = this.#selection();
    const nodes = plainNodes(selection, this.#known);
    const answer = this.#answers.get(printSelection(selection));
    const count = nodes?.length ?? answer?.count;
    const words = count === undefined ? '…' : count === 0 ? l10n.t('no node yet') : nodeCount(count);
    this.#pick.title = l10n.t('{0} on {1}', this.#question.title, words);
  }
}
