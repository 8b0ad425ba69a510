import taskMetadataSchema from '../../syntaxes/task-metadata.schema.json' with { type: 'json' };
import type { Source } from '../documents/overlay.ts';
import type { Span } from '../documents/words.ts';
import { createJsonService, type JsonService, type JsonText } from '../json/service.ts';
import { mapJsonString, type StringMap } from '../json/string-map.ts';
import {
  type ASTNode,
  asArray,
  asObject,
  asString,
  booleanOf,
  innerSpan,
  type ObjectASTNode,
  type PropertyASTNode,
  property,
  type StringASTNode,
  stringsOf,
  valueAt,
} from '../json/tree.ts';

/** The JSON service for task metadata. */
export const metadataService: JsonService = createJsonService(taskMetadataSchema);

/** A type expression written in a JSON string. */
export interface TypeText {
  readonly node: StringASTNode;
  readonly inner: Span;
  readonly map: StringMap;
}

/** One parameter as it is written. */
export interface ParameterNode {
  readonly name: string;
  readonly property: PropertyASTNode;
  /** The name, without its quotes. */
  readonly nameSpan: Span;
  readonly value: ObjectASTNode | undefined;
  readonly type: TypeText | undefined;
  readonly default: ASTNode | undefined;
  readonly description: string | undefined;
  readonly sensitive: boolean;
}

/** One entry of `implementations`. */
export interface ImplementationNode {
  readonly node: ObjectASTNode;
  readonly name: StringASTNode | undefined;
  readonly requirements: readonly StringASTNode[];
  readonly inputMethod: StringASTNode | undefined;
  readonly files: readonly StringASTNode[];
}

/** A task metadata file: what it says and where. */
export interface MetadataDocument extends JsonText {
  /** Whether it is no JSON at present, so that what seems to be missing may be there in a moment. */
  readonly isBroken: boolean;
  /** Undefined without a `parameters` object: then any parameter is accepted. */
  readonly parameters: readonly ParameterNode[] | undefined;
  readonly parametersProperty: PropertyASTNode | undefined;
  readonly implementations: readonly ImplementationNode[];
  readonly hasImplementations: boolean;
  readonly files: readonly StringASTNode[];
  readonly inputMethod: StringASTNode | undefined;
  readonly supportsNoop: boolean;
  readonly isPrivate: boolean;
  readonly description: string | undefined;
}

/** Reads a metadata file as far as it can be read; never throws. */
export function parseMetadata(source: Source): MetadataDocument {
  const text = metadataService.parse(source);
  const { root } = text;
  const parametersProperty = property(root, 'parameters');
  const implementations = asArray(valueAt(root, 'implementations'));
  return {
    ...text,
    isBroken: isBroken(source.text),
    parametersProperty,
    parameters: asObject(parametersProperty?.valueNode)?.properties.map((entry) => readParameter(entry, source.text)),
    implementations: (implementations?.items ?? []).flatMap((item) =>
      item.type === 'object' ? [readImplementation(item)] : [],
    ),
    hasImplementations: (implementations?.items.length ?? 0) > 0,
    files: stringsOf(valueAt(root, 'files')),
    inputMethod: asString(valueAt(root, 'input_method')),
    supportsNoop: booleanOf(valueAt(root, 'supports_noop')) ?? false,
    isPrivate: booleanOf(valueAt(root, 'private')) ?? false,
    description: asString(valueAt(root, 'description'))?.value,
  };
}

function isBroken(text: string): boolean {
  if (text.trim() === '') return false;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}

function readParameter(entry: PropertyASTNode, text: string): ParameterNode {
  const value = asObject(entry.valueNode);
  const type = asString(valueAt(value, 'type'));
  return {
    name: entry.keyNode.value,
    property: entry,
    nameSpan: innerSpan(entry.keyNode, text),
    value,
    type: type === undefined ? undefined : typeText(type, text),
    default: valueAt(value, 'default'),
    description: asString(valueAt(value, 'description'))?.value,
    sensitive: booleanOf(valueAt(value, 'sensitive')) ?? false,
  };
}

function typeText(node: StringASTNode, text: string): TypeText {
  const inner = innerSpan(node, text);
  return { node, inner, map: mapJsonString(text, inner) };
}

function readImplementation(node: ObjectASTNode): ImplementationNode {
  return {
    node,
    name: asString(valueAt(node, 'name')),
    requirements: stringsOf(valueAt(node, 'requirements')),
    inputMethod: asString(valueAt(node, 'input_method')),
    files: stringsOf(valueAt(node, 'files')),
  };
}
