import type { Block, Expression, If, Span } from '../../syntax/ast.ts';
import { analysisCodes } from '../analysis-codes.ts';
import type { AnalysisFinding } from '../analysis-finding.ts';
import type { Variables } from './variables.ts';

/** Functions that never come back: they end the plan, the function, the lambda or everything. */
const leavers: ReadonlySet<string> = new Set(['return', 'fail', 'fail_plan', 'break', 'next']);

/** Definitions count wherever they stand in a file. */
const definitions: ReadonlySet<string> = new Set(['class', 'define', 'function', 'plan', 'node', 'type-alias']);

/** Statements behind one that never comes back, and arms whose condition is the literal that rules them out. */
export function findUnreachable({ blocks }: Variables): readonly AnalysisFinding[] {
  const found: AnalysisFinding[] = [];
  for (const { block } of blocks) {
    const { statements } = block;
    for (const statement of statements) {
      if (statement.kind === 'if') found.push(...neverTaken(statement));
    }
    // Most blocks end where they are left, or are never left.
    const last = statements.findIndex((statement) => leaves(statement));
    const behind = last < 0 ? [] : statements.slice(last + 1).filter(({ kind }) => !definitions.has(kind));
    const [first] = behind;
    const leaver = statements[last];
    if (first === undefined || leaver === undefined) continue;
    const span = { start: first.start, end: behind.at(-1)?.end ?? first.end };
    const related = [
      { span: { start: leaver.start, end: leaver.end }, message: 'What comes after this is not reached.' },
    ];
    found.push({ ...finding(span, 'This code is never reached.'), related });
  }
  return found;
}

/** Whether what follows a statement is never reached. */
function leaves(node: Expression | Block): boolean {
  switch (node.kind) {
    case 'block':
      return node.statements.some(leaves);
    case 'call':
      return node.functor.kind === 'name' && leavers.has(node.functor.value) && node.lambda === undefined;
    case 'method-call':
      return node.name.value === 'fail_plan' || node.name.value === 'fail';
    case 'parenthesized':
      return leaves(node.expression);
    case 'if':
    case 'unless':
      return node.else !== undefined && leaves(node.then) && leaves(node.else);
    case 'case': {
      const hasDefault = node.options.some(({ values }) => values.some(({ kind }) => kind === 'default'));
      return hasDefault && node.options.every(({ then }) => leaves(then));
    }
    default:
      return false;
  }
}

function neverTaken(node: If): readonly AnalysisFinding[] {
  const found: AnalysisFinding[] = [];
  const { test, then, else: otherwise } = node;
  if (test.kind === 'false') found.push(...dead(then));
  if (test.kind === 'true' && otherwise !== undefined) found.push(...dead(otherwise));
  if (otherwise?.kind === 'if') found.push(...neverTaken(otherwise));
  return found;
}

/** Often left out on purpose, so nothing more than faded. */
function dead(arm: Block | If): readonly AnalysisFinding[] {
  const last = arm.kind === 'if' ? arm : arm.statements.at(-1);
  const first = arm.kind === 'if' ? arm : arm.statements[0];
  if (first === undefined || last === undefined) return [];
  const span = { start: first.start, end: last.end };
  return [{ ...finding(span, 'This code is never reached: its condition is a constant.'), severity: 'hint' }];
}

function finding({ start, end }: Span, message: string): AnalysisFinding {
  const code = 'unreachable-code';
  return { code, severity: analysisCodes[code], message, start, end, unnecessary: true };
}
