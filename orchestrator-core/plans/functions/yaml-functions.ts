import { type Node, Scalar, stringify } from 'yaml';
import { decodeEscaped } from '../../common/index.ts';
import {
  type Evaluation,
  entriesOf,
  FunctionFault,
  isKind,
  type NativeCall,
  type NativeFunction,
  type PuppetValue,
  rich,
  textOf,
  wait,
} from '../../language/index.ts';
import { readYamlValue } from '../yaml-value.ts';

const parse: NativeFunction = ({ arguments: [text = '', ...fallback] }) =>
  readValue('parseyaml', textOf(text), fallback);
const print: NativeFunction = ({ arguments: [value = null, options = null] }) => {
  const secret = holdsSecret(value);
  const text = printValue(value, options);
  return secret ? { [rich]: 'Sensitive', value: text } : text;
};

/** The functions of the module stdlib that read and write YAML, as Ruby's Psych does. */
export const yamlFunctions: Readonly<Record<string, NativeFunction>> = {
  parseyaml: parse,
  'stdlib::parseyaml': parse,
  loadyaml: (call) => load(call),
  to_yaml: print,
  'stdlib::to_yaml': print,
};

function* load({ frame, arguments: [name = '', ...fallback] }: NativeCall): Evaluation {
  const { files } = frame.host;
  const file = textOf(name);
  if (/^https?:\/\//.test(file))
    throw new FunctionFault('loadyaml(): Baton reads files alone, nothing from the network');
  const path = yield* wait(() => files.find('files', file));
  const bytes = path === undefined ? undefined : yield* wait(() => files.read(path));
  return bytes === undefined ? (fallback[0] ?? null) : readValue('loadyaml', decodeEscaped(bytes), fallback);
}

function readValue(name: string, text: string, fallback: readonly PuppetValue[]): PuppetValue {
  const read = readYamlValue(text);
  const [usual] = fallback;
  if (read.ok) return read.value ?? usual ?? null;
  if (usual !== undefined) return usual;
  throw new FunctionFault(`${name}(): ${read.why}`);
}

function holdsSecret(value: PuppetValue): boolean {
  if (Array.isArray(value)) return (value as readonly PuppetValue[]).some(holdsSecret);
  if (isKind(value, 'Sensitive')) return true;
  return (entriesOf(value) ?? []).some(([key, each]) => holdsSecret(key) || holdsSecret(each));
}

function printValue(value: PuppetValue, options: PuppetValue): string {
  const indentation = (entriesOf(options) ?? []).find(([key]) => key === 'indentation')?.[1];
  const indent = typeof indentation === 'number' && indentation >= 1 && indentation <= 9 ? indentation : 2;
  const text = stringify(plain(value), {
    version: '1.1',
    indent,
    indentSeq: false,
    lineWidth: 80,
    nullStr: '',
    singleQuote: true,
    aliasDuplicateObjects: false,
    // Hashes are maps; the library would print theirs in the order-keeping form of YAML 1.1.
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !/:(?:omap|pairs|set)$/.test(tag.tag)),
  });
  if (value === null) return '---\n';
  const isEmpty = text === '[]\n' || text === '{}\n';
  const isBlock = (Array.isArray(value) || entriesOf(value) !== undefined) && !isEmpty;
  return isBlock ? `---\n${text}` : `--- ${text}`;
}

/** What the library prints: maps keep the order and the kinds of their keys, Floats their fraction. */
function plain(value: PuppetValue): unknown {
  if (Array.isArray(value)) return (value as readonly PuppetValue[]).map(plain);
  if (isKind(value, 'Sensitive')) return plain(value.value);
  if (isKind(value, 'Float')) {
    const scalar: Scalar & Node = new Scalar(value.value);
    return Object.assign(scalar, { minFractionDigits: 1 });
  }
  // Ruby would read a symbol.
  if (typeof value === 'string' && value.startsWith(':')) {
    return Object.assign(new Scalar(value), { type: Scalar.QUOTE_DOUBLE });
  }
  const entries = entriesOf(value);
  if (entries !== undefined) return new Map(entries.map(([key, each]) => [plain(key), plain(each)]));
  return typeof value === 'object' && value !== null ? textOf(value) : value;
}
