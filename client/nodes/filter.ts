import { type Disposable, l10n, ThemeIcon, window } from 'vscode';

/** How long a person may go on typing before the tree is filtered, in milliseconds. */
const pause = 200;

/** A box that filters while one types. What was typed stays when the box is left, by whatever key or click. */
export function askFilter(before: string, filter: (text: string) => void): void {
  const box = window.createInputBox();
  const disposables: Disposable[] = [box];
  const clear = { iconPath: new ThemeIcon('clear-all'), tooltip: l10n.t('Show all nodes') };
  let timer: NodeJS.Timeout | undefined;
  box.title = l10n.t('Filter nodes');
  box.placeholder = l10n.t('Parts of a name, an alias, a group, or a fact that the tree is grouped by');
  // Without one, VS Code says that Escape cancels.
  box.prompt = l10n.t('What is typed here stays until it is cleared. With options it is a selection: -F kernel=Linux');
  box.value = before;
  box.buttons = [clear];
  disposables.push(
    box.onDidChangeValue((text) => {
      clearTimeout(timer);
      timer = setTimeout(() => filter(text.trim()), pause);
    }),
    box.onDidTriggerButton(() => {
      box.value = '';
      box.hide();
    }),
    box.onDidAccept(() => box.hide()),
    box.onDidHide(() => {
      clearTimeout(timer);
      filter(box.value.trim());
      for (const disposable of disposables) disposable.dispose();
    }),
  );
  box.show();
}
