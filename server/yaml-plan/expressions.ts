import type { World } from '../../orchestrator-core/language/index.ts';
import { stringsIn } from '../../orchestrator-core/plans/index.ts';
import type { Completion, SemanticToken, SignatureHelp } from '../documents/answers.ts';
import { typeTokens } from '../documents/type-text.ts';
import type { Workspace } from '../documents/workspace.ts';

import { type PuppetCode, puppetCode } from '../puppet/code.ts';
import { puppetColours } from '../puppet/colours.ts';
import { completePuppet } from '../puppet/completion/complete.ts';
import { readPuppet } from '../puppet/document.ts';
import { puppetSignatures } from '../puppet/signatures.ts';
import { pathOfView, stringAt, type YamlPlanDocument } from './document.ts';

/** The plan as Puppet code, for whatever helps to write and read such code. */
export function codeOfPlan(document: YamlPlanDocument, world: World): PuppetCode {
  return puppetCode(pathOfView(document), document.whole().parsed, 'plan', world);
}

/** What Puppet code can have at a place of an expression, as far as the quotes around it let it stand there. */
export async function completeExpression(
  workspace: Workspace,
  document: YamlPlanDocument,
  world: World,
  offset: number,
): Promise<readonly Completion[]> {
  const whole = document.whole();
  const style = stringAt(document.plan, offset)?.string.style;
  const at = whole.view.toSource(offset);
  if (at === undefined) return [];
  const found = await completePuppet(workspace, codeOfPlan(document, world), at);
  const refused = style === 'double' ? /["\\\n]/ : style === 'literal' ? /(?!)/ : /\n|: |#/;
  return found.flatMap((item): readonly Completion[] => {
    const empty = item.span.start === item.span.end;
    const span = empty ? { start: offset, end: offset } : whole.view.toDocument(item.span);
    return span === undefined || refused.test(item.insert) ? [] : [{ ...item, span }];
  });
}

/** How the call around a place of an expression is written. */
export function signaturesInPlan(document: YamlPlanDocument, world: World, offset: number): SignatureHelp | undefined {
  const { string } = stringAt(document.plan, offset) ?? {};
  const at = string?.expression === undefined ? undefined : document.whole().view.toSource(offset);
  return at === undefined ? undefined : puppetSignatures(codeOfPlan(document, world), at);
}

/** Colours for what names mean in the expressions, and for the types of parameters. */
export function planTokens(document: YamlPlanDocument): readonly SemanticToken[] {
  const { plan, source } = document;
  const { view } = document.whole();
  const evaluated = plan.entries
    .flatMap((entry) => stringsIn(entry.value))
    .filter((string) => string.expression !== undefined)
    .map((string) => string.inner);
  const colours = puppetColours(readPuppet({ path: pathOfView(document), text: view.text, version: source.version }));
  const tokens = colours.flatMap((token): readonly SemanticToken[] => {
    const span = view.toDocument(token);
    if (span === undefined || !evaluated.some(({ start, end }) => start <= span.start && span.end <= end)) return [];
    const isSame = source.text.slice(span.start, span.end) === view.text.slice(token.start, token.end);
    return isSame ? [{ ...token, start: span.start, end: span.end }] : [];
  });
  const types = plan.parameters.flatMap(({ type }) =>
    type === undefined
      ? []
      : typeTokens(type.value)
          .filter(({ kind }) => kind === 'name')
          .map((token): SemanticToken => ({ ...type.map.toDocument(token), kind: 'type' })),
  );
  return [...tokens, ...types].sort((a, b) => a.start - b.start);
}
