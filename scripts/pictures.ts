/** `npm run pictures`: takes the pictures that the documents show from the newest run of the end-to-end tests. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './build.ts';

const shown = ['a-node.png', 'running-a-task.png', 'writing-a-plan.png'];
const screenshots = join(root, 'artifacts/screenshots');
const images = join(root, 'docs/images');

await mkdir(images, { recursive: true });
for (const name of shown) await copyFile(join(screenshots, name), join(images, name));
// The one that is in the package.
await writeFile(join(images, 'preview.webp'), await webpOf(join(screenshots, 'preview.png')));

/** The picture in less than half the space, and as sharp to the eye. */
async function webpOf(png: string): Promise<Buffer> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.setContent(`<img src="data:image/png;base64,${(await readFile(png)).toString('base64')}">`);
    const url = await page.locator('img').evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', 0.8);
    });
    return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  } finally {
    await browser.close();
  }
}
