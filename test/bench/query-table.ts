/**
 * How fluid the table of a query's result is with 100,000 rows, in the browser that shows it: the page as it is shipped,
 * told what the extension would tell it. `node test/bench/query-table.ts`; each figure is from the act to the next frame.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { chromium, type Page } from 'playwright-core';
import { root } from '../../scripts/build.ts';
import { bundleWebview } from '../../scripts/build-webview.ts';
import { percentile } from './percentile.ts';

const rowCount = 100_000;
const times = 5;

/** Stands in for what VS Code gives a page. */
const host = 'globalThis.acquireVsCodeApi = () => ({ postMessage() {}, getState() {}, setState() {} });';

async function pageFile(directory: string): Promise<string> {
  const { files } = await bundleWebview(root);
  const text = (name: string): string => Buffer.from(files.get(name) ?? new Uint8Array()).toString();
  const html = `<!DOCTYPE html><meta charset="UTF-8"><style>${text('query.css')}</style><body><script>${host}</script><script>${text('query.js')}</script>`;
  const path = join(directory, 'page.html');
  await writeFile(path, html);
  return path;
}

/** Rows as of `inventory[certname, facts]`, told in the portions in which the extension tells them. Milliseconds. */
function tellRows(page: Page): Promise<number> {
  return page.evaluate(async (count) => {
    const tell = (data: unknown): boolean => window.dispatchEvent(new MessageEvent('message', { data }));
    const rows = Array.from({ length: count }, (_, index) => ({
      certname: `web${(index * 7919) % count}.example.com`,
      facts: { os: { family: 'Debian', release: { major: '12', full: '12.4' } }, ipaddress: `10.0.0.${index % 256}` },
      resources: index % 97,
      active: index % 3 === 0,
    }));
    tell({ kind: 'words', contents: '' });
    tell({ kind: 'asking', query: 'inventory { }' });
    const begun = performance.now();
    for (let at = 0; at < count; at += 5000) tell({ kind: 'rows', rows: rows.slice(at, at + 5000) });
    tell({ kind: 'answered', elapsed: 1, source: 'baton', total: count });
    await new Promise(requestAnimationFrame);
    return performance.now() - begun;
  }, rowCount);
}

async function timed(page: Page, act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await act();
  await page.evaluate(() => new Promise(requestAnimationFrame));
  return performance.now() - begun;
}

const directory = await mkdtemp(join(tmpdir(), 'baton-bench-'));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const measured = new Map<string, number[]>();
const keep = (what: string, milliseconds: number): void => {
  measured.set(what, [...(measured.get(what) ?? []), milliseconds]);
};
try {
  const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
  await page.goto(`file://${await pageFile(directory)}`);
  const list = page.locator('.list');
  const head = page.locator('[role=columnheader] button', { hasText: 'certname' });
  const filter = page.locator('input.filter');
  for (let turn = 0; turn < times; turn += 1) {
    keep('rows told and drawn', await tellRows(page));
    keep('ordered by a column', await timed(page, () => head.click()));
    for (const part of [0.2, 0.5, 0.9]) {
      const scroll = () => list.evaluate((each, to) => each.scrollTo(0, each.scrollHeight * to), part);
      keep('scrolled anywhere', await timed(page, scroll));
    }
    const narrow = async () => {
      await filter.fill(`web${turn}4 resources:4`);
      await page.locator('.count', { hasText: ' of ' }).waitFor();
    };
    keep('filtered, with 120 ms after the last key', await timed(page, narrow));
    await filter.fill('');
    await page.locator('.count:empty').waitFor({ state: 'attached' });
  }
} finally {
  await browser.close();
  await rm(directory, { recursive: true, force: true });
}
for (const [what, all] of measured) {
  console.log(`${what.padEnd(44)} ${percentile(all, 0.5)} ms, at most ${percentile(all, 1)} ms`);
}
