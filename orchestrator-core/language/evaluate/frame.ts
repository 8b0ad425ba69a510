import type { Block, Definition, Expression, Lambda, Span, SyntaxNode } from '../syntax/ast.ts';
import type { FindAlias } from '../types/read-type.ts';
import type { PuppetValue, RichValue, rich } from '../types/value.ts';
import { type Evaluation, EvaluationError, type SourcePlace } from './evaluation.ts';
import type { Scope } from './scope.ts';

/** What a function that is built in is called with. */
export interface NativeCall {
  readonly frame: Frame;
  /** The call or method call. */
  readonly node: SyntaxNode;
  readonly arguments: readonly PuppetValue[];
  readonly block: Closure | undefined;
}

/** A built-in function: an immediate value, or an evaluation where it calls its block or has to wait. */
export type NativeFunction = (call: NativeCall) => PuppetValue | Evaluation;

/** A function written in Puppet, with the text it stands in. */
export interface PuppetFunction {
  readonly definition: Definition;
  readonly path: string | undefined;
  readonly source: string;
}

/** A lambda with the variables around it. */
export interface Closure {
  readonly lambda: Lambda;
  readonly frame: Frame;
}

/** What an evaluation is given of the world: nothing in it is asked for by the evaluator itself. */
export interface Host {
  readonly natives: ReadonlyMap<string, NativeFunction>;
  /** The function of a module, read when it is first called; undefined where no module has it. */
  readonly loadFunction: (name: string) => Promise<PuppetFunction | undefined>;
  readonly findAlias: FindAlias;
  /** What `notice` and the other log functions say. */
  readonly log: (level: string, message: string, place: SourcePlace) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The digest of a text's UTF-8, in hexadecimal digits. */
  readonly digest: (algorithm: 'md5' | 'sha1' | 'sha256', text: string) => string;
  /** Whether there is a class, defined type or resource type of that name, in small letters. */
  readonly hasResourceType: (name: string) => boolean;
  readonly files: ModuleFiles;
  /** What Hiera has under a key; undefined where it has nothing. */
  readonly lookup: (key: string, merge: PuppetValue) => Promise<FoundData | undefined>;
  /** Calls within calls, at most. */
  readonly deepest: number;
  /** What objects of types answer that live outside the evaluation; absent where there are none. */
  readonly objects?: LiveObjects;
}

/** What Hiera has under a key. */
export interface FoundData {
  readonly value: PuppetValue;
  /** What it is to be made, as `lookup_options` say: a type or its name, and what `new` is given besides the value. */
  readonly convertTo?: readonly PuppetValue[];
}

/** A function of an object that is called: `$targets.first.facts`, `$results.find('web1')`. */
export interface MemberCall extends NativeCall {
  /** The object itself is not among the call's arguments. */
  readonly object: RichValue & { readonly [rich]: 'Object' };
  readonly name: string;
}

/** Objects that someone else keeps (a plan's targets, the results of its runs). */
export interface LiveObjects {
  /** The value of an attribute or of a function of the object; undefined where its type has none of that name. */
  readonly member: (call: MemberCall) => PuppetValue | Evaluation | undefined;
  /** Whether {@link construct} makes the instances of a type. */
  readonly constructs: (type: string) => boolean;
  /** Makes an instance of the type (`Target.new(…)`); the arguments are what its signatures take. */
  readonly construct: (type: string, call: NativeCall) => PuppetValue | Evaluation;
}

/** The files that functions read. */
export interface ModuleFiles {
  /** The absolute path of `MODULE/FILE` below a module's directory of that name, or of an absolute path; undefined where there is none. */
  readonly find: (kind: 'files' | 'templates', reference: string) => Promise<string | undefined>;
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
  readonly moduleDirectory: (name: string) => Promise<string | undefined>;
}

/** How trees are evaluated; every frame carries it, so that files need not import each other in circles. */
export interface Rules {
  readonly expression: (frame: Frame, node: Expression) => Evaluation;
  readonly block: (frame: Frame, block: Block) => Evaluation;
}

/** Where an evaluation stands: in which text, with which variables, called by how many. */
export interface Frame {
  readonly host: Host;
  readonly rules: Rules;
  readonly path: string | undefined;
  readonly source: string;
  readonly scope: Scope;
  readonly depth: number;
  /** The functions that the text itself defines, by name. */
  readonly functions: ReadonlyMap<string, PuppetFunction>;
  /** Takes what a template writes; undefined outside of templates. */
  readonly render?: (text: string) => void;
  /**
   * What whoever began the evaluation finds again in every call within it. A function that runs its block in other
   * surroundings hands the block a frame that has them.
   */
  readonly surroundings?: unknown;
}

/** The same place with other variables. */
export function inScope(frame: Frame, scope: Scope): Frame {
  return { ...frame, scope };
}

/** The place of a node, as Puppet tells it. */
export function placeOf({ path, source }: Frame, at: Span | SyntaxNode): SourcePlace {
  const start = 'kind' in at ? startOf(source, at) : at.start;
  return { path, source, span: { start, end: at.end } };
}

/** A method call is where its arguments open, or at its dot where it has none; whatever is read of it is there too. */
function startOf(source: string, node: SyntaxNode): number {
  if (node.kind === 'access') return startOf(source, node.left);
  if (node.kind !== 'method-call') return node.start;
  const { arguments: given, lambda, name } = node;
  const between = source.slice(name.end, given[0]?.start ?? lambda?.start ?? node.end);
  const bracket = between.indexOf('(');
  return bracket < 0 ? source.lastIndexOf('.', name.start) : name.end + bracket;
}

/** An error of the evaluation at a node, with Puppet's words before its message. */
export function evaluationError(frame: Frame, span: Span, message: string, options?: ErrorOptions): EvaluationError {
  return new EvaluationError(`Evaluation Error: ${message}`, placeOf(frame, span), options);
}
