import { chromium, type Page, type Browser as PlaywrightBrowser } from 'playwright-core';

/** Chromium with one page that shows VS Code. */
export class Browser {
  readonly page: Page;
  readonly #browser: PlaywrightBrowser;

  private constructor(browser: PlaywrightBrowser, page: Page) {
    this.#browser = browser;
    this.page = page;
  }

  /** Starts the system's Chromium and waits until the address shows VS Code's window. */
  static async open(url: string): Promise<Browser> {
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    });
    try {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      await page.goto(url);
      await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
      return new Browser(browser, page);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
