import { analysisCodes } from '../analysis-codes.ts';
import type { AnalysisFinding } from '../analyze.ts';
import type { Arm, Occurrence, Variables } from './variables.ts';

/**
 * What is set a second time in its scope, which Puppet refuses: where the first time is certain whenever the second is
 * reached. Two ways through one condition, and the scope of a lambda, are no second time.
 */
export function findReassigned(variables: Variables): readonly AnalysisFinding[] {
  const found: AnalysisFinding[] = [];
  for (const scope of variables.scopes) {
    const isResource = scope.node.kind === 'class' || scope.node.kind === 'define';
    for (const { name, occurrences } of scope.variables.values()) {
      const writes = occurrences.filter((occurrence) => occurrence.writes);
      const [only] = writes;
      if (isResource && (name === 'title' || name === 'name') && only?.setBy?.kind === 'assignment') {
        const message = `Cannot reassign built in (or already assigned) variable '$${name}'. Puppet sets it to what the ${scope.node.kind === 'class' ? 'class' : 'resource'} is called.`;
        found.push(finding(only, message));
      }
      if (writes.length > 1) found.push(...secondTimes(writes));
    }
  }
  return found;
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
