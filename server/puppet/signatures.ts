import type { ParameterDeclaration, Signature } from '../../orchestrator-core/language/index.ts';
import { constructorsOf, memberOf, parameterText } from '../../orchestrator-core/language/index.ts';
import type { SignatureHelp, SignatureInformation } from '../documents/answers.ts';
import type { Span } from '../documents/words.ts';

import { type Called, callAt, calledBy, chosenSignature } from './called.ts';
import type { PuppetCode } from './code.ts';
import { type CallPlace, callAt as callPlaceAt, parametersOf } from './completion/arguments.ts';
import { typeBefore } from './completion/members.ts';
import { keysIn, type Site, siteAt, tokenAt, tokenBefore, wordOf } from './completion/site.ts';
import type { Frame } from './frames.ts';

/** How the call around a place is written, also while it is not closed yet. */
export function puppetSignatures(code: PuppetCode, offset: number): SignatureHelp | undefined {
  const site = siteAt(code, offset);
  if (site.cursor.kind === 'comment') return undefined;
  const depth = site.cursor.frames.findIndex(({ kind }) => !passedThrough.has(kind));
  const frame = site.cursor.frames[depth];
  if (frame?.kind === 'lambda') return ofLambda(site, frame);
  if (frame?.kind !== 'call' && frame?.kind !== 'method') return undefined;
  const place = callPlaceOf(site, depth);
  if (place?.runs !== undefined) return ofRun(site, place, depth);
  return ofCall(site, frame, frame.index);
}

/** Brackets in an argument: the call around them is still the one that is written. */
const passedThrough: ReadonlySet<Frame['kind']> = new Set(['hash', 'list', 'access', 'group', 'interpolation']);

function callPlaceOf(site: Site, depth: number): CallPlace | undefined {
  const frames = site.cursor.frames.slice(Math.max(0, depth - 1));
  const first = frames[0]?.kind === 'hash' || depth === 0 ? frames : frames.slice(1);
  return callPlaceAt({ ...site, cursor: { ...site.cursor, frames: first } });
}

function ofCall(site: Site, frame: Frame, index: number): SignatureHelp | undefined {
  const called = calledAt(site, frame);
  if (called === undefined || called.signatures.length === 0) return undefined;
  const count = index + called.shift + 1;
  const isEmpty =
    frame.open === site.cursor.before && site.cursor.kind === 'word' && site.cursor.span.start === site.cursor.span.end;
  const written = called.given.slice(0, Math.max(0, count - 1));
  const active = chosenSignature(site.code, called.signatures, written, isEmpty ? count - 1 : count);
  return {
    signatures: called.signatures.map((signature) => {
      const shown = information(called, signature);
      return { ...shown, activeParameter: activeParameter(signature, index + called.shift, called.shift) };
    }),
    activeSignature: active,
  };
}

function activeParameter({ parameters }: Signature, index: number, shift: number): number {
  const last = parameters.length - 1;
  const found = index > last && parameters[last]?.captures === true ? last : index;
  return found - shift;
}

/** Behind the opening bar of a lambda the lambda is what is written. */
function ofLambda(site: Site, frame: Frame): SignatureHelp | undefined {
  const called = frame.word === undefined ? undefined : calledAt(site, frame);
  if (called === undefined) return undefined;
  const withBlock = called.signatures.filter(({ block }) => block !== undefined);
  if (withBlock.length === 0) return undefined;
  return {
    signatures: withBlock.map((signature) => ({
      ...information(called, signature),
      activeParameter: signature.parameters.length - called.shift,
    })),
    activeSignature: chosenSignature(site.code, withBlock, called.given, called.given.length, frame.index + 1),
  };
}

/** What a bracket's function is: from the tree, or from what stands before it where the tree doesn't have it. */
function calledAt(site: Site, frame: Frame): Called | undefined {
  const { code, cursor } = site;
  const word = tokenAt(site, frame.word);
  if (word === undefined) return undefined;
  const node = cursor.tokens === code.parsed.tokens ? callAt(code.parsed.program, word.start) : undefined;
  const found = node === undefined ? undefined : calledBy(code, node);
  if (found !== undefined) return found;
  const isMethod = tokenAt(site, (frame.word ?? 0) - 1)?.kind === '.';
  const type = isMethod ? typeBefore(site, (frame.word ?? 0) - 1) : undefined;
  if (type !== undefined) {
    const made =
      word.value === 'new' && type.kind === 'Type' && type.type !== undefined ? constructorsOf(type.type) : undefined;
    const member = memberOf(type, word.value);
    if (made !== undefined) return { name: 'new', signatures: made, given: [], shift: 0 };
    if (member !== undefined) return { name: member.name, signatures: member.signatures, member, given: [], shift: 0 };
  }
  const declaration = code.world.find('function', wordOf(site, frame));
  if (declaration === undefined) return undefined;
  const { name, signatures } = declaration;
  return { name, signatures, declaration, given: [], shift: isMethod ? 1 : 0 };
}

