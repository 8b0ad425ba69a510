import type { Shape } from '../../orchestrator-core/project/index.ts';
import { type Guide, type GuideWord, guideOfShape, type YamlPath } from '../yaml/guide.ts';

/** Keys that say which function gives the data of a level; one of them. */
export const functionKeys: readonly string[] = ['data_hash', 'lookup_key', 'data_dig', 'hiera3_backend'];

/** Keys that say where the data of a level lies; one of them at most. */
export const locationKeys: readonly string[] = ['path', 'paths', 'glob', 'globs', 'uri', 'uris', 'mapped_paths'];

const text: Shape = { type: ['String'] };
const texts: Shape = { type: ['Array'], items: text };
const options: Shape = { type: ['Hash'], others: {} };

const level: Shape = {
  type: ['Hash'],
  required: ['name'],
  properties: {
    name: text,
    path: text,
    paths: texts,
    glob: text,
    globs: texts,
    uri: text,
    uris: texts,
    mapped_paths: texts,
    datadir: text,
    data_hash: text,
    lookup_key: text,
    data_dig: text,
    hiera3_backend: text,
    options,
    v4_data_hash: text,
  },
};
const levels: Shape = { type: ['Array'], items: level };

/** What a configuration of version 5 looks like (`Puppet::Pops::Lookup::HieraConfigV5.config_type`). */
export const hieraShape: Shape = {
  type: ['Hash'],
  properties: {
    version: { type: ['Integer'] },
    defaults: {
      type: ['Hash'],
      properties: { datadir: text, data_hash: text, lookup_key: text, data_dig: text, options },
    },
    hierarchy: levels,
    plan_hierarchy: levels,
    default_hierarchy: levels,
  },
};

const keyTexts: Readonly<Record<string, string>> = {
  data_dig: 'A function that is asked for each part of a key.',
  data_hash:
    'A function that gives all data of a file at once: `yaml_data`, `json_data`, `hocon_data`, or one of your own.',
  datadir: 'The directory of the data files, relative to this file.',
  default_hierarchy: 'In a module: what is looked up when nothing else has the key.',
  defaults: 'What counts for each level that says nothing else.',
  glob: 'A pattern of data files: `nodes/*.yaml`.',
  globs: 'Patterns of data files.',
  hiera3_backend: 'A backend of Hiera 3; in the global layer only.',
  hierarchy: 'Where data is looked up, the most important level first.',
  lookup_key: 'A function that is asked for each key: `eyaml_lookup_key`, or one of your own.',
  mapped_paths:
    'Three strings: a variable that holds a list or hash, a name for its elements, and a path with that name in it.',
  name: 'What the level is called in explanations. No other level of the hierarchy may be called so.',
  options: 'What is handed to the function beside the file.',
  path: 'A data file below `datadir`.',
  paths: 'Data files below `datadir`, the most important one first.',
  plan_hierarchy: 'The hierarchy for lookups in plans outside `apply`, where no facts are known.',
  uri: 'The address that the function is handed.',
  uris: 'The addresses that the function is handed.',
  v4_data_hash: 'A function of Hiera 4.',
  version: 'The version of the format: 5.',
};

const optionTexts: Readonly<Record<string, string>> = {
  gpg_gnugpghome: 'The directory with the GPG keyring, for eyaml.',
  pkcs7_private_key: 'The file with the private key, for eyaml.',
  pkcs7_public_key: 'The file with the public key, for eyaml.',
};

const functions: Readonly<Record<string, readonly GuideWord[]>> = {
  data_hash: [
    { word: 'yaml_data', about: 'YAML files.' },
    { word: 'json_data', about: 'JSON files.' },
    { word: 'hocon_data', about: 'HOCON files.' },
  ],
  lookup_key: [{ word: 'eyaml_lookup_key', about: 'YAML files with encrypted values.' }],
  version: [{ word: '5' }],
};

/** What may stand in `hiera.yaml`. */
export const hieraGuide: Guide = guideOfShape(hieraShape, about);

function about(path: YamlPath): Partial<Guide> {
  const key = path.at(-1);
  if (typeof key !== 'string') return {};
  const words = Object.hasOwn(functions, key) ? functions[key] : undefined;
  const known = Object.hasOwn(keyTexts, key) ? keyTexts[key] : undefined;
  const keys = Object.fromEntries(Object.entries(optionTexts).map(([name, said]) => [name, { about: said }]));
  return {
    ...(known === undefined ? {} : { about: known }),
    ...(words === undefined ? {} : { words }),
    ...(key === 'options' ? { keys } : {}),
    ...(key === 'datadir' ? { default: 'data' } : {}),
  };
}

/** Variables that hierarchies are often made of, with what they hold. */
export const interpolations: Readonly<Record<string, string>> = {
  environment: 'The environment of the node.',
  'facts.hostname': 'The short name of the node.',
  'facts.kernel': 'Such as `Linux` or `windows`.',
  'facts.networking.domain': 'The domain of the node.',
  'facts.networking.fqdn': 'The full name of the node.',
  'facts.os.family': 'Such as `RedHat`, `Debian` or `windows`.',
  'facts.os.name': 'Such as `CentOS` or `Debian`.',
  'facts.os.release.full': 'Such as `9.3`.',
  'facts.os.release.major': 'Such as `9`.',
  'facts.virtual': 'Such as `physical`, `kvm` or `docker`.',
  'trusted.certname': "The name in the node's certificate.",
  'trusted.domain': 'The domain in the name of the certificate.',
  'trusted.extensions.pp_environment': 'An extension of the certificate.',
  'trusted.extensions.pp_role': 'An extension of the certificate.',
  'trusted.hostname': 'The first part of the name in the certificate.',
};
