import { problem } from '../documents/codes.ts';
import type { DataTypes } from '../documents/data-types.ts';
import { nearest } from '../documents/nearest.ts';
import { typeTokens } from '../documents/type-text.ts';
import type { Fix, Problem, Span } from '../documents/words.ts';
import { spanOf, toValue } from '../json/tree.ts';
import type { MetadataDocument, ParameterNode, TypeText } from './metadata.ts';

const namePattern = /^[a-z][a-z0-9_]*$/;

/** Names, types and defaults of the parameters. `inProject` says whether every module is in sight. */
export function checkParameters(metadata: MetadataDocument, types: DataTypes, inProject: boolean): readonly Problem[] {
  return (metadata.parameters ?? []).flatMap((parameter) => [
    ...checkName(metadata, parameter),
    ...(parameter.type === undefined ? [] : checkType(metadata, parameter.type, types, inProject)),
    ...checkDefault(parameter, types),
  ]);
}

function checkName(metadata: MetadataDocument, parameter: ParameterNode): readonly Problem[] {
  if (namePattern.test(parameter.name)) return [];
  const better = parameter.name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^[^a-z]+/, '');
  const fixes: readonly Fix[] = namePattern.test(better)
    ? [replace(metadata, parameter.nameSpan, parameter.name, better)]
    : [];
  const message = `'${parameter.name}' is no name for a parameter: it starts with a lower-case letter and has lower-case letters, digits and underscores only.`;
  return [problem('parameter-name', parameter.nameSpan, message, { fixes })];
}

function replace(metadata: MetadataDocument, span: Span, from: string, to: string): Fix {
  const files = [{ path: metadata.source.path, changes: [{ ...span, text: to }] }];
  return { title: `Change '${from}' to '${to}'`, files };
}

function checkType(
  metadata: MetadataDocument,
  type: TypeText,
  types: DataTypes,
  inProject: boolean,
): readonly Problem[] {
  const { map, inner } = type;
  const errors = types.parse(map.value).errors.map((error) => {
    const span = map.toDocument(error);
    // An error at the end of the text has no width; the last character shows where it is.
    const shown = span.end > span.start ? span : { start: Math.max(inner.start, span.start - 1), end: span.end };
    return problem('type-syntax', shown.end > shown.start ? shown : spanOf(type.node), error.message);
  });
  return [...errors, ...unknownNames(metadata, type, types, inProject)];
}

/** Names of types that neither Puppet nor a module has. */
function unknownNames(
  metadata: MetadataDocument,
  type: TypeText,
  types: DataTypes,
  inProject: boolean,
): readonly Problem[] {
  return typeTokens(type.map.value)
    .filter((token) => token.kind === 'name' && !types.isKnown(token.text))
    .flatMap((token) => {
      const span = type.map.toDocument(token);
      const meant = nearest(token.text, types.names());
      const module = token.text.split('::')[0]?.toLowerCase() ?? '';
      const isForeign = token.text.includes('::') && !types.hasModule(module);
      if (isForeign && !inProject && meant === undefined) return [];
      const reason = isForeign
        ? `There is no module '${module}' on the modulepath, so no value is of the type '${token.text}'.`
        : `There is no type '${token.text}', so no value is of it.`;
      const advice = meant === undefined ? '' : ` Did you mean '${meant}'?`;
      const fixes = meant === undefined ? [] : [replace(metadata, span, token.text, meant)];
      return [problem('unknown-type', span, `${reason}${advice}`, { fixes })];
    });
}

function checkDefault(parameter: ParameterNode, types: DataTypes): readonly Problem[] {
  const { type, default: value } = parameter;
  if (type === undefined || value === undefined || !isComplete(type, types)) return [];
  const mismatch = types.mismatch(parameter.name, type.map.value, toValue(value));
  return mismatch === undefined ? [] : [problem('default-mismatch', spanOf(value), mismatch)];
}

/** Whether the type can be judged: it parses and each of its names is known. */
function isComplete(type: TypeText, types: DataTypes): boolean {
  if (types.parse(type.map.value).errors.length > 0) return false;
  return typeTokens(type.map.value).every((token) => token.kind !== 'name' || types.isKnown(token.text));
}