function information({ name, declaration, member, shift }: Called, signature: Signature): SignatureInformation {
  const parameters = signature.parameters.slice(shift);
  const label = new Label(`${name}(`);
  for (const [index, parameter] of parameters.entries()) {
    if (index > 0) label.add(', ');
    label.mark(parameterText(parameter), documentationOf(parameter));
  }
  label.add(')');
  if (signature.block !== undefined) {
    label.add(' ');
    const { type, isOptional } = signature.block;
    label.mark(
      `${type ?? 'Callable'} |…|${isOptional ? '?' : ''}`,
      isOptional ? 'The lambda, which may be left out.' : 'The lambda.',
    );
  }
  if (signature.returns !== undefined) label.add(` >> ${signature.returns}`);
  const text =
    member?.text ?? declaration?.documentation?.summary ?? declaration?.documentation?.text.split(/\n\s*\n/)[0];
  return label.done(text);
}

function documentationOf({ description, options }: ParameterDeclaration): string | undefined {
  const keys = (options ?? []).map(
    ({ name, description: text }) => `- \`${name}\`${text === undefined ? '' : `: ${text}`}`,
  );
  const parts = [description, keys.length === 0 ? undefined : keys.join('\n')].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join('\n\n');
}

/** `run_task('name', …)` shows what the task takes; so does `run_plan` for its plan. */
function ofRun(site: Site, place: CallPlace, depth: number): SignatureHelp | undefined {
  const { runs, name, frame } = place;
  if (runs === undefined) return undefined;
  const positional = ['targets', 'nodes'].find((each) =>
    runs.signatures[0]?.parameters.some((one) => one.name === each),
  );
  const named = parametersOf(site, place).filter((each) => runs.kind === 'task' || each.name !== positional);
  const label = new Label(`${name}(`);
  label.mark(`'${runs.name}'`, undefined);
  label.add(', ');
  label.mark('$targets', 'Targets, or names of targets and groups.');
  for (const parameter of named) {
    label.add(', ');
    label.mark(namedText(parameter), documentationOf(parameter));
  }
  label.add(')');
  const active = frame.index < 2 && depth === 0 && !isKeyed(site) ? frame.index : 2 + activeName(site, place, named);
  const text = runs.documentation?.summary ?? runs.documentation?.text.split(/\n\s*\n/)[0];
  return { signatures: [{ ...label.done(text), activeParameter: active }], activeSignature: 0 };
}

function namedText({ name, type, isOptional }: ParameterDeclaration): string {
  return `${name}${isOptional ? '?' : ''} => ${type ?? 'Any'}`;
}

function isKeyed(site: Site): boolean {
  const before = tokenBefore(site)?.kind;
  return before === '=>';
}

/** The parameter whose value is written; else the first that is needed and not given yet. */
function activeName(site: Site, place: CallPlace, named: readonly ParameterDeclaration[]): number {
  const { cursor } = site;
  let depth = 0;
  for (let at = cursor.before; at >= place.keys; at -= 1) {
    const kind = cursor.tokens[at]?.kind ?? 'end';
    if ([')', ']', '}', 'dqpost'].includes(kind)) depth += 1;
    else if (['(', 'ws-(', '[', 'list-start', '{', 'sel-{', 'dqpre'].includes(kind)) depth = Math.max(0, depth - 1);
    else if (depth === 0 && kind === ',' && place.frame.kind === 'call') break;
    else if (depth === 0 && kind === '=>') {
      const found = named.findIndex(({ name }) => name === cursor.tokens[at - 1]?.value);
      if (found >= 0) return found;
    }
  }
  const given = keysIn(site, place.keys);
  const next = named.findIndex(({ name }) => !given.some((each) => each.name === name));
  return next < 0 ? named.length : next;
}

/** The text of a signature, and where its parameters are in it. */
class Label {
  private text: string;
  private readonly parameters: { label: Span; documentation?: string }[] = [];

  constructor(text: string) {
    this.text = text;
  }

  add(text: string): void {
    this.text += text;
  }

  mark(text: string, documentation: string | undefined): void {
    const start = this.text.length;
    this.add(text);
    const label = { start, end: this.text.length };
    this.parameters.push(documentation === undefined ? { label } : { label, documentation });
  }

  done(documentation: string | undefined): Omit<SignatureInformation, 'activeParameter'> & { activeParameter: number } {
    const { text: label, parameters } = this;
    return { label, parameters, activeParameter: 0, ...(documentation === undefined ? {} : { documentation }) };
  }
}
