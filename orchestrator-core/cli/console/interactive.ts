import { readCommand } from './commands.ts';
import type { Console } from './console.ts';
import type { History } from './history.ts';
import { isIncomplete } from './incomplete.ts';
import type { LineEditor } from './line-editor.ts';

const prompt = 'baton> ';
const goingOn = '  ...> ';

/** Takes inputs from a person until the end. What is not finished goes on in the next line. */
export async function takeTyped(
  editor: LineEditor,
  console: Console,
  { history, out }: { readonly history: History; readonly out: (text: string) => Promise<void> },
): Promise<void> {
  let lines: string[] = [];
  for (;;) {
    const typed = await editor.read(lines.length === 0 ? prompt : goingOn);
    if (typed.kind === 'end') {
      // The shell's prompt begins a line of its own.
      await out('\n');
      return;
    }
    if (typed.kind === 'interrupt') {
      lines = [];
      continue;
    }
    lines.push(typed.text);
    const source = lines.join('\n');
    if (readCommand(source) === undefined && isIncomplete(source)) continue;
    await history.add(lines);
    lines = [];
    if (!(await console.take(source))) return;
  }
}
