import { parseProject } from '../bolt-project/bolt-project.ts';
import type { DocumentSymbol } from '../documents/answers.ts';
import type { Workspace } from '../documents/workspace.ts';
import { type ASTNode, innerSpan, type PropertyASTNode, spanOf, valueAt } from '../json/tree.ts';
import { querySymbols } from '../pql/features.ts';
import { puppetSymbols } from '../puppet/symbols.ts';
import { yamlKindOf } from '../yaml/kinds.ts';

/** The outline: keys with their values, parameters with their types, implementations with their file names; what a Puppet source defines. */
export async function documentSymbols(workspace: Workspace, path: string): Promise<readonly DocumentSymbol[]> {
  const yaml = await yamlKindOf(workspace, path);
  if (yaml !== undefined) return yaml.symbols(workspace, path);
  const kind = await workspace.kindOf(path);
  if (kind === 'pql') return querySymbols(workspace, path);
  if (kind === 'task-metadata') {
    const metadata = await workspace.metadata(path);
    return metadata === undefined ? [] : symbolsIn(metadata.root, metadata.source.text, []);
  }
  if (kind === 'puppet') {
    const document = await workspace.puppet(path);
    return document === undefined ? [] : puppetSymbols(document);
  }
  const source = kind === 'bolt-project' ? await workspace.files.source(path) : undefined;
  return source === undefined ? [] : symbolsIn(parseProject(source).root, source.text, []);
}

function symbolsIn(node: ASTNode | undefined, text: string, keys: readonly string[]): readonly DocumentSymbol[] {
  if (node?.type === 'object') return node.properties.flatMap((entry) => propertySymbol(entry, text, keys));
  if (node?.type !== 'array') return [];
  return node.items.flatMap((item): readonly DocumentSymbol[] => {
    const name = valueAt(item, 'name');
    if (name?.type !== 'string' || name.value === '') return [];
    const children = symbolsIn(item, text, [...keys, '*']);
    return [{ name: name.value, kind: 'file', span: spanOf(item), nameSpan: spanOf(name), children }];
  });
}

function propertySymbol(entry: PropertyASTNode, text: string, keys: readonly string[]): readonly DocumentSymbol[] {
  const name = entry.keyNode.value;
  const value = entry.valueNode;
  if (name.trim() === '') return [];
  const isParameter = keys.length === 1 && keys[0] === 'parameters';
  const type = isParameter ? valueAt(value, 'type') : undefined;
  const detail = type?.type === 'string' ? type.value : scalarText(value);
  return [
    {
      name,
      ...(detail === undefined ? {} : { detail }),
      kind: isParameter ? 'parameter' : value === undefined || value.type === 'property' ? 'null' : value.type,
      span: spanOf(entry),
      nameSpan: innerSpan(entry.keyNode, text),
      children: isParameter ? [] : symbolsIn(value, text, [...keys, name]),
    },
  ];
}

function scalarText(node: ASTNode | undefined): string | undefined {
  if (node === undefined || node.type === 'object' || node.type === 'array' || node.type === 'property')
    return undefined;
  const text = String(node.value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
