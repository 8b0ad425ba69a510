import type { Json } from '../../common/index.ts';
import {
  type Closure,
  isEvaluation,
  lookUp,
  type NativeCall,
  type PuppetObject,
  type PuppetValue,
} from '../../language/index.ts';
import { callPlace, contextOf, planPlace } from '../run/plan-context.ts';
import type { PlanModule } from '../run/plan-loader.ts';
import { visibleNames } from '../run/record.ts';
import { type AskObject, puppetSource } from '../values/puppet-source.ts';
import { clearJson } from './options.ts';

/** A block of `apply` as a manifest of its own. */
export interface BlockManifest {
  /** The manifest for a target with these variables. It may hold secrets. */
  code(vars: Readonly<Record<string, PuppetValue>>): string;
  /** The block as it stands. */
  readonly text: string;
  /** The variables that the block itself names. */
  readonly named: PuppetObject;
  /** What names the modules that are needed. It may hold secrets. */
  readonly uses: string;
  /** What nobody may see of the variables, in clear. */
  readonly secrets: readonly Json[];
  /** A text that Puppet says of the manifest, with the places of the plan in it. */
  placed(text: string): string;
}

/**
 * The source of a block with the variables that it sees before it. Lines and columns are those of the plan, for the
 * variables are set on the first line; code that stands there is moved to the second.
 */
export function manifestOfBlock(call: NativeCall, { lambda, frame }: Closure): BlockManifest {
  const { source } = frame;
  const { start, end } = lambda.body;
  // The braces of the block are none of the manifest.
  const text = source.slice(start, end).replace(/^\{(.*)\}$/s, ' $1 ');
  const before = source.slice(0, start);
  const variables = new Map<string, string>();
  const named: Record<string, PuppetValue> = {};
  const secrets: Json[] = [];
  const ask = askerFor(call, text);
  for (const name of visibleNames(frame.scope)) {
    const value = lookUp(frame.scope, name) ?? null;
    const literal = settable.test(name) ? puppetSource(value, ask) : undefined;
    if (literal === undefined) continue;
    variables.set(name, literal);
    clearJson(value, secrets);
    if (new RegExp(`\\b${name}\\b`).test(text)) named[name] = value;
  }
  const place = planPlace(callPlace(call.frame, call.node));
  // The block of a YAML plan's step is nowhere in the plan.
  const isOwn = source === call.frame.source;
  const line = before.split('\n').length;
  const column = start - (before.lastIndexOf('\n') + 1);
  const { code, placed } = manifestOf(text, {
    modules: contextOf(call.frame).run.world.loader.modules,
    path: place?.path,
    line,
    column,
    ...(isOwn || place === undefined ? {} : { only: place.line }),
    variables,
  });
  return { code, placed, text, named, uses: [text, ...variables.values()].join('\n'), secrets };
}

/** What objects in the variables of a block answer: of what is long, only what the block speaks of. */
function askerFor({ frame, node }: NativeCall, text: string): AskObject {
  const { objects } = contextOf(frame).run;
  const long = ['facts', 'report', 'to_data'].filter((name) => !text.includes(name));
  return (object, name) => {
    if (long.includes(name)) return undefined;
    const answer = objects.member({ frame, node, arguments: [], block: undefined, object, name });
    return answer !== undefined && !isEvaluation(answer) ? answer : undefined;
  };
}

/** Where the code of a manifest comes from. */
interface ManifestSource {
  /** Undefined for code that is in no file. */
  readonly path: string | undefined;
  /** Those that may go along. */
  readonly modules: readonly PlanModule[];
  /** Of its beginning, from 1. */
  readonly line: number;
  /** From 0. */
  readonly column: number;
  /** The line that stands for all of it. */
  readonly only?: number;
  /** What is set before it, as Puppet source. */
  readonly variables: ReadonlyMap<string, string>;
}

/** Code as a manifest for targets. */
function manifestOf(text: string, source: ManifestSource): Pick<BlockManifest, 'code' | 'placed'> {
  const { path, modules, line, column, only, variables } = source;
  const shift = Math.max(0, 2 - line);
  const body = `${'\n'.repeat(line - 1 + shift)}${' '.repeat(column)}${text}\n`;
  return {
    code: (vars) => {
      const all = new Map(variables);
      for (const [name, value] of Object.entries(vars)) {
        const literal = puppetSource(value, () => undefined);
        if (settable.test(name) && !all.has(name) && literal !== undefined) all.set(name, literal);
      }
      // Puppet sets these itself, outside of what a block with parameters sees.
      const own = [...all].filter(([name]) => shadowing.has(name));
      const others = [...all].filter(([name]) => !shadowing.has(name));
      const set = others.map(([name, literal]) => setVariable(name, literal)).join(' ');
      if (own.length === 0) return `${set}${body}`;
      const parameters = own.map(([name]) => `$${name}`).join(', ');
      return `${set} with(${own.map(([, literal]) => literal).join(', ')}) |${parameters}| {${body}}\n`;
    },
    placed: (said) =>
      said
        .replace(
          /(file: )?[^\s()]*baton-apply\.\w+\/manifest\.pp(?:(, line: )(\d+))?/g,
          (_, open = '', word: string | undefined, row: string | undefined) => {
            const file = path === undefined ? '' : `${open}${path}`;
            if (word === undefined) return file;
            return `${file}${file === '' ? word.slice(2) : word}${only ?? Number(row) - shift}`;
          },
        )
        .replace(/[^\s()]*baton-apply\.\w+\/modules\/(\w+)(?=\/)/g, (whole, module: string) => {
          return modules.find(({ name }) => name === module)?.directory ?? whole;
        }),
  };
}

/** Code that is no part of a plan: `baton apply`. @param path of the file that it is in */
export function plainManifest(
  text: string,
  modules: readonly PlanModule[],
  path?: string,
): Pick<BlockManifest, 'code' | 'placed'> {
  return manifestOf(text, { path, modules, line: 1, column: 0, variables: new Map() });
}

/** The name of a variable that a manifest can set. */
const settable = /^[a-z_][a-zA-Z0-9_]*$/;
/** Puppet sets them in every manifest. */
const reserved: ReadonlySet<string> = new Set(['facts', 'trusted', 'server_facts', 'settings']);
const shadowing: ReadonlySet<string> = new Set(['name', 'title']);

/** Facts are set before, and cannot be set again: they count, and Puppet says so. */
function setVariable(name: string, source: string): string {
  const warning = `warning('Plan variable $${name} will be overridden by fact of the same name in the apply block')`;
  if (reserved.has(name)) return warning;
  return `if defined('$${name}') { ${warning} } else { $${name} = ${source} }`;
}
