import { chmod, chown, readFile, realpath, stat } from 'node:fs/promises';
import type { ExtraCall } from '../orchestrator-core/cli/index.ts';
import { OrchestratorError } from '../orchestrator-core/common/index.ts';
import { applyChanges, dialectOf, formatSource, parse } from '../orchestrator-core/language/index.ts';
import { writeFileAtomic } from '../orchestrator-core/node/index.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { lineChanges } from './line-changes.ts';

/** What became of a file. */
interface Outcome {
  readonly isChanged: boolean;
  /** What of it could not be laid out, in a sentence. */
  readonly fault?: string;
}

/**
 * `baton format [PATH…]`: lays manifests and plans out in place, with `--check` only names those that it would change.
 * The exit code is 1 where a file has syntax errors or cannot be read, and with `--check` where one would change.
 */
export async function format({ words, options, terminal, paint }: ExtraCall): Promise<number> {
  const paths = words.length > 0 ? words : ['.'];
  const found = await findFiles(paths, { directory: terminal.directory, all: options.flag('all') === true });
  const files = found.filter(({ name, isNamed }) => {
    if (isNamed && !name.endsWith('.pp')) {
      throw new OrchestratorError('bolt/cli-error', `'${name}' is no manifest or plan: only *.pp files are formatted`);
    }
    return name.endsWith('.pp');
  });
  const isCheck = options.flag('check') === true;
  const [shows, writes] = [options.flag('diff') === true, !isCheck];
  let [changed, faults] = [0, 0];
  for (const file of files) {
    const { isChanged, fault } = await formatFile(file, writes, async (before, after) => {
      if (shows) await terminal.out(`${paint('cyan', file.name)}\n${lineChanges(before, after, paint)}\n`);
      else await terminal.out(`${file.name}\n`);
    });
    if (isChanged) changed += 1;
    if (fault === undefined) continue;
    faults += 1;
    terminal.err(`${file.name}: ${fault}\n`);
  }
  const plural = (count: number) => `${count} file${count === 1 ? '' : 's'}`;
  const verb = isCheck ? 'would be changed' : 'changed';
  const failed = faults === 0 ? '' : `, ${plural(faults)} with faults`;
  await terminal.out(`${plural(files.length)}: ${changed} ${verb}${failed}\n`);
  return faults > 0 || (isCheck && changed > 0) ? 1 : 0;
}

async function formatFile(
  { path }: FoundFile,
  writes: boolean,
  tell: (before: string, after: string) => Promise<void>,
): Promise<Outcome> {
  const bytes = await readFile(path);
  const source = bytes.toString('utf8');
  // Bytes that are no text would be written as question marks.
  if (!Buffer.from(source).equals(bytes)) return { isChanged: false, fault: 'not formatted, since it is not UTF-8' };
  const lex = { tasks: dialectOf(path, source) === 'plan' };
  const parsed = parse(source, lex);
  const text = applyChanges(source, formatSource(parsed, { lex }));
  const isChanged = text !== source;
  if (isChanged) {
    await tell(source, text);
    if (writes) await replaceFile(path, text);
  }
  const [first] = parsed.faults;
  if (first === undefined) return { isChanged };
  const line = source.slice(0, first.start).split('\n').length;
  return { isChanged, fault: `line ${line}: ${first.message}. Statements that do not parse stay as they are.` };
}

/** Writes the file that a path means, links followed, and leaves its mode and owner as they are. */
async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path);
  const { mode, uid, gid } = await stat(target);
  await writeFileAtomic(target, text, mode & 0o777);
  // A new file has the mode that the umask leaves, and belongs to whoever runs this.
  await chmod(target, mode & 0o7777);
  if (process.getuid?.() === 0) await chown(target, uid, gid);
}
