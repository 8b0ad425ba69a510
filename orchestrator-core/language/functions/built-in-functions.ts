import type { Declaration, OptionDeclaration, ParameterDeclaration, Signature } from '../analysis/declaration.ts';
import { boltFunctions } from './bolt-functions.ts';
import type { FunctionRow, FunctionTable } from './function-row.ts';
import { puppetFunctions } from './puppet-functions.ts';
import { readSignature } from './read-signature.ts';

let made: ReadonlyMap<string, Declaration> | undefined;

/** The functions that Puppet and Bolt bring along, by name. Signatures are read when they are asked for. */
export function builtInFunctions(): ReadonlyMap<string, Declaration> {
  made ??= new Map([...declare(puppetFunctions, 'Puppet'), ...declare(boltFunctions, 'Bolt')]);
  return made;
}

function declare(table: FunctionTable, by: 'Puppet' | 'Bolt'): [string, Declaration][] {
  return Object.entries(table).map(([name, row]) => {
    let signatures: readonly Signature[] | undefined;
    const declaration: Declaration = {
      kind: 'function',
      name,
      // A plan calls a few of them: reading all took longer than a short plan runs.
      get signatures() {
        signatures ??= row.signatures.map((text, index) => signature(row, text, row.deprecatedSignatures?.[index]));
        return signatures;
      },
      documentation: { text: row.text, ...(row.deprecated !== undefined && { deprecated: row.deprecated }) },
      origin: { kind: 'built-in', by },
      ...(row.place !== undefined && { place: row.place }),
    };
    return [name, declaration];
  });
}

function signature(row: FunctionRow, text: string, deprecated: string | undefined): Signature {
  const read = readSignature(text);
  return {
    ...read,
    parameters: read.parameters.map((parameter) => describe(row, parameter)),
    ...(deprecated !== undefined && { deprecated }),
  };
}

function describe(row: FunctionRow, parameter: ParameterDeclaration): ParameterDeclaration {
  const description = row.parameters?.[parameter.name] ?? common[parameter.name];
  const isOptions = row.options !== undefined && /^(?:options|args|options_hash)$/.test(parameter.name);
  return {
    ...parameter,
    ...(description !== undefined && { description }),
    ...(isOptions && { options: options(row) }),
    ...(isOptions && row.takesOtherKeys && { takesOtherKeys: true }),
  };
}

function options({ options: table = {}, underscores }: FunctionRow): readonly OptionDeclaration[] {
  return Object.entries(table).map(([name, [type, description]]) => {
    const alias = name.startsWith('_') ? name.slice(1) : `_${name}`;
    return { name, ...(underscores === 'either' && { alias }), type, description };
  });
}

/** What parameters of these names mean in every function that does not say otherwise. */
const common: Readonly<Record<string, string>> = {
  targets: 'Names of targets or groups, patterns, `Target` objects, or lists of those.',
  description: 'What is shown and logged instead of the action itself.',
  options: 'How to do it.',
};
