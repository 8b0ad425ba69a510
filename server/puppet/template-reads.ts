import { type Variable, variablesOf, type World } from '../../orchestrator-core/language/index.ts';
import type { Place } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import type { PuppetDocument } from './document.ts';
import { namedFiles } from './links.ts';

/**
 * Where templates read a variable of the definition that renders them: `@name` in ERB, and in EPP that is given no
 * parameters. A template that other definitions render as well cannot be told apart; then a sentence says so.
 */
export async function templateReads(
  workspace: Workspace,
  document: PuppetDocument,
  { name, scope }: Variable,
): Promise<readonly Place[] | { readonly refused: string }> {
  if (scope.kind !== 'definition') return [];
  const { text, path } = document.source;
  const inErb = new RegExp(`@${name}\\b`, 'g');
  if (text.includes('inline_template') && inErb.test(text)) {
    return { refused: `'$${name}' is read as '@${name}' in an inline template: rename it by hand there first.` };
  }
  const found: Place[] = [];
  const inside = namedFiles(document, await workspace.modulesAround(path)).filter(
    ({ span }) => scope.start <= span.start && span.end <= scope.end,
  );
  for (const template of new Set(inside.flatMap(({ targets }) => targets))) {
    const reads = await readsIn(workspace, template, name, inErb);
    if (reads.length === 0) continue;
    const other = await otherUser(workspace, await workspace.world(path), path, template);
    if (other !== undefined) {
      return {
        refused: `${template} reads '${name}' of whoever renders it, and ${other} does as well: rename it by hand there.`,
      };
    }
    found.push(...reads);
  }
  return found;
}

async function readsIn(workspace: Workspace, path: string, name: string, inErb: RegExp): Promise<readonly Place[]> {
  if (!path.includes('/templates/')) return [];
  if (path.endsWith('.epp')) {
    const document = await workspace.puppet(path);
    const [template] = document?.parsed.program.statements ?? [];
    // What declares parameters sees nothing else.
    if (document === undefined || (template?.kind === 'epp' && template.parameters !== undefined)) return [];
    return variablesOf(document.parsed)
      .occurrences.filter(({ written, variable }) => written === name && variable === undefined)
      .map(({ start, end }) => ({ path, span: { start, end } }));
  }
  const text = (await workspace.files.source(path))?.text ?? '';
  return [...text.matchAll(inErb)].map(({ index }) => ({
    path,
    span: { start: index + 1, end: index + 1 + name.length },
  }));
}

/** Another file that names the template, among those that define classes, defined types and functions. */
async function otherUser(
  workspace: Workspace,
  world: World,
  own: string,
  template: string,
): Promise<string | undefined> {
  const [directory = '', below = ''] = template.split('/templates/');
  const written = `${world.moduleOf(template) ?? directory.split('/').at(-1)}/${below}`;
  for (const kind of ['class', 'define', 'function', 'plan'] as const) {
    for (const { origin } of world.all(kind)) {
      if (origin.kind !== 'file' || origin.path === own) continue;
      if ((await workspace.files.source(origin.path))?.text.includes(written)) return origin.path;
    }
  }
  return undefined;
}
