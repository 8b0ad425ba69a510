import { rubyInspect } from '../common/index.ts';
import { checkSource, type Definition, type Parsed, type Span } from '../language/index.ts';
import type { YamlPlan, YamlPlanProblem } from './yaml-plan.ts';

/** Why Bolt cannot load a plan, in its words. */
export interface LoadFault {
  readonly kind: 'bolt/pal-error' | 'bolt/invalid-plan';
  readonly message: string;
  /** Absent where the file as a whole is meant. */
  readonly span?: Span;
}

/** What is wrong in a file that should define the Puppet plan of that name: syntax, and the rules of Puppet's `PuppetPlanInstantiator`. */
export function puppetPlanFault(parsed: Parsed, name: string, path: string): LoadFault | undefined {
  const [fault] = parsed.faults;
  // Plans are evaluated with `strict` on `error`, where a key that comes twice is one.
  const found =
    fault ??
    checkSource(parsed, { scripting: true }).find(
      ({ severity, code }) => severity === 'error' || code === 'duplicate-key',
    );
  if (found !== undefined) return { kind: 'bolt/pal-error', message: found.message, span: found };
  return definitionFault(parsed, name, path);
}

const definitionKinds: ReadonlySet<string> = new Set(['plan', 'function', 'type-alias', 'class', 'define']);

function definitionFault({ program }: Parsed, name: string, path: string): LoadFault | undefined {
  const definitions = program.statements.filter((statement) => definitionKinds.has(statement.kind));
  const [only, second] = definitions;
  for (const each of definitions) {
    if ((each.kind !== 'plan' && each.kind !== 'function') || !isElsewhere(each.name, name, path)) continue;
    const message = `Unacceptable location. The name '${each.name}' is unacceptable in file '${path}'`;
    return { kind: 'bolt/pal-error', message, span: each };
  }
  const fault = (message: string, span?: Span): LoadFault => ({
    kind: 'bolt/pal-error',
    message: `The code loaded from ${path} ${message}`,
    ...(span !== undefined && { span }),
  });
  if (only === undefined) return fault(`does not define the plan '${name}' - it is empty.`);
  if (second !== undefined)
    return fault(`must contain only the plan '${name}' - it has additional definitions.`, second);
  if (only.kind !== 'plan') return fault(`does not define the plan '${name}' - no plan found.`, only);
  const actual = only.name.replace(/^::/, '');
  if (actual !== name) {
    return fault(`produced plan with the wrong name, expected ${name}, actual ${actual}`, only.nameSpan);
  }
  const other = program.statements.find((statement) => statement !== only);
  if (other !== undefined) return fault(`contains additional logic - can only contain the plan ${name}`, other);
  return undefined;
}

/** Puppet looks at the names in files of modules when it parses them; a project's own plans lie in no such directory. */
function isElsewhere(actual: string, expected: string, path: string): boolean {
  const [module = ''] = expected.split('::');
  return path.includes(`/${module}/plans/`) && !actual.replace(/^::/, '').toLowerCase().startsWith(expected);
}

/** The plan that a file without faults defines. */
export function planDefinition({ program }: Parsed): Definition | undefined {
  const found = program.statements.find((statement) => statement.kind === 'plan');
  return found?.kind === 'plan' ? found : undefined;
}

/** What is wrong with a YAML plan, as far as Bolt gets: it looks at a step's keys before anything else in it, and names it. */
export function yamlPlanFault({ steps }: YamlPlan, all: readonly YamlPlanProblem[]): LoadFault | undefined {
  // A key that is repeated Bolt reads without a word.
  const problems = all.filter(({ code }) => code !== 'duplicate-key');
  const [first] = problems;
  if (first === undefined) return undefined;
  const isSyntax = first.code === 'yaml-syntax' || first.code === 'yaml-alias';
  const step = isSyntax ? undefined : steps.find((each) => isWithin(each, first));
  if (step === undefined) {
    return { kind: isSyntax ? 'bolt/pal-error' : 'bolt/invalid-plan', message: first.message, span: first };
  }
  const inStep = problems.filter((problem) => isWithin(step, problem));
  const problem = inStep.find(({ code }) => code === 'yaml-plan-unknown-key') ?? first;
  const name = step.name === undefined ? `number ${step.number}` : rubyInspect(step.name.value);
  const about = problem.message.startsWith('Parse error') ? '' : `Parse error in step ${name}: \n `;
  return { kind: 'bolt/invalid-plan', message: about + problem.message, span: problem };
}

function isWithin(outer: Span, { start }: Span): boolean {
  return outer.start <= start && start <= outer.end;
}
