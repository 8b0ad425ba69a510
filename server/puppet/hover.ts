import {
  type Declaration,
  declarationsOf,
  knownTypes,
  metaparameterDeclarations,
  type SyntaxNode,
  signatureText,
  usesOf,
} from '../../orchestrator-core/language/index.ts';
import type { Hover } from '../documents/answers.ts';
import { type Span, touches } from '../documents/words.ts';

import { callSiteAt } from './call-site.ts';
import { type CallNode, calledBy, chosenSignature } from './called.ts';
import { type PuppetCode, textOf } from './code.ts';
import {
  codeBlock,
  describeAttribute,
  describeDeclaration,
  describeParameter,
  explainText,
  originText,
  paragraphs,
} from './describe.ts';
import { nodesOf } from './document.ts';
import { factHover, variableHover } from './hover-variable.ts';
import { keywordTexts } from './keyword-texts.ts';

/** What is known of the word at a place, as Markdown. */
export function hoverPuppet(code: PuppetCode, offset: number): Hover | undefined {
  if (code.parsed.comments.some(({ start, end }) => start < offset && offset < end)) return undefined;
  const nodes = nodesOf(code.parsed.program);
  return (
    variableHover(code, offset) ??
    factHover(nodes, offset) ??
    namedArgumentHover(code, nodes, offset) ??
    callHover(code, nodes, offset) ??
    declarationHover(code, offset) ??
    typeHover(code, nodes, offset) ??
    numberHover(nodes, offset) ??
    keywordHover(code, offset)
  );
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

/** `name => value` of a task, plan, class or resource, and options of functions. */
function namedArgumentHover(code: PuppetCode, nodes: readonly SyntaxNode[], offset: number): Hover | undefined {
  const { world } = code;
  const found = callSiteAt(nodes, code.parsed.source, offset);
  if (found?.argument !== undefined) {
    const { site, argument } = found;
    const of = world.find(site.kind, site.name) ?? world.find('resource-type', site.name);
    const own = of?.signatures[0]?.parameters.find(({ name }) => name === argument.name);
    const isResource = site.kind === 'define' || site.kind === 'class';
    const common = isResource ? metaparameterDeclarations.find(({ name }) => name === argument.name) : undefined;
    if (own !== undefined && of !== undefined) {
      const whose = `of ${kindText(of)} \`${of.name}\`.`;
      const isAttribute = of.kind === 'resource-type';
      const markdown = isAttribute
        ? describeAttribute(own, `Attribute ${whose}`)
        : describeParameter(own, world, `Parameter ${whose}`);
      return { markdown, span: argument.nameSpan };
    }
    if (common !== undefined) {
      return { markdown: describeAttribute(common, 'Every resource takes it.'), span: argument.nameSpan };
    }
  }
  return optionHover(code, nodes, offset);
}

function kindText({ kind }: Declaration): string {
  return kind === 'define' ? 'defined type' : kind === 'resource-type' ? 'resource type' : kind;
}

function optionHover(code: PuppetCode, nodes: readonly SyntaxNode[], offset: number): Hover | undefined {
  const entry = nodes.findLast((node) => node.kind === 'entry' && touches(node.key, offset));
  if (entry?.kind !== 'entry' || (entry.key.kind !== 'string' && entry.key.kind !== 'name')) return undefined;
  const { parentOf } = code.types;
  const parent = parentOf(entry);
  const call = parent?.kind === 'hash' ? parentOf(parent) : parent;
  const name =
    call?.kind === 'apply' ? 'apply' : call?.kind === 'call' && call.functor.kind === 'name' ? call.functor.value : '';
  const written = entry.key.value;
  for (const { parameters } of code.world.find('function', name)?.signatures ?? []) {
    const option = parameters
      .flatMap(({ options }) => options ?? [])
      .find((each) => each.name === written || each.alias === written);
    if (option === undefined) continue;
    const parameter = { ...option, isOptional: true };
    return {
      markdown: paragraphs([
        codeBlock(`'${option.name}' => ${option.type ?? 'Any'}`),
        parameter.description,
        `Option of function \`${name}\`.`,
      ]),
      span: spanOf(entry.key),
    };
  }
  return undefined;
}

/** The function or member that is called, in the way that it is called. */
function callHover(code: PuppetCode, nodes: readonly SyntaxNode[], offset: number): Hover | undefined {
  const call = nodes.findLast((node): node is CallNode => isCall(node) && touches(functorOf(node), offset));
  if (call === undefined) return undefined;
  const functor = functorOf(call);
  const called = calledBy(code, call);
  if (called === undefined || functor.kind !== 'name') return undefined;
  const { declaration, given, member, signatures } = called;
  const span = spanOf(functor);
  const chosen = signatures[chosenSignature(code, signatures, given, given.length, call.lambda?.parameters.length)];
  if (declaration !== undefined) return { markdown: describeDeclaration(declaration, code.world, chosen), span };
  if (member === undefined) return undefined;
  const { kind, name, of, returns, text } = member;
  const head =
    kind === 'attribute' || chosen === undefined
      ? `${of}.${name}${returns === undefined ? '' : ` >> ${returns}`}`
      : signatureText({ kind: 'function', name: `${of}.${name}` }, chosen);
  return { markdown: paragraphs([codeBlock(head), text]), span };
}

function isCall(node: SyntaxNode): node is CallNode {
  return node.kind === 'call' || node.kind === 'method-call';
}

function functorOf(call: CallNode): SyntaxNode {
  return call.kind === 'call' ? call.functor : call.name;
}

/** Names of plans, tasks, classes, resource types and what is defined here. */
function declarationHover(code: PuppetCode, offset: number): Hover | undefined {
  const { parsed, path, world } = code;
  const own = declarationsOf(parsed, path).find(({ origin }) => origin.kind === 'file' && touches(origin.name, offset));
  if (own?.origin.kind === 'file') return { markdown: describeDeclaration(own, world), span: own.origin.name };
  const use = usesOf(parsed).findLast((each) => each.kind !== 'type' && touches(each, offset));
  const found =
    use === undefined
      ? undefined
      : (world.find(use.kind, use.name) ?? (use.kind === 'define' ? world.find('resource-type', use.name) : undefined));
  if (use === undefined || found === undefined) return undefined;
  return { markdown: describeDeclaration(found, world), span: spanOf(use) };
}

/** A data type, with the arguments that it has here, in words. */
function typeHover(code: PuppetCode, nodes: readonly SyntaxNode[], offset: number): Hover | undefined {
  const reference = nodes.findLast((node) => node.kind === 'reference' && touches(node, offset));
  if (reference?.kind !== 'reference') return undefined;
  const { world, types, parsed } = code;
  const span = spanOf(reference);
  const name = reference.value.replace(/^::/, '');
  const declared = world.find('resource-type', name) ?? world.find('define', name);
  if (declared !== undefined) return { markdown: describeDeclaration(declared, world), span };
  const parent = types.parentOf(reference);
  const whole = parent?.kind === 'access' && parent.left === reference ? parent : reference;
  const text = textOf(parsed, whole);
  const known = knownTypes.find((each) => each.name.toLowerCase() === name.toLowerCase());
  const found = world.find('type', name);
  if (found === undefined && known === undefined) return undefined;
  const alias = found?.alias === undefined ? undefined : codeBlock(`type ${found.name} = ${found.alias}`);
  return {
    markdown: paragraphs([
      alias ?? codeBlock(text),
      explainText(text, world),
      known?.documentation ?? found?.documentation?.summary ?? found?.documentation?.text,
      found === undefined ? undefined : originText(found.origin, found.name),
    ]),
    span,
  };
}

/** A number in the other notations that Puppet has. */
function numberHover(nodes: readonly SyntaxNode[], offset: number): Hover | undefined {
  const number = nodes.findLast((node) => node.kind === 'number' && touches(node, offset));
  if (number?.kind !== 'number') return undefined;
  const { text } = number;
  const value = /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text);
  if (!Number.isSafeInteger(value) || (value < 8 && /^\d$/.test(text))) return undefined;
  const forms = [String(value), `0x${value.toString(16).toUpperCase()}`, `0${value.toString(8)}`];
  return { markdown: codeBlock(forms.join(' = ')), span: spanOf(number) };
}

function keywordHover({ parsed }: PuppetCode, offset: number): Hover | undefined {
  const token = parsed.tokens.find((each) => each.kind === 'keyword' && each.start <= offset && offset < each.end);
  const text = token !== undefined && Object.hasOwn(keywordTexts, token.value) ? keywordTexts[token.value] : undefined;
  return token === undefined || text === undefined
    ? undefined
    : { markdown: paragraphs([codeBlock(token.value), text]), span: spanOf(token) };
}
