import { joinPath, parentPath } from '../../orchestrator-core/common/index.ts';
import type { Completion, DocumentSymbol, Hover } from '../documents/answers.ts';
import type { Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';

import { completeByGuide } from '../yaml/complete.ts';
import { type YamlCursor, yamlCursor } from '../yaml/cursor.ts';
import type { YamlDocument } from '../yaml/document.ts';
import { describeGuide, guideAt } from '../yaml/guide.ts';
import { inYaml } from '../yaml/in-yaml.ts';
import type { YamlKind } from '../yaml/kind.ts';
import { nodeAt, scalarAt } from '../yaml/nodes.ts';
import { checkHiera } from './check.ts';
import { hieraGuide, interpolations } from './guide.ts';
import { datadirOf, directoryOf, filesOf, hierarchyKeys, levelsOf } from './levels.ts';

/** What is known about `hiera.yaml`. */
export const hieraKind: YamlKind = {
  problems: (workspace, path) => inYaml(workspace, path, [], (document) => checkHiera(workspace, document)),
  complete: (workspace, path, offset) =>
    inYaml(workspace, path, [], (document) => complete(workspace, document, offset)),
  hover: (workspace, path, offset) => inYaml(workspace, path, undefined, (document) => hover(document, offset)),
  symbols: (workspace, path) => inYaml(workspace, path, [], symbols),
  links: (workspace, path) => inYaml(workspace, path, [], links),
};

async function complete(workspace: Workspace, document: YamlDocument, offset: number): Promise<readonly Completion[]> {
  const { source, root } = document;
  const line = source.text.slice(source.text.lastIndexOf('\n', offset - 1) + 1, offset);
  const variable = /%\{\s*(?:::)?([\w.]*)$/.exec(line)?.[1];
  if (variable !== undefined) {
    const rest = /^[\w.]*/.exec(source.text.slice(offset))?.[0].length ?? 0;
    const span: Span = { start: offset - variable.length, end: offset + rest };
    return Object.entries(interpolations).map(([name, text]) => ({
      label: name,
      kind: 'parameter',
      span,
      insert: name,
      documentation: text,
    }));
  }
  const cursor = yamlCursor(source.text, offset);
  if (cursor === undefined) return [];
  const [hierarchy, index, key] = cursor.path;
  const isFile = key === 'path' || key === 'paths';
  if (cursor.slot !== 'key' && key === 'datadir') return completePath(workspace, parentPath(source.path), cursor, true);
  if (cursor.slot !== 'key' && hierarchy === 'defaults' && index === 'datadir') {
    return completePath(workspace, parentPath(source.path), cursor, true);
  }
  if (cursor.slot !== 'key' && isFile && typeof hierarchy === 'string' && hierarchyKeys.includes(hierarchy)) {
    const level = cursor.around.find((node, depth) => depth === 2 && node.kind === 'map');
    const directory = directoryOf(parentPath(source.path), datadirOf(root, level));
    return directory === undefined ? [] : completePath(workspace, directory, cursor, false);
  }
  return completeByGuide(hieraGuide, cursor);
}

/** What lies in a directory, for the last part of a path. */
async function completePath(
  workspace: Workspace,
  directory: string,
  { written, span }: YamlCursor,
  onlyDirectories: boolean,
): Promise<readonly Completion[]> {
  if (written.includes('%{')) return [];
  const parts = written.split('/');
  const own: Span = { start: span.start + written.length - (parts.at(-1)?.length ?? 0), end: span.end };
  const entries = await workspace.files.list(joinPath(directory, ...parts.slice(0, -1))).catch(() => []);
  return entries
    .filter(({ kind, name }) => !name.startsWith('.') && (kind === 'directory' || !onlyDirectories))
    .map(({ name, kind }) => ({
      label: name,
      kind: kind === 'directory' ? 'directory' : 'file',
      span: own,
      insert: kind === 'directory' && !onlyDirectories ? `${name}/` : name,
    }));
}

function hover({ root, source }: YamlDocument, offset: number): Hover | undefined {
  const found = scalarAt(root, offset);
  if (found === undefined) return undefined;
  const { scalar, path, isKey } = found;
  if (isKey) {
    const guide = guideAt(hieraGuide, path);
    const markdown = guide === undefined ? undefined : describeGuide(scalar.text, guide);
    return markdown === undefined ? undefined : { markdown, span: scalar.inner };
  }
  for (const match of source.text.slice(scalar.inner.start, scalar.inner.end).matchAll(/%\{\s*(?:::)?([\w.]+)\s*\}/g)) {
    const start = scalar.inner.start + match.index;
    const end = start + match[0].length;
    const name = match[1] ?? '';
    const text = Object.hasOwn(interpolations, name) ? interpolations[name] : undefined;
    if (start <= offset && offset <= end && text !== undefined) {
      return { markdown: `**\`${name}\`**\n\n${text}`, span: { start, end } };
    }
  }
  const level =
    typeof path[1] === 'number' && (path[2] === 'path' || path[2] === 'paths') ? path.slice(0, 2) : undefined;
  if (level === undefined) return undefined;
  const datadir = datadirOf(root, nodeAt(root, level))?.text ?? 'data';
  return { markdown: `\`${joinPath(parentPath(source.path), datadir, scalar.text)}\``, span: scalar.inner };
}

function symbols({ root }: YamlDocument): readonly DocumentSymbol[] {
  if (root?.kind !== 'map') return [];
  const levels = levelsOf(root);
  return root.entries.flatMap(({ key, value, start, end }): readonly DocumentSymbol[] => {
    if (key.text.trim() === '') return [];
    const own = levels.filter(({ hierarchy }) => hierarchy === key.text);
    const children = own.flatMap(({ name, node }): readonly DocumentSymbol[] =>
      name === undefined || name.text === ''
        ? []
        : [
            {
              name: name.text,
              kind: 'object',
              span: { start: node.start, end: node.end },
              nameSpan: name.inner,
              children: [],
            },
          ],
    );
    const detail = value?.kind === 'scalar' ? { detail: value.text } : {};
    return [{ name: key.text, ...detail, kind: 'array', span: { start, end }, nameSpan: key.inner, children }];
  });
}

/** Data files and directories without variables in their names. */
function links({ root, source }: YamlDocument): readonly { readonly span: Span; readonly target: string }[] {
  const home = parentPath(source.path);
  return levelsOf(root).flatMap((level) => {
    const directory = directoryOf(home, datadirOf(root, level.node));
    if (directory === undefined) return [];
    return filesOf(level)
      .filter(({ text }) => !text.includes('%{'))
      .map(({ inner, text }) => ({ span: inner, target: joinPath(directory, text) }));
  });
}
