import type { ASTNode, JSONSchema, PropertyASTNode } from 'vscode-json-languageservice';
import { asArray, asObject, property } from './tree.ts';

/** A property that the schema does not know, and the names it would know there. */
export interface UnknownKey {
  readonly property: PropertyASTNode;
  readonly known: readonly string[];
  /** The keys from the root to the object that holds it. */
  readonly path: readonly string[];
}

/** The schema a `$ref` to a definition stands for; one without is its own answer. */
export function resolved(schema: JSONSchema, root: JSONSchema): JSONSchema {
  const name = schema.$ref?.replace('#/definitions/', '');
  const definition = name === undefined ? undefined : root.definitions?.[name];
  if (typeof definition !== 'object') return schema;
  return schema.description === undefined ? definition : { ...definition, description: schema.description };
}

/** The schema of a key below `schema`, or of an item when `key` is a number. */
function childSchema(schema: JSONSchema, key: string | number, root: JSONSchema): JSONSchema | undefined {
  const child =
    typeof key === 'number'
      ? Array.isArray(schema.items)
        ? undefined
        : schema.items
      : (schema.properties?.[key] ?? schema.additionalProperties);
  return typeof child === 'object' ? resolved(child, root) : undefined;
}

/** Keys in objects whose schema lists its properties and allows no others. A `_plugin` reference may hold anything. */
export function unknownKeys(node: ASTNode | undefined, root: JSONSchema): readonly UnknownKey[] {
  const found: UnknownKey[] = [];
  const visit = (at: ASTNode | undefined, schema: JSONSchema, path: readonly string[]): void => {
    asArray(at)?.items.forEach((item, index) => {
      const child = childSchema(schema, index, root);
      if (child !== undefined) visit(item, child, [...path, String(index)]);
    });
    if (property(at, '_plugin') !== undefined) return;
    const known = schema.properties === undefined ? undefined : Object.keys(schema.properties);
    for (const entry of asObject(at)?.properties ?? []) {
      const child = childSchema(schema, entry.keyNode.value, root);
      if (child !== undefined) visit(entry.valueNode, child, [...path, entry.keyNode.value]);
      else if (known !== undefined && !known.includes(entry.keyNode.value)) {
        found.push({ property: entry, known: known.filter((name) => name !== '$schema'), path });
      }
    }
  };
  visit(node, root, []);
  return found;
}
