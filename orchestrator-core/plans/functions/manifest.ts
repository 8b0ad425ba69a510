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
import { visibleNames } from '../run/record.ts';
import type { PlanObject } from '../values/plan-object.ts';
import { puppetSource } from '../values/puppet-source.ts';
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

/** The name of a variable that a manifest can set. */
const settable = /^[a-z_][a-zA-Z0-9_]*$/;
/** Set by Puppet itself in every manifest. */
const reserved: ReadonlySet<string> = new Set(['facts', 'trusted', 'server_facts', 'name', 'title', 'settings']);

/**
 * The source of a block with the variables that it sees before it. Lines and columns are those of the plan, for the
 * variables are set on the first line; code that stands there is moved to the second.
 */
export function manifestOfBlock(call: NativeCall, block: Closure): BlockManifest {
  const { lambda, frame } = block;
  const { source } = frame;
  const { start, end } = lambda.body;
  // The braces of the block are none of the manifest.
  const text = source.slice(start, end).replace(/^\{(.*)\}$/s, ' $1 ');
  const before = source.slice(0, start);
  const line = before.split('\n').length;
  const column = start - (before.lastIndexOf('\n') + 1);
  const shift = Math.max(0, 2 - line);
  const body = `${'\n'.repeat(line - 1 + shift)}${' '.repeat(column)}${text}\n`;
  const variables = new Map<string, string>();
  const named: Record<string, PuppetValue> = {};
  const secrets: Json[] = [];
  const { objects } = contextOf(call.frame).run;
  const ask = (object: PlanObject, name: string): PuppetValue | undefined => {
    const { frame: at, node } = call;
    const answer = objects.member({ frame: at, node, arguments: [], block: undefined, object, name });
    return answer !== undefined && !isEvaluation(answer) ? answer : undefined;
  };
  for (const name of visibleNames(frame.scope)) {
    if (!settable.test(name)) continue;
    const value = lookUp(frame.scope, name) ?? null;
    const literal = puppetSource(value, ask);
    if (literal === undefined) continue;
    variables.set(name, literal);
    clearJson(value, secrets);
    if (new RegExp(`\\b${name}\\b`).test(text)) named[name] = value;
  }
  const place = planPlace(callPlace(call.frame, call.node));
  // The block of a YAML plan's step is nowhere in the plan.
  const isOwn = frame.source === call.frame.source;
  return {
    code: (vars) => {
      const all = new Map(variables);
      for (const [name, value] of Object.entries(vars)) {
        const literal = puppetSource(value, () => undefined);
        if (settable.test(name) && !all.has(name) && literal !== undefined) all.set(name, literal);
      }
      return `${[...all].map(([name, literal]) => setVariable(name, literal)).join(' ')}${body}`;
    },
    text,
    named,
    uses: [text, ...variables.values()].join('\n'),
    secrets,
    placed: (said) =>
      said.replace(
        /(\(file: )?[^\s()]*baton-apply\.\w+\/manifest\.pp(?:(, line: )(\d+))?/g,
        (_, open: string | undefined, word: string | undefined, row: string | undefined) => {
          const path = place?.path ?? 'the plan';
          if (word === undefined || row === undefined) return `${open ?? ''}${path}`;
          return `${open ?? ''}${path}${word}${isOwn ? Number(row) - shift : (place?.line ?? row)}`;
        },
      ),
  };
}

/** Facts are set before, and cannot be set again: they count, and Puppet says so. */
function setVariable(name: string, source: string): string {
  const warning = `warning('Plan variable $${name} will be overridden by fact of the same name in the apply block')`;
  if (reserved.has(name)) return warning;
  return `if defined('$${name}') { ${warning} } else { $${name} = ${source} }`;
}
