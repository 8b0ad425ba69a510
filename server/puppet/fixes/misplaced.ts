import { joinPath } from '../../../orchestrator-core/common/index.ts';
import { referenceName } from '../../../orchestrator-core/language/index.ts';
import type { Fix } from '../../documents/words.ts';
import { commentStart } from '../actions/lines.ts';
import { autoloadedPath, moduleAround } from '../autoload.ts';
import { ownDeclarations } from '../meaning.ts';
import { renameDeclaration } from '../rename/rename-declaration.ts';
import { foreign } from '../rename/renaming.ts';
import type { FixContext } from './fixes.ts';

/** Moves a definition to the file that its name wants, or gives it the name that its file wants. */
export async function misplacedFixes({ workspace, document, finding }: FixContext): Promise<readonly Fix[]> {
  if (finding.code !== 'misplaced-definition' || finding.name === undefined) return [];
  const { path, text } = document.source;
  const module = moduleAround(await workspace.modulesAround(path), path);
  const declarations = ownDeclarations(document);
  const declaration = declarations.find(({ origin }) => origin.kind === 'file' && origin.name.start === finding.start);
  if (module === undefined || declaration === undefined || foreign(workspace, path) !== undefined) return [];
  const fixes: Fix[] = [];
  const target =
    finding.path ??
    autoloadedPath(module, declaration.kind, declaration.name, path)?.slice(module.directory.length + 1);
  const to = target === undefined ? undefined : joinPath(module.directory, target);
  const isFree = to !== undefined && (await workspace.files.stat(to)) === undefined;
  const statements = document.parsed.program.statements;
  if (target !== undefined && to !== undefined && isFree) {
    const title = `Move '${declaration.name}' to ${target}`;
    const statement = statements.find(({ start, end }) => start <= finding.start && finding.end <= end);
    if (statements.length === 1) fixes.push({ title, files: [{ path, changes: [], moveTo: to }] });
    else if (statement !== undefined && document.heredocs().length === 0) {
      const start = commentStart(text, statement.start);
      const after = /^[ \t]*\r?\n?(?:[ \t]*\r?\n)?/.exec(text.slice(statement.end))?.[0].length ?? 0;
      fixes.push({
        title,
        files: [
          { path: to, changes: [], create: `${text.slice(start, statement.end)}\n` },
          { path, changes: [{ start, end: statement.end + after, text: '' }] },
        ],
      });
    }
  }
  if (finding.suggestion !== undefined) {
    const name = declaration.kind === 'type' ? referenceName(finding.suggestion) : finding.suggestion;
    const renaming = await renameDeclaration(workspace, declaration, name);
    if ('files' in renaming) fixes.push({ title: `Call it '${name}'`, files: renaming.files });
  }
  return fixes;
}
