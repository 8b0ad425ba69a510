import { analysisCodes } from '../analysis-codes.ts';
import type { AnalysisFinding } from '../analysis-finding.ts';
import { homes } from './home-of.ts';
import type { Arm, Occurrence, VariableScope, Variables } from './variables.ts';

/** What Puppet sets itself and lets nobody set, be it in a scope of its own (`Puppet::Parser::Scope#setvar`). */
const reserved: ReadonlySet<string> = new Set(['facts', 'trusted', 'server_facts']);

/**
 * What is set a second time in its scope, which Puppet refuses: where the first time is certain whenever the second is
 * reached. Two ways through one condition, and the scope of a lambda, are no second time.
 */
export function findReassigned(variables: Variables): readonly AnalysisFinding[] {
  const found: AnalysisFinding[] = [];
  const homeOf = homes(variables);
  for (const scope of variables.scopes) {
    const { kind } = homeOf(scope);
    const isCatalog = kind === 'manifest' || kind === 'function';
    for (const { name, occurrences } of scope.variables.values()) {
      const first = occurrences.find(isWrite);
      if (first === undefined) continue;
      if (isCatalog && reserved.has(name)) {
        found.push(finding(first, `Attempt to assign to a reserved variable name: '${name}'.`));
      } else if (isTitle(name, scope) && first.setBy?.kind === 'assignment') {
        found.push(finding(first, `Cannot reassign built in (or already assigned) variable '$${name}'.`));
      }
      if (occurrences.findLast(isWrite) !== first) found.push(...secondTimes(occurrences.filter(isWrite)));
    }
  }
  return found;
}

function isWrite({ writes }: Occurrence): boolean {
  return writes;
}

/** A class or a resource has what it is called in these. */
function isTitle(name: string, { node }: VariableScope): boolean {
  return (name === 'title' || name === 'name') && (node.kind === 'class' || node.kind === 'define');
}

function secondTimes(writes: readonly Occurrence[]): readonly AnalysisFinding[] {
  const found: AnalysisFinding[] = [];
  const firsts = new Map<Arm | undefined, Occurrence>();
  for (const write of writes) {
    const first = firstAround(write, firsts);
    if (first === undefined) firsts.set(write.arm, write);
    // Two parameters of one name are the validator's business.
    else if (write.setBy?.kind !== 'parameter') found.push(again(write, first));
  }
  return found;
}

/** The time before that is certain: in the same way through the same conditions, or in none of them. */
function firstAround({ arm }: Occurrence, firsts: ReadonlyMap<Arm | undefined, Occurrence>): Occurrence | undefined {
  for (let around = arm; around !== undefined; around = around.outer) {
    const first = firsts.get(around);
    if (first !== undefined) return first;
  }
  return firsts.get(undefined);
}

function again(write: Occurrence, { setBy, start, end }: Occurrence): AnalysisFinding {
  const where = setBy?.kind === 'parameter' ? 'It is a parameter.' : 'It was set here.';
  const related = [{ span: { start, end }, message: where }];
  return { ...finding(write, `Cannot reassign variable '$${write.written}'.`), related };
}

function finding({ start, end, written }: Occurrence, message: string): AnalysisFinding {
  const code = 'reassigned-variable';
  return { code, severity: analysisCodes[code], message, name: written, start: start - 1, end };
}
