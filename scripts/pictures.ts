/** `npm run pictures`: takes the pictures that the documents show from the newest run of the end-to-end tests. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './build.ts';

const shown = ['a-node.png', 'preview.png', 'running-a-task.png', 'writing-a-plan.png'];
const images = join(root, 'docs/images');

await mkdir(images, { recursive: true });
for (const name of shown) await copyFile(join(root, 'artifacts/screenshots', name), join(images, name));
