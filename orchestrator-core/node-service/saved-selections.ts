import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Document } from 'yaml';
import { OrchestratorError } from '../common/index.ts';
import { nameOfUri, parseSelection, printSelection, selectionError, splitSelection } from '../inventory/index.ts';
import { writeFileAtomic } from '../node/index.ts';
import type { SavedSelection } from '../orchestrator.ts';

/** The selections of a project, in a file that is shared with it: a name and a selection as it is typed, for each. */
export interface SavedSelections {
  /** In the order of the file. @throws OrchestratorError `baton/selections-file-error` with the place in its details. */
  all(): Promise<readonly SavedSelection[]>;
  /** Keeps a selection, or removes it where there are no words; comments of the file stay. */
  save(name: string, words: readonly string[]): Promise<void>;
}

/** The file in a project. */
const selectionsFile = 'selections.yaml';

const heading =
  ' Selections of nodes by name, as they stand after --targets on a command line. Used with --saved NAME.\n';

/** The saved selections of a project's directory, absolute. Nothing is remembered: the file may change at any time. */
export function openSavedSelections(directory: () => Promise<string>): SavedSelections {
  const path = async (): Promise<string> => join(await directory(), selectionsFile);
  let saving: Promise<void> = Promise.resolve();
  return {
    all: async () => read(await path()).then(({ selections }) => selections),
    save: (name, words) => {
      const saved = saving.then(async () => write(await path(), name, words));
      // One at a time: each keeps what the one before has written.
      saving = saved.catch(() => {});
      return saved;
    },
  };
}

async function write(path: string, name: string, words: readonly string[]): Promise<void> {
  checkName(name);
  const parsed = parseSelection(words);
  if (!parsed.ok) throw selectionError(parsed.problem, words);
  checkSecrets(parsed.selection.words);
  const { document, selections } = await read(path);
  if (words.length > 0) document.set(name, printSelection(words));
  else if (selections.some((saved) => saved.name === name)) document.delete(name);
  else return;
  await writeFileAtomic(path, document.toString({ lineWidth: 0 }), 0o644);
}

function checkSecrets(named: readonly { readonly text: string }[]): void {
  const secret = named.flatMap(({ text }) => text.split(/[\s,]+/)).find((word) => nameOfUri(word) !== word);
  if (secret === undefined) return;
  const message = `There is a password in this selection, and everybody who reads the project can read what is kept. Put ${nameOfUri(secret)} into the inventory with its password, and name that target.`;
  throw new OrchestratorError('bolt/validation-error', message);
}

function checkName(name: string): void {
  if (/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u.test(name) && name === name.trim()) return;
  const message = `'${name}' cannot be the name of a selection. Begin with a letter or a digit; letters, digits, blanks and . _ - may follow.`;
  throw new OrchestratorError('bolt/validation-error', message);
}

interface SelectionsText {
  readonly document: Document;
  readonly selections: readonly SavedSelection[];
}

async function read(path: string): Promise<SelectionsText> {
  // Few projects have any. Of a CommonJS package a bundle's chunk has the default alone.
  const { default: yaml } = await import('yaml');
  const { isMap, isScalar, isSeq, LineCounter, parseDocument } = yaml;
  const text = await textOf(path);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const fault = (message: string, offset = 0): OrchestratorError => {
    const { line, col: column } = lines.linePos(offset);
    const details = { path, line, column };
    return new OrchestratorError('baton/selections-file-error', `${path}:${line}:${column}: ${message}`, { details });
  };
  const [broken] = document.errors;
  if (broken !== undefined) throw fault(broken.message.split('\n')[0] ?? 'It is no YAML.', broken.pos[0]);
  const { contents } = document;
  if (contents === null) {
    const empty = parseDocument('{}');
    const map = empty.contents;
    if (isMap(map)) map.flow = false;
    empty.commentBefore = document.comment ?? document.commentBefore ?? heading.trimEnd();
    return { document: empty as unknown as Document, selections: [] };
  }
  if (!isMap(contents)) throw fault('Expected names with selections, such as `web: web* -F os.family=Debian`.');
  const selections = contents.items.map(({ key, value }): SavedSelection => {
    const at = (node: unknown): number => (isScalar(node) || isSeq(node) || isMap(node) ? (node.range?.[0] ?? 0) : 0);
    const name = isScalar(key) ? String(key.value) : '';
    if (isScalar(value) && typeof value.value === 'string') {
      const { words, problem } = splitSelection(value.value);
      if (problem !== undefined) throw fault(problem.message, at(value));
      return { name, words: words.map((word) => word.value) };
    }
    if (isSeq(value) && value.items.every((item) => isScalar(item))) {
      return { name, words: value.items.map((item) => String(isScalar(item) ? item.value : '')) };
    }
    throw fault(`The selection '${name}' must be a text or a list of words.`, at(value ?? key));
  });
  return { document: document as unknown as Document, selections };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    const why = error instanceof Error ? error.message : String(error);
    throw new OrchestratorError('baton/selections-file-error', `${path} cannot be read: ${why}`, { details: { path } });
  }
}
