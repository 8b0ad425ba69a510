import { type Document, isAlias, isMap, isScalar, isSeq, type Node, Scalar, stringify } from 'yaml';
import { decodeEscaped } from '../../common/index.ts';
import {
  type Evaluation,
  entriesOf,
  FunctionFault,
  hashOf,
  isKind,
  type NativeCall,
  type NativeFunction,
  type PuppetValue,
  rich,
  textOf,
  wait,
} from '../../language/index.ts';
import { parseLikePsych } from '../../project/index.ts';

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
  const { document } = parseLikePsych(text);
  const [fault] = document.errors;
  const [usual] = fallback;
  if (fault === undefined) {
    const value = puppetValue(document, document.contents, { left: mostNodes });
    if (value !== undefined) return value ?? usual ?? null;
  }
  if (usual !== undefined) return usual;
  const why = fault?.message.split('\n')[0] ?? `more than ${mostNodes} values`;
  throw new FunctionFault(`${name}(): ${why}`);
}

/** Values of a text at most: aliases of aliases make many of few letters. */
const mostNodes = 1_000_000;

/** The value of a node; undefined where the text has too many. */
function puppetValue(document: Document, node: unknown, bound: { left: number }): PuppetValue | undefined {
  bound.left -= 1;
  if (bound.left < 0) return undefined;
  if (isAlias(node)) return puppetValue(document, node.resolve(document), bound);
  if (isSeq(node)) {
    const items = node.items.map((item) => puppetValue(document, item, bound));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (isMap(node)) {
    const entries: (readonly [PuppetValue, PuppetValue])[] = [];
    for (const { key, value } of node.items) {
      const pair = [puppetValue(document, key, bound), puppetValue(document, value, bound)] as const;
      if (pair[0] === undefined || pair[1] === undefined) return undefined;
      entries.push([pair[0], pair[1]]);
    }
    return hashOf(entries);
  }
  return isScalar(node) ? scalarValue(node) : null;
}

function scalarValue({ value, source = '' }: Scalar): PuppetValue {
  if (typeof value === 'number') {
    const isFloat = !Number.isInteger(value) || (/[.eE]/.test(source) && !/^[-+]?0x/i.test(source));
    return isFloat && (Number.isInteger(value) || !Number.isFinite(value)) ? { [rich]: 'Float', value } : value;
  }
  if (typeof value === 'bigint' || typeof value === 'string' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : String(value);
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
