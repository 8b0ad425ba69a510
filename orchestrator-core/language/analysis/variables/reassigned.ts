import { analysisCodes } from '../analysis-codes.ts';
import type { AnalysisFinding } from '../analyze.ts';
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
      const writes = occurrences.filter((occurrence) => occurrence.writes);
      const [first] = writes;
      if (first === undefined) continue;
      if (isCatalog && reserved.has(name)) {
        found.push(finding(first, `Attempt to assign to a reserved variable name: '${name}'.`));
      } else if (isTitle(name, scope) && first.setBy?.kind === 'assignment') {
        found.push(finding(first, `Cannot reassign built in (or already assigned) variable '$${name}'.`));
      }
      if (writes.length > 1) found.push(...secondTimes(writes));
    }
  }
  return found;
}

/** A class or a resource has what it is called in these. */
function isTitle(name: string, { node }: VariableScope): boolean {
  return (name === 'title' || name === 'name') && (node.kind === 'class' || node.kind === 'define');
}

function secondTimes(writes: readonly Occurrence[]): readonly AnalysisFinding[] {
  return writes.flatMap((write, index) => {
    // Two parameters of one name are the validator's business.
    if (write.setBy?.kind === 'parameter') return [];
    const first = writes.slice(0, index).find((earlier) => isInside(write.arm, earlier.arm));
    if (first === undefined) return [];
    const message = `Cannot reassign variable '$${write.written}'.`;
    const where = first.setBy?.kind === 'parameter' ? 'It is a parameter.' : 'It was set here.';
    return [
      { ...finding(write, message), related: [{ span: { start: first.start, end: first.end }, message: where }] },
    ];
  });
}

/** Whether what stands in one arm is reached only if the other's code was. */
function isInside(inner: Arm | undefined, outer: Arm | undefined): boolean {
  if (outer === undefined) return true;
  for (let arm = inner; arm !== undefined; arm = arm.outer) if (arm === outer) return true;
  return false;
}

function finding({ start, end, written }: Occurrence, message: string): AnalysisFinding {
  const code = 'reassigned-variable';
  return { code, severity: analysisCodes[code], message, name: written, start: start - 1, end };
}
