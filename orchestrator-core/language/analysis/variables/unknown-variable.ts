import { distance, nearest } from '../../../common/index.ts';
import { analysisCodes } from '../analysis-codes.ts';
import type { AnalysisFinding, AnalysisSource } from '../analysis-finding.ts';
import type { World } from '../world.ts';
import { createHints, type Hints } from './hints.ts';
import { type Home, homes } from './home-of.ts';
import { isBuiltIn, isOfNodes, isOfResources } from './known-variables.ts';
import type { Occurrence, Variable, VariableScope, Variables } from './variables.ts';
import { plainName } from './walk-variables.ts';

interface Question {
  readonly source: string;
  readonly occurrence: Occurrence;
  readonly home: Home;
  readonly world: World;
  readonly hints: Hints;
}

/**
 * Names that nothing sets. A plan sees its own variables only and Bolt refuses all others, so there it is an error.
 * A function sees the variables of the top too, which other files may set; classes, templates and `apply` blocks see
 * facts and more: there only what is one letter away from a variable of the place is taken for a mistake.
 */
export function findUnknown(
  { parsed }: AnalysisSource,
  variables: Variables,
  world: World,
): readonly AnalysisFinding[] {
  const homeOf = homes(variables);
  const hints = createHints(variables);
  return variables.occurrences.flatMap((occurrence) => {
    const { variable, isEarly, written, scope } = occurrence;
    if ((variable !== undefined && !isEarly) || isBuiltIn(plainName(written))) return [];
    const question = { source: parsed.source, occurrence, home: homeOf(scope), world, hints };
    return unknownAt(question) ?? [];
  });
}

function unknownAt(question: Question): AnalysisFinding | undefined {
  const { home, occurrence } = question;
  if (home.kind === 'plan') return inPlan(question);
  if (home.kind === 'function') return inFunction(question);
  if (occurrence.written.includes('::')) return qualified(question);
  return occurrence.isEarly ? undefined : misspelt(question);
}

function inPlan(question: Question): AnalysisFinding {
  const { written } = question.occurrence;
  const name = plainName(written);
  if (name === 'facts' || name === 'trusted' || name === 'server_facts' || name.startsWith('settings::')) {
    const message = `Unknown variable: '${written}'. It is known in \`apply\` blocks only; a target's facts are \`facts($target)\`.`;
    return finding(question, message);
  }
  return unknown(question);
}

function inFunction(question: Question): AnalysisFinding | undefined {
  const { written, isEarly } = question.occurrence;
  if (isEarly) return unknown(question);
  if (written.includes('::')) return qualified(question);
  // The top has a title too. Its other variables are facts of some module, or set by a site's manifest.
  return isOfNodes(written) || isOfResources(written) ? undefined : { ...unknown(question), severity: 'warning' };
}

/** A name that is set nowhere it could be seen, and what may be meant. */
function unknown(question: Question): AnalysisFinding {
  const { written, isEarly, variable } = question.occurrence;
  const said = `Unknown variable: '${written}'.`;
  if (isEarly && variable !== undefined) return finding(question, `${said} It is set only after this.`, variable);
  const { inner, near } = question.hints.of(question.occurrence);
  if (inner !== undefined) {
    return finding(question, `${said} It is set in a lambda, and what a lambda sets is gone when it ends.`, inner);
  }
  if (near === undefined) return finding(question, said);
  return { ...finding(question, `${said} Did you mean '$${near}'?`), suggestion: near };
}

/** `$a::b` where all of the module is known, and its class `a` has no such variable. */
function qualified(question: Question): AnalysisFinding | undefined {
  const { occurrence, world } = question;
  const name = plainName(occurrence.written);
  const split = name.lastIndexOf('::');
  if (split < 0) return undefined;
  const className = name.slice(0, split);
  const [module] = name.split('::');
  if (module === undefined || module === 'settings' || world.module(module) !== 'read') return undefined;
  const variable = name.slice(split + 2);
  const known = variablesOfClass(world, className);
  if (known === undefined || known.has(variable) || isOfResources(variable) || isBuiltIn(variable)) return undefined;
  const near = nearest(variable, known);
  const hint = near === undefined ? '' : ` Did you mean '$${className}::${near}'?`;
  const message = `Unknown variable: '${occurrence.written}'. The class ${className} has no '${variable}'.${hint}`;
  return {
    ...finding(question, message),
    severity: 'warning',
    ...(near === undefined ? {} : { suggestion: `${className}::${near}` }),
  };
}

/** The variables of a class and of those it inherits from; undefined where not all of them are known. */
function variablesOfClass(world: World, className: string): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  const seen = new Set<string>();
  for (let next: string | undefined = className; next !== undefined; ) {
    const found = world.find('class', next);
    if (found?.variables === undefined || seen.has(found.name)) return undefined;
    seen.add(found.name);
    for (const name of found.variables) names.add(name);
    for (const { parameters } of found.signatures) for (const { name } of parameters) names.add(name);
    next = found.inherits;
  }
  return names;
}

/** In a manifest: nothing sets the name here, it is no fact, and one letter away is something that is set here. */
function misspelt(question: Question): AnalysisFinding | undefined {
  const { written, scope } = question.occurrence;
  if (written.length < 5 || isOfNodes(written) || isOfResources(written)) return undefined;
  for (let each: VariableScope | undefined = scope; each !== undefined; each = each.outer) {
    if (each.inherits !== undefined) return undefined;
  }
  // Who names it twice means it.
  if (question.hints.uses(written) > 1) return undefined;
  const { near } = question.hints.of(question.occurrence);
  if (near === undefined || isVariation(written, near) || distance(written, near, 2) > 1) return undefined;
  const message = `Nothing in this file sets '$${written}'. Did you mean '$${near}'?`;
  return { ...finding(question, message), severity: 'warning', suggestion: near };
}

/** `server1` and `server2`, `package` and `packages` are two names and no mistake. */
function isVariation(a: string, b: string): boolean {
  const plain = (name: string) => name.replace(/\d/g, '').replace(/s(?=_|$)/g, '');
  return plain(a) === plain(b);
}

function finding({ source, occurrence }: Question, message: string, variable?: Variable): AnalysisFinding {
  const { start, end, written } = occurrence;
  const code = 'unknown-variable';
  const [first] = variable?.occurrences.filter(({ writes }) => writes) ?? [];
  const related = first && { span: { start: first.start, end: first.end }, message: 'It is set here.' };
  return {
    code,
    severity: analysisCodes[code],
    message,
    name: written,
    start: source.charAt(start - 1) === '$' ? start - 1 : start,
    end,
    ...(related === undefined ? {} : { related: [related] }),
  };
}
