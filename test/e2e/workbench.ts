/** The real VS Code in a real browser, as a person at the keyboard and the mouse has it. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { root } from '../../scripts/build.ts';
import { type Session, startSession } from '../../scripts/editor-session.ts';
import { vsixPath } from '../../scripts/package.ts';
import { ensureEditor } from '../../scripts/vscode.ts';
import { eventually } from '../support/eventually.ts';
import { Browser } from './browser.ts';

/** How the editor is opened. */
export interface WorkbenchOptions {
  /** The folder to open; absolute. */
  readonly folder: string;
  /** A directory for everything that the editor and the orchestrator write; absolute. */
  readonly home: string;
  readonly trust: 'ask' | 'given';
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Calm and the same on every machine. */
const calm = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'editor.minimap.enabled': false,
  'extensions.ignoreRecommendations': true,
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.banner': 'never',
  'telemetry.telemetryLevel': 'off',
};

const screenshots = join(root, 'artifacts/screenshots');

/** A directory of a test's own; its path is short, because sockets are made below it. */
export async function scratch(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'baton-e2e-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** An open VS Code window. */
export class Workbench {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #session: Session;

  private constructor(session: Session, browser: Browser) {
    this.#session = session;
    this.#browser = browser;
    this.page = browser.page;
  }

  /** Starts the editor with the extension installed and waits until its window is there. */
  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const session = await startSession({
      editor: await ensureEditor(),
      vsix: vsixPath,
      folder: options.folder,
      home: join(options.home, 'editor'),
      settings: { ...calm, ...options.settings },
      port: 0,
      trust: options.trust,
      env: { XDG_DATA_HOME: join(options.home, 'data') },
    });
    try {
      return new Workbench(session, await Browser.open(session.url));
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#session.close();
  }

  /** Keeps a picture of the window as `artifacts/screenshots/NAME.png`; a hover is there as long as the pointer stays. */
  async screenshot(name: string, pointer: 'leaves' | 'stays' = 'leaves'): Promise<void> {
    await mkdir(screenshots, { recursive: true });
    // Away from everything that shows a tooltip.
    if (pointer === 'leaves') await this.page.mouse.move(1040, 17);
    await this.page.screenshot({ path: join(screenshots, `${name}.png`), animations: 'disabled' });
  }

  /** Keeps a picture of the window in which a test failed; for `afterEach`. */
  async keepFailure(context: { readonly name: string }): Promise<void> {
    if (!('passed' in context) || context.passed !== false) return;
    await this.screenshot(`failed-${context.name.replaceAll(/\W+/g, '-')}`);
  }

  /** Runs a command from the palette by the words that the palette shows. */
  async command(title: string): Promise<void> {
    // What takes the focus at that moment closes the palette.
    const typed = async (): Promise<boolean> => {
      await this.page.keyboard.press('F1');
      const fill = this.quickInput.fill(`>${title}`, { timeout: 3000 });
      return fill.then(
        () => true,
        () => false,
      );
    };
    await eventually(`the palette for ${title}`, typed, (done) => done);
    await this.quickItem(title).first().click();
  }

  /** Reloads the window as a person does it, so that VS Code keeps what it would keep. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('domcontentloaded');
    await this.command('Developer: Reload Window');
    await loaded;
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  }

  /** Opens a file by its path in the folder. */
  async openFile(path: string): Promise<void> {
    await this.page.keyboard.press('Control+p');
    await this.quickInput.fill(path);
    const name = path.split('/').at(-1) ?? path;
    // The recent files stand there first, whatever was typed; Enter takes the focused one.
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  /** The box at the top in which palette, picks and input boxes appear. */
  get quickInput(): Locator {
    return this.page
      .locator('.quick-input-widget:visible input[type=text], .quick-input-widget:visible input[type=password]')
      .last();
  }

  /** A line of the list below the box. */
  quickItem(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  }

  /** What the box is about: its title, as far as it has one. */
  get quickTitle(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-title');
  }

  /** The message below the box: a prompt, or what is wrong with what was typed. */
  get quickMessage(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-message');
  }

  /** Waits until the box holds what it begins with. */
  async quickValue(value: string): Promise<void> {
    await eventually(
      `${JSON.stringify(value)} in the box`,
      () => this.quickInput.inputValue(),
      (held) => held === value,
    );
  }

  /** The lenses of the open editor. */
  lens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text });
  }

  /** Shows the extension's sidebar. */
  async openSidebar(): Promise<void> {
    const tab = this.page.locator('.activitybar .action-item', { has: this.page.locator('a[aria-label^="Baton"]') });
    if ((await tab.getAttribute('aria-selected')) === 'true' || (await this.pane('Nodes').count()) > 0) return;
    await tab.click();
    await this.pane('Nodes').waitFor();
  }

  /** One of the sidebar's views by its title. */
  pane(title: string): Locator {
    return this.page.locator('.split-view-view .pane', {
      has: this.page.locator('.pane-header .title', { hasText: new RegExp(`^${title}$`) }),
    });
  }

  /** A row of a tree. */
  row(pane: string, text: string | RegExp): Locator {
    return this.pane(pane).locator('.monaco-list-row', { hasText: text });
  }

  /**
   * Chooses what stands in a row while it is pointed at, until its effect is seen: a row that is drawn anew between the
   * two halves of a click takes none.
   */
  async rowAction(row: Locator, label: string, effect?: Locator): Promise<void> {
    await this.#inRow(row, label, async () => {
      await row.locator(`a[aria-label="${label}"]`).click({ timeout: 1000 });
      await effect?.first().waitFor({ timeout: 5000 });
    });
  }

  /** Chooses a line of the menu of a row; the row may be drawn anew meanwhile. */
  async rowMenu(row: Locator, label: string): Promise<void> {
    const menu = this.page.locator('.monaco-menu');
    await this.#inRow(row, label, async () => {
      await row.click({ button: 'right', timeout: 3000 });
      const item = menu.locator('.action-item', { hasText: label });
      const gone = () => menu.first().waitFor({ state: 'hidden', timeout: 1000 });
      await item.click({ timeout: 3000 });
      // A menu takes no click in the first tenth of a second of its life; one that took it is gone.
      await gone().catch(() => item.click({ timeout: 3000 }));
      await gone();
    });
  }

  #inRow(row: Locator, label: string, choose: () => Promise<void>): Promise<boolean> {
    const attempt = async (): Promise<boolean> => {
      // A menu that is still open would take every click.
      if ((await this.page.locator('.monaco-menu').count()) > 0) await this.page.keyboard.press('Escape');
      await this.page.mouse.move(1040, 17);
      const chosen = row.hover({ timeout: 3000 }).then(choose);
      return chosen.then(
        () => true,
        () => false,
      );
    };
    return eventually(`${label} of the row`, attempt, (done) => done);
  }

  /** Accepts the last step before a run, where the settings ask for one. */
  async acceptRun(label: string): Promise<void> {
    await this.quickItem(label).first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** The page of the panel that is in front. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready >> visible=true').frameLocator('#active-frame');
  }

  /** The status bar item whose accessible name begins with these words. */
  status(label: string): Locator {
    return this.page.locator(`.statusbar-item[aria-label^="${label}"]`);
  }

  /** A notification that is on the screen. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }

  /** The lines that the output panel shows. */
  async output(): Promise<readonly string[]> {
    return linesOf(this.page.locator('.part.panel .view-lines, .part.panel .lines-content').first());
  }

  /** The lines that the output panel shows once one of them holds the text. */
  outputWith(text: string | RegExp, seconds?: number): Promise<readonly string[]> {
    const holds = (line: string): boolean => (typeof text === 'string' ? line.includes(text) : text.test(line));
    return eventually(
      `${text} in the output`,
      () => this.output(),
      (lines) => lines.some(holds),
      seconds,
    );
  }

  /** The lines of the active editor that are on the screen. */
  async editor(): Promise<readonly string[]> {
    return linesOf(this.page.locator('.editor-group-container.active .view-lines').first());
  }

  /** The whole text of the active editor. */
  wholeEditor(): Promise<string> {
    return this.#copyAll(this.page.locator('.editor-group-container.active .monaco-editor').first());
  }

  /** The whole text of the output panel. */
  wholeOutput(): Promise<string> {
    return this.#copyAll(this.page.locator('.part.panel .monaco-editor').first());
  }

  /** Through the clipboard, since only the lines on the screen are in the page. */
  async #copyAll(editor: Locator): Promise<string> {
    const before = 'nothing was copied';
    await this.page.evaluate((text) => navigator.clipboard.writeText(text), before);
    await editor.click();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.press('Control+c');
    return eventually(
      'copying the text',
      () => this.page.evaluate(() => navigator.clipboard.readText()),
      (text) => text !== before,
    );
  }
}

/** A Monaco editor's visible lines, in their order on the screen. */
async function linesOf(lines: Locator): Promise<readonly string[]> {
  if ((await lines.count()) === 0) return [];
  return lines.evaluate((element) =>
    [...element.querySelectorAll('.view-line')]
      .map((line) => ({
        top: line.getBoundingClientRect().top,
        text: (line.textContent ?? '').replaceAll('\u00a0', ' '),
      }))
      .sort((a, b) => a.top - b.top)
      .map((line) => line.text),
  );
}
