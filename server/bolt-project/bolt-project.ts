import { joinPath, parentPath } from '../../orchestrator-core/common/index.ts';
import { readYamlTree } from '../../orchestrator-core/project/index.ts';
import boltProjectSchema from '../../syntaxes/bolt-project.schema.json' with { type: 'json' };
import { problem } from '../documents/codes.ts';
import type { Overlay, Source } from '../documents/overlay.ts';
import type { Problem, Span } from '../documents/words.ts';
import { createJsonService, type JsonService, type JsonText } from '../json/service.ts';
import { asString, innerSpan, pathTo, property, type StringASTNode, stringsOf, valueAt } from '../json/tree.ts';
import { checkKeys } from '../task-metadata/check-keys.ts';
import { toJsonTree } from '../yaml/json-tree.ts';
import { syntaxProblems } from '../yaml/syntax-problems.ts';

/** The service that knows the schema of project files; their YAML is handed to it as JSON's tree. */
export const projectService: JsonService = createJsonService(boltProjectSchema);

/** A project file: its tree and its syntax errors. */
export interface ProjectDocument extends JsonText {
  readonly syntax: readonly Problem[];
}

/** Reads a project file as far as it can be read; never throws. */
export function parseProject(source: Source): ProjectDocument {
  const tree = readYamlTree(source.text);
  return { ...projectService.adopt(source, toJsonTree(tree.root)), syntax: syntaxProblems(tree, 'project files') };
}

const namePattern = /^[a-z][a-z0-9_]*$/;
const builtInModules = new Set(['boltlib', 'ctrl', 'dir', 'file', 'log', 'out', 'prompt', 'system']);

/** Everything that is wrong with a project file. */
export async function checkProject(files: Overlay, document: ProjectDocument): Promise<readonly Problem[]> {
  const shape = await projectService.problems(document);
  return [
    ...document.syntax,
    ...shape.filter((found) => !isPlugin(document, found)),
    ...checkKeys(document, projectService.schema, 'the project file'),
    ...checkName(document),
    ...(await checkModulepath(files, document)),
  ];
}

/** A `_plugin` reference may stand for any value. */
function isPlugin(document: ProjectDocument, span: Span): boolean {
  return pathTo(document.root, span.start).some((node) => property(node, '_plugin') !== undefined);
}

function checkName(document: ProjectDocument): readonly Problem[] {
  const name = asString(valueAt(document.root, 'name'));
  if (name === undefined) return [];
  const span = innerSpan(name, document.source.text);
  if (!namePattern.test(name.value)) {
    const message = `'${name.value}' is no project name: it starts with a lower-case letter and has lower-case letters, digits and underscores only.`;
    return [problem('project-name', span, message)];
  }
  if (!builtInModules.has(name.value)) return [];
  return [problem('project-name', span, `'${name.value}' is the name of a module that is built in: choose another.`)];
}

/** The entries of `modulepath`, each with its place, whether it is a list or one text with colons. */
export function modulepathEntries(
  document: ProjectDocument,
): readonly { readonly value: string; readonly span: Span }[] {
  const node = valueAt(document.root, 'modulepath');
  const entry = (string: StringASTNode) => ({ value: string.value, span: innerSpan(string, document.source.text) });
  if (node?.type !== 'string') return stringsOf(node).map(entry);
  const whole = entry(node);
  let start = whole.span.start;
  return whole.value.split(':').map((value) => {
    const span = { start, end: start + value.length };
    start = span.end + 1;
    return { value, span };
  });
}

async function checkModulepath(files: Overlay, document: ProjectDocument): Promise<readonly Problem[]> {
  const directory = parentPath(document.source.path);
  const found = await Promise.all(
    modulepathEntries(document).map(async ({ value, span }) => {
      const path = joinPath(directory, value);
      if (path === joinPath(directory, '.modules')) {
        const message = `'.modules' holds what 'module install' brought and is always at the end: leave it out of the modulepath.`;
        return [problem('managed-modules', span, message)];
      }
      const stat = await files.stat(path);
      if (stat?.kind === 'directory') return [];
      const message = stat === undefined ? `There is no directory ${path}.` : `${path} is not a directory.`;
      return [problem('missing-directory', span, message)];
    }),
  );
  return found.flat();
}
