import { createInterface } from 'node:readline';
import { readCommand } from './commands.ts';
import type { Console } from './console.ts';
import { isIncomplete } from './incomplete.ts';

/** Takes inputs from a stream to its end, each as soon as its last line came: `… | baton console`. */
export async function takePiped(input: NodeJS.ReadableStream, console: Console): Promise<void> {
  let lines: string[] = [];
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    lines.push(line);
    const source = lines.join('\n');
    if (readCommand(source) === undefined && isIncomplete(source)) continue;
    lines = [];
    if (!(await console.take(source))) return;
  }
  await console.take(lines.join('\n'));
}
