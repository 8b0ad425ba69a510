/**
 * Draws `media/icon.png`, which the marketplace and the list of extensions show: a conductor's baton in mid-swing over
 * two arcs. Run it again when the drawing changes: `node scripts/draw-icon.ts`.
 */
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const size = 256;
const drawing = `
<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 256 256">
  <defs>
    <linearGradient id="ground" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="#ffb13b"/><stop offset="1" stop-color="#e8590c"/>
    </linearGradient>
  </defs>
  <rect x="8" y="8" width="240" height="240" rx="52" fill="url(#ground)"/>
  <g fill="none" stroke="#fff" stroke-linecap="round" stroke-linejoin="round">
    <path d="M52 112a92 92 0 0 1 70-62" stroke-width="13" stroke-opacity=".75"/>
    <path d="M146 208a92 92 0 0 0 62-70" stroke-width="13" stroke-opacity=".75"/>
    <path d="M206 50 104 152" stroke-width="16"/>
    <path d="M104 132c11 1 19 9 20 20l-38 53c-9 12-25 13-35 3s-9-26 3-35z" fill="#fff" stroke-width="8"/>
  </g>
</svg>`;

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body { margin: 0; background: transparent }</style>${drawing}`);
  await page.screenshot({ path: join(resolve(import.meta.dirname, '..'), 'media/icon.png'), omitBackground: true });
} finally {
  await browser.close();
}
