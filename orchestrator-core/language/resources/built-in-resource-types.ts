import type { Declaration, ParameterDeclaration } from '../analysis/declaration.ts';
import { type AttributeRow, metaparameters, resourceTypeTable } from './resource-type-table.ts';

let made: ReadonlyMap<string, Declaration> | undefined;

/** The resource types that Puppet brings along, by name. Their attributes are their signature's parameters. */
export function builtInResourceTypes(): ReadonlyMap<string, Declaration> {
  made ??= new Map(
    Object.entries(resourceTypeTable).map(([name, { text, attributes }]): [string, Declaration] => [
      name,
      {
        kind: 'resource-type',
        name,
        signatures: [{ parameters: parameters(attributes) }],
        documentation: { text },
        origin: { kind: 'built-in', by: 'Puppet' },
      },
    ]),
  );
  return made;
}

/** What every resource takes beside its own attributes. */
export const metaparameterDeclarations: readonly ParameterDeclaration[] = parameters(metaparameters);

function parameters(rows: Readonly<Record<string, AttributeRow>>): readonly ParameterDeclaration[] {
  return Object.entries(rows).map(([name, [type, description]]) => ({
    name,
    isOptional: true,
    description,
    ...(type === 'Any' ? {} : { type }),
  }));
}
