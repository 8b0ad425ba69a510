import {
  type Disposable,
  l10n,
  type QuickPick,
  type QuickPickItem,
  QuickPickItemKind,
  ThemeIcon,
  window,
} from 'vscode';
import { wholeAnswer } from '../../orchestrator-core/common/index.ts';
import type { Orchestrator } from '../../orchestrator-core/orchestrator.ts';
import { astOfJson, astText, type PqlWish, pqlWish, wishedWords } from '../../orchestrator-core/pql/index.ts';
import { oneLine } from '../common/format.ts';
import { queryChoices, queryProblem } from './model/query-choices.ts';

/** How long a person may go on typing before the nodes are asked for their facts and values, in milliseconds. */
const pause = 200;

interface QueryItem extends QuickPickItem {
  /** What stands in the box when it is chosen; the query is run where there is none. */
  readonly text?: string;
  readonly query?: string;
}

/** Asks for a query in PQL: it is checked while it is typed, and what can be written next is listed below. */
export function askQuery(orchestrator: Orchestrator, recent: readonly string[]): Promise<string | undefined> {
  return new QueryBox(orchestrator, recent).ask();
}

class QueryBox {
  readonly #orchestrator: Orchestrator;
  readonly #recent: readonly string[];
  readonly #pick: QuickPick<QueryItem> = window.createQuickPick<QueryItem>();
  readonly #disposables: Disposable[] = [this.#pick];
  /** What the nodes said, by what was asked. */
  readonly #known = new Map<string, ReturnType<typeof wishedWords>>();
  readonly #leaving = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(orchestrator: Orchestrator, recent: readonly string[]) {
    this.#orchestrator = orchestrator;
    this.#recent = recent;
  }

  ask(): Promise<string | undefined> {
    const pick = this.#pick;
    pick.title = l10n.t('Run query');
    pick.placeholder = 'nodes[certname] { … }';
    pick.ignoreFocusOut = true;
    this.#draw();
    return new Promise((resolve) => {
      const end = (query: string | undefined): void => {
        clearTimeout(this.#timer);
        this.#leaving.abort();
        resolve(query);
        for (const disposable of this.#disposables) disposable.dispose();
      };
      this.#disposables.push(
        pick.onDidChangeValue(() => this.#typed()),
        pick.onDidAccept(() => {
          const [active] = pick.activeItems;
          if (active?.text !== undefined) {
            pick.value = active.text;
            this.#typed();
            return;
          }
          // The list may lag behind the keys; what stands in the box was meant unless an earlier query was chosen.
          const query = active?.query ?? pick.value;
          if (query.trim() === '') return;
          const problem = queryProblem(query);
          if (problem === undefined) end(query);
          else pick.title = oneLine(problem, 200);
        }),
        pick.onDidHide(() => end(undefined)),
      );
      pick.show();
    });
  }

  #typed(): void {
    clearTimeout(this.#timer);
    this.#draw();
    const text = this.#pick.value;
    const wish = pqlWish(text, text.length);
    if (wish === undefined || this.#known.has(keyOf(wish))) return;
    this.#timer = setTimeout(() => void this.#learn(wish), pause);
  }

  async #learn(wish: PqlWish): Promise<void> {
    const pages = this.#orchestrator.query({ query: astText(wish.query) }, this.#leaving.signal);
    const { rows } = await wholeAnswer(pages).catch(() => ({ rows: [] }));
    if (this.#leaving.signal.aborted) return;
    this.#known.set(keyOf(wish), wishedWords(wish, rows.map(astOfJson)));
    this.#draw();
  }

  #draw(): void {
    const text = this.#pick.value;
    const problem = queryProblem(text);
    const run: QueryItem = {
      label: l10n.t('Run the query'),
      iconPath: new ThemeIcon(problem === undefined ? 'play' : 'warning'),
      ...(problem === undefined ? {} : { detail: oneLine(problem, 300) }),
      alwaysShow: true,
    };
    const choices = queryChoices(text, (wish) => this.#known.get(keyOf(wish)) ?? []);
    const next = choices.map(
      (choice): QueryItem => ({
        label: choice.label,
        description: choice.detail,
        text: choice.text,
        alwaysShow: true,
      }),
    );
    const earlier = text.trim() === '' ? this.#recent : [];
    this.#pick.items = [
      ...(text.trim() === '' ? [] : [run]),
      ...section(
        l10n.t('Earlier queries'),
        earlier.map((query) => ({ label: oneLine(query, 200), query, iconPath: new ThemeIcon('history') })),
      ),
      ...section(l10n.t('What can be written next'), next),
    ];
    const [first] = this.#pick.items;
    this.#pick.activeItems = first?.kind === QuickPickItemKind.Separator || first === undefined ? [] : [first];
    this.#pick.title = l10n.t('Run query');
  }
}

function section(label: string, items: readonly QueryItem[]): readonly QueryItem[] {
  return items.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...items];
}

function keyOf(wish: PqlWish): string {
  return JSON.stringify(wish);
}
