import { type Disposable, l10n, type QuickInputButton, QuickInputButtons, ThemeIcon, window } from 'vscode';
import { answer, type ParameterQuestion } from './parameters.ts';
import type { Direction, Position } from './walk.ts';

/** How long a person may go on typing before the value is checked, in milliseconds. */
const pause = 100;

/** One parameter's question, and where its answer goes. */
export interface ParameterAsking {
  readonly question: ParameterQuestion;
  readonly position: Position;
  /** What is wrong with a value as it is typed; undefined when it can be taken. */
  readonly check: (value: string) => Promise<string | undefined>;
  /** What was answered before, when the person comes back to it. */
  readonly given: string | undefined;
  /** Leaves out this parameter and all after it, and says where to go; undefined where there is nothing to skip. */
  readonly skipRest: (() => Direction) | undefined;
  /** Takes the value; undefined leaves the parameter out. */
  readonly accept: (value: string | undefined) => void;
}

/** Asks for one parameter: a pick where the type allows only certain values, else a box that is checked as one types. */
export function askParameter(asking: ParameterAsking): Promise<Direction> {
  return asking.question.choices === undefined ? askText(asking) : askChoice(asking);
}

/** The buttons of a question, and what they lead to. */
function buttonsOf(asking: ParameterAsking): {
  readonly buttons: readonly QuickInputButton[];
  readonly direction: (button: QuickInputButton) => Direction;
} {
  const skip: QuickInputButton = {
    iconPath: new ThemeIcon('run-all'),
    tooltip: l10n.t('Leave out this and all further parameters'),
  };
  const { skipRest } = asking;
  return {
    buttons: [
      ...(asking.position.canGoBack ? [QuickInputButtons.Back] : []),
      ...(skipRest === undefined ? [] : [skip]),
    ],
    direction: (button) => (button === skip && skipRest !== undefined ? skipRest() : { kind: 'back' }),
  };
}

function askText(asking: ParameterAsking): Promise<Direction> {
  const { question, position } = asking;
  const box = window.createInputBox();
  const { buttons, direction } = buttonsOf(asking);
  box.title = question.title;
  box.step = position.step;
  box.totalSteps = position.total;
  box.prompt = question.prompt;
  box.placeholder = question.placeholder;
  box.password = question.sensitive;
  box.ignoreFocusOut = true;
  box.value = asking.given ?? question.initial;
  box.buttons = buttons;
  let timer: NodeJS.Timeout | undefined;
  let newest = 0;
  /** The fault of what is typed now; an answer that comes late is for an older text and says nothing. */
  const fault = async (text: string): Promise<string | undefined> => {
    const own = ++newest;
    const value = answer(question, text);
    if (value === undefined) return undefined;
    const message = await asking.check(value);
    return own === newest ? message : undefined;
  };
  const check = async (text: string): Promise<boolean> => {
    const message = await fault(text).catch((error: unknown) => String(error instanceof Error ? error.message : error));
    if (box.value === text) box.validationMessage = message;
    return message === undefined;
  };
  return new Promise((resolve) => {
    const disposables: Disposable[] = [box];
    const end = (to: Direction): void => {
      clearTimeout(timer);
      resolve(to);
      for (const disposable of disposables) disposable.dispose();
    };
    disposables.push(
      box.onDidChangeValue((text) => {
        clearTimeout(timer);
        timer = setTimeout(() => void check(text), pause);
      }),
      box.onDidTriggerButton((button) => end(direction(button))),
      box.onDidAccept(async () => {
        clearTimeout(timer);
        const text = box.value;
        if (!(await check(text)) || box.value !== text) return;
        asking.accept(answer(question, text));
        end({ kind: 'next' });
      }),
      box.onDidHide(() => end({ kind: 'cancel' })),
    );
    box.show();
  });
}

function askChoice(asking: ParameterAsking): Promise<Direction> {
  const { question, position } = asking;
  const pick = window.createQuickPick();
  const { buttons, direction } = buttonsOf(asking);
  pick.title = question.title;
  pick.step = position.step;
  pick.totalSteps = position.total;
  pick.placeholder = question.prompt;
  pick.ignoreFocusOut = true;
  pick.buttons = buttons;
  const items = (question.choices ?? []).map(({ label, description, value }) => ({ label, description, value }));
  pick.items = items;
  const before = items.find((item) => asking.given !== undefined && item.value === asking.given);
  // Setting it to nothing would leave no item for Enter.
  if (before !== undefined) pick.activeItems = [before];
  return new Promise((resolve) => {
    const disposables: Disposable[] = [pick];
    const end = (to: Direction): void => {
      resolve(to);
      for (const disposable of disposables) disposable.dispose();
    };
    disposables.push(
      pick.onDidTriggerButton((button) => end(direction(button))),
      pick.onDidAccept(() => {
        const chosen = items.find((item) => item === pick.selectedItems[0]);
        if (chosen === undefined) return;
        asking.accept(chosen.value);
        end({ kind: 'next' });
      }),
      pick.onDidHide(() => end({ kind: 'cancel' })),
    );
    pick.show();
  });
}
