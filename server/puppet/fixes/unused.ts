import { type Occurrence, variablesOf } from '../../../orchestrator-core/language/index.ts';
import type { Change, Fix } from '../../documents/words.ts';
import { isWithoutEffect } from '../actions/effects.ts';
import { commentStart, elementRemoval, removal } from '../actions/lines.ts';
import { ownDeclarations } from '../meaning.ts';
import { argumentsFor } from '../places.ts';
import type { FixContext } from './fixes.ts';

/** Removes what is never read as far as nothing else happens there, or says by its name that it is not used. */
export async function unusedFixes(context: FixContext): Promise<readonly Fix[]> {
  const { code, end } = context.finding;
  if (code !== 'unused-variable' && code !== 'unused-parameter') return [];
  const occurrence = variablesOf(context.document.parsed).at(end);
  if (occurrence?.variable === undefined) return [];
  return code === 'unused-variable' ? variableFixes(context, occurrence) : parameterFixes(context, occurrence);
}

function fix({ document }: FixContext, title: string, changes: readonly Change[], isPreferred = false): Fix {
  return { title, files: [{ path: document.source.path, changes }], ...(isPreferred ? { isPreferred } : {}) };
}

function variableFixes(context: FixContext, occurrence: Occurrence): readonly Fix[] {
  const { text } = context.document.source;
  const { setBy, variable } = occurrence;
  const prefixed = prefixFix(context, occurrence);
  // Of a variable that is set in several arms each one would have to go.
  if (setBy?.kind !== 'assignment' || variable?.occurrences.length !== 1) return prefixed;
  const name = occurrence.written;
  if (isWithoutEffect(setBy.right) && !hasHeredoc(context)) {
    return [fix(context, `Remove the variable '$${name}'`, [removal(text, setBy)], true), ...prefixed];
  }
  const isStatement = setBy.right.kind === 'call' || setBy.right.kind === 'method-call';
  if (!isStatement) return prefixed;
  const change = { start: setBy.start, end: setBy.right.start, text: '' };
  return [fix(context, `Remove the variable '$${name}', keep the call`, [change], true), ...prefixed];
}

function hasHeredoc({ document }: FixContext): boolean {
  return document.heredocs().length > 0;
}

/** Only where all places that carry the name are in sight. */
function prefixFix(context: FixContext, { written, variable }: Occurrence): readonly Fix[] {
  if (variable === undefined || variable.scope.variables.has(`_${written}`)) return [];
  const changes = variable.occurrences.map(({ start }) => ({ start, end: start, text: '_' }));
  return [fix(context, `Call it '$_${written}', which is not meant to be used`, changes)];
}

/** A lambda's parameters have their place; those of definitions have callers. */
async function parameterFixes(context: FixContext, occurrence: Occurrence): Promise<readonly Fix[]> {
  const { document, workspace } = context;
  const { node } = occurrence;
  const scope = occurrence.variable?.scope.node;
  if (scope?.kind === 'lambda') return prefixFix(context, occurrence).map((each) => ({ ...each, isPreferred: true }));
  if (scope?.kind !== 'plan' || node.kind !== 'parameter') return [];
  const plan = ownDeclarations(document).find(
    ({ origin }) => origin.kind === 'file' && origin.name.start === scope.nameSpan.start,
  );
  if (plan === undefined || (await argumentsFor(workspace, plan, node.name)).length > 0) return [];
  // Bolt gives targets that are passed by position to a parameter of one of these names.
  if (node.name === 'targets' || node.name === 'nodes') return [];
  return [
    fix(context, `Remove the parameter '$${node.name}'`, [
      elementRemoval(document.source.text, node),
      ...documentation(document.source.text, scope.start, node.name),
    ]),
  ];
}

/** The line of the comment above that speaks of the parameter, when it is one line. */
function documentation(text: string, start: number, name: string): readonly Change[] {
  const from = commentStart(text, start);
  const block = text.slice(from, start);
  const found = new RegExp(
    `^[ \\t]*# *@param +(?:\\[[^\\]\\n]*\\] +)?${name}\\b[^\\n]*\\n(?:[ \\t]*#[ \\t]{2,}\\S[^\\n]*\\n)*`,
    'm',
  ).exec(block);
  return found === null ? [] : [{ start: from + found.index, end: from + found.index + found[0].length, text: '' }];
}
