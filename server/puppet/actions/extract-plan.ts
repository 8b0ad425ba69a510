import {
  type Block,
  children,
  type Definition,
  type Occurrence,
  type SyntaxNode,
  type Variable,
  variablesOf,
} from '../../../orchestrator-core/language/index.ts';
import type { CodeAction, Span } from '../../documents/words.ts';
import type { Workspace } from '../../documents/workspace.ts';
import { autoloadedName, autoloadedPath, moduleAround } from '../autoload.ts';
import { hasLongText } from './branches.ts';
import { type ActionContext, textOf } from './context.ts';
import { indentAt } from './lines.ts';

/** The statements that are selected, in whole, with the plan that they are in. */
interface Selection extends Span {
  readonly plan: Definition;
  readonly statements: readonly SyntaxNode[];
}

/**
 * Makes a plan of the selected statements: what they read is its parameters, what is used behind them its result. The
 * new plan has a file of its own beside the one that runs it.
 */
export async function extractPlan(workspace: Workspace, context: ActionContext): Promise<readonly CodeAction[]> {
  const selection = selectionOf(context);
  if (selection === undefined || !canMove(context, selection)) return [];
  const flow = flowOf(context, selection);
  const { path } = context.document.source;
  const module = moduleAround(await workspace.modulesAround(path), path);
  if (flow === undefined || module === undefined) return [];
  if (autoloadedName(module, 'plan', path) !== selection.plan.name.toLowerCase()) return [];
  const space = selection.plan.name.includes('::') ? selection.plan.name : module.name;
  const parent = space.split('::').slice(0, -1).join('::') || space;
  const base = `${selection.plan.name.includes('::') ? selection.plan.name.split('::').at(-1) : 'main'}_part`;
  for (let count = 1; count < 100; count += 1) {
    const name = `${parent}::${base}${count === 1 ? '' : count}`;
    const target = autoloadedPath(module, 'plan', name, 'x.pp');
    if (target === undefined) return [];
    if ((await workspace.files.stat(target)) !== undefined) continue;
    const call = callOf(name, flow);
    const files = [
      { path: target, changes: [], create: planOf(context, selection, name, flow) },
      { path, changes: [{ start: selection.start, end: selection.end, text: call }] },
    ];
    return [{ kind: 'refactor.extract', fix: { title: `Extract into the plan '${name}'`, files } }];
  }
  return [];
}

function selectionOf({ document, span, around }: ActionContext): Selection | undefined {
  const { text } = document.source;
  const selected = text.slice(span.start, span.end);
  if (selected.trim() === '' || document.dialect !== 'plan') return undefined;
  const start = span.start + (selected.length - selected.trimStart().length);
  const end = span.end - (selected.length - selected.trimEnd().length);
  const plan = around.findLast((node): node is Definition => node.kind === 'plan');
  const block = around.findLast((node): node is Block => node.kind === 'block');
  if (plan === undefined || block === undefined || block.start < plan.body.start) return undefined;
  const statements = block.statements.filter((node) => node.start < end && start < node.end);
  const [first, last] = [statements[0], statements.at(-1)];
  const isWhole =
    first?.start === start && last !== undefined && last.end <= end && text.slice(last.end, end).trim() === '';
  return isWhole ? { plan, statements, start, end: last.end } : undefined;
}

/** Functions that end what is around them: in another plan they would end that. */
const jumps: ReadonlySet<string> = new Set(['return', 'break', 'next']);

function canMove(context: ActionContext, selection: Selection): boolean {
  if (context.document.parsed.faults.length > 0 || hasLongText(context, selection)) return false;
  // The catalog of an `apply` block is compiled with the plan's variables.
  if (context.around.some(({ kind }) => kind === 'apply')) return false;
  return selection.statements.every((statement) => !jumpsOut(statement));
}

function jumpsOut(node: SyntaxNode): boolean {
  const isJump = node.kind === 'call' && node.functor.kind === 'name' && jumps.has(node.functor.value);
  return isJump || children(node).some(jumpsOut);
}

interface Flow {
  readonly inputs: readonly Variable[];
  readonly outputs: readonly string[];
}

/** Which variables go in and come out; undefined where what comes out is not sure to be set. */
function flowOf({ document }: ActionContext, { start, end, statements }: Selection): Flow | undefined {
  const isInside = (span: Span) => start <= span.start && span.end <= end;
  const inputs = new Set<Variable>();
  const outputs = new Set<string>();
  for (const occurrence of variablesOf(document.parsed).occurrences) {
    const { variable } = occurrence;
    if (variable === undefined) continue;
    const sets = variable.occurrences.filter(({ writes }) => writes);
    if (isInside(occurrence)) {
      if (!occurrence.writes && !sets.every(isInside)) inputs.add(variable);
      // What is set before as well would be set in two plans.
      if (occurrence.writes && !sets.every(isInside)) return undefined;
    } else if (occurrence.start >= end && sets.some(isInside)) {
      if (!sets.every(({ setBy }) => setBy !== undefined && statements.includes(setBy))) return undefined;
      outputs.add(variable.name);
    }
  }
  const first = (variable: Variable): Occurrence | undefined => variable.occurrences[0];
  const ordered = [...inputs].sort((a, b) => (first(a)?.start ?? 0) - (first(b)?.start ?? 0));
  // What is looked up by a qualified name needs no parameter, and two of one name cannot both be given.
  if (new Set(ordered.map(({ name }) => name)).size < ordered.length) return undefined;
  return { inputs: ordered, outputs: [...outputs] };
}

function callOf(name: string, { inputs, outputs }: Flow): string {
  const given = inputs.map((variable) => `, '${variable.name}' => $${variable.name}`).join('');
  const call = `run_plan('${name}'${given})`;
  if (outputs.length === 0) return call;
  return outputs.length === 1
    ? `$${outputs[0]} = ${call}`
    : `[${outputs.map((each) => `$${each}`).join(', ')}] = ${call}`;
}

function planOf(context: ActionContext, selection: Selection, name: string, { inputs, outputs }: Flow): string {
  const { text } = context.document.source;
  const parameters = inputs.map((variable) => {
    const { declaration } = variable;
    const type =
      declaration.kind === 'parameter' && declaration.type !== undefined
        ? textOf(context, declaration.type)
        : undefined;
    return `  ${type === undefined ? '' : `${type} `}$${variable.name},\n`;
  });
  const list = parameters.length === 0 ? '()' : `(\n${parameters.join('')})`;
  const indent = indentAt(text, selection.start);
  const lines = text.slice(selection.start, selection.end).split('\n');
  const body = lines.map((line, index) => {
    const own =
      index > 0 && line.startsWith(indent) ? line.slice(indent.length) : index === 0 ? line : line.trimStart();
    return own.trim() === '' ? '' : `  ${own}`;
  });
  const result =
    outputs.length === 0
      ? []
      : [
          outputs.length === 1
            ? `  return $${outputs[0]}`
            : `  return [${outputs.map((each) => `$${each}`).join(', ')}]`,
        ];
  return `plan ${name}${list} {\n${[...body, ...result].join('\n')}\n}\n`;
}
