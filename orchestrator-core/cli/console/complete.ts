import {
  builtInFunctions,
  knownTypes,
  membersOf,
  nativeFunctions,
  objectNames,
  parseType,
  signatureText,
} from '../../language/index.ts';
import { commandNames } from './commands.ts';
import type { SessionNames } from './session-names.ts';

/** What a line may go on with. */
export interface LineCompletion {
  /** The end of the line that the candidates stand for. */
  readonly word: string;
  readonly candidates: readonly string[];
  /** Something to read where there is nothing to choose: how a function is called. */
  readonly note?: string;
}

/** The names that the project and its inventory have. */
export interface ProjectNames {
  readonly tasks: readonly string[];
  readonly plans: readonly string[];
  /** Targets, aliases and groups. */
  readonly targets: readonly string[];
  /** Functions of modules by name, each with how it is called. */
  readonly functions: ReadonlyMap<string, readonly string[]>;
  readonly types: readonly string[];
}

const keywords = 'and case default else elsif false function if in or true type undef unless'.split(' ');

/** What the end of a line can go on with, by the tables of the language and what the session has defined. */
export function completeLine(line: string, names: SessionNames, project: ProjectNames): LineCompletion {
  if (/^\s*:[a-z]*$/.test(line)) return among(line.trim(), commandNames);
  const quoted = openString(line);
  if (quoted !== undefined) {
    const [variable] = quoted.quote === '"' ? (/\$(?:::)?\w*$/.exec(quoted.text) ?? []) : [];
    if (variable !== undefined) return among(variable, variables(names));
    return inString(quoted, project);
  }
  const [variable] = /\$(?:::)?\w*$/.exec(line) ?? [];
  if (variable !== undefined) return among(variable, variables(names));
  const member = /(\$(?:::)?\w+(?:\[-?\d+\])?|[\w:]+\([^()]*\)|[\])}'"])\.(\w*)$/.exec(line);
  if (member !== null) return afterDot(member[1] ?? '', member[2] ?? '', names, project);
  const [type] = /(?:::)?\b[A-Z][\w:]*$/.exec(line) ?? [];
  if (type !== undefined) return among(type, typeNames(names, project));
  const [called, name = ''] = /([a-z_][\w:]*)\(\s*$/.exec(line) ?? [];
  if (called !== undefined) return noteOf(signaturesOf(name, names, project));
  const [word] = /[a-z_][\w:]*$/.exec(line) ?? [];
  // Without a beginning it would be a wall of names.
  if (word === undefined) return { word: '', candidates: [] };
  const found = among(word, [...functionNames(names, project), ...keywords]);
  const [only, ...others] = found.candidates;
  // What is written out already is said how to call.
  return only === word && others.length === 0 ? noteOf(signaturesOf(word, names, project), word) : found;
}

function among(word: string, names: Iterable<string>): LineCompletion {
  return { word, candidates: [...new Set(names)].filter((name) => name.startsWith(word)).sort() };
}

function noteOf(signatures: readonly string[], word = ''): LineCompletion {
  return signatures.length === 0 ? { word, candidates: [] } : { word, candidates: [], note: signatures.join('\n') };
}

interface OpenString {
  readonly quote: string;
  /** What stands in it so far, and before it. */
  readonly text: string;
  readonly before: string;
}

/** The string that the end of a line is in; undefined outside of strings. */
function openString(line: string): OpenString | undefined {
  let start: number | undefined;
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at];
    if (start === undefined) {
      if (letter === '#') return undefined;
      if (letter === "'" || letter === '"') start = at;
    } else if (letter === '\\') at += 1;
    else if (letter === line[start]) start = undefined;
  }
  if (start === undefined) return undefined;
  return { quote: line[start] ?? '', text: line.slice(start + 1), before: line.slice(0, start) };
}

/** The first argument of `run_task` and `run_plan` names one; any other string may name targets, several with commas. */
function inString({ text, before }: OpenString, { plans, targets, tasks }: ProjectNames): LineCompletion {
  if (/\brun_task(?:_with)?\s*\(?\s*$/.test(before)) return among(text, tasks);
  if (/\brun_plan\s*\(?\s*$/.test(before)) return among(text, plans);
  return among(text.slice(text.lastIndexOf(',') + 1).trimStart(), targets);
}

function variables(names: SessionNames): readonly string[] {
  return names.of('variable').map(({ name }) => `$${name}`);
}

function typeNames(names: SessionNames, { types }: ProjectNames): readonly string[] {
  return [...knownTypes.map(({ name }) => name), ...objectNames, ...names.of('type').map(({ name }) => name), ...types];
}

function functionNames(names: SessionNames, { functions }: ProjectNames): readonly string[] {
  const own = names.of('function').map(({ name }) => name);
  return [...builtInFunctions().keys(), ...nativeFunctions().keys(), ...functions.keys(), ...own];
}

function signaturesOf(name: string, names: SessionNames, { functions }: ProjectNames): readonly string[] {
  const own = names.find('function', name);
  if (own !== undefined) return [`${name}${own.type}`];
  const declared = builtInFunctions().get(name);
  if (declared !== undefined) return declared.signatures.map((each) => signatureText(declared, each));
  return functions.get(name) ?? [];
}

/** What a value can be asked, and the functions that can be called with it first. */
function afterDot(before: string, word: string, names: SessionNames, project: ProjectNames): LineCompletion {
  const members = membersAfter(before, names);
  return among(word, word === '' ? members : [...members, ...functionNames(names, project)]);
}

function membersAfter(before: string, names: SessionNames): readonly string[] {
  const [, called] = /^([\w:]+)\(/.exec(before) ?? [];
  const types =
    called === undefined
      ? [typeOfVariable(before, names)]
      : (builtInFunctions()
          .get(called)
          ?.signatures.map(({ returns }) => returns) ?? []);
  return types.flatMap((written) => {
    const { type } = parseType(written ?? 'Any');
    return type === undefined ? [] : membersOf(type).flatMap(({ name }) => (/^\w+$/.test(name) ? [name] : []));
  });
}

/** The type of `$name`, or of an element of it. */
function typeOfVariable(text: string, names: SessionNames): string | undefined {
  const [, name = '', index] = /^\$(?:::)?(\w+)(\[)?/.exec(text) ?? [];
  const type = names.find('variable', name)?.type;
  if (index === undefined) return type;
  if (type === 'ResultSet') return 'Result';
  return /^(?:Array|Tuple)\[(\w+)/.exec(type ?? '')?.[1];
}
