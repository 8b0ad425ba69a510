import type { Expression, KeyedEntry, Parameter, Resource, SyntaxNode } from '../../syntax/ast.ts';
import { children } from '../../syntax/children.ts';
import { analysisCodes } from '../analysis-codes.ts';
import type { AnalysisFinding, AnalysisSource } from '../analysis-finding.ts';
import { type Call, handedTo, nameOf, type Secrets, secretsOf } from './secrets.ts';
import type { Variables } from './variables.ts';

/** Functions that write what they are given into logs and on screens. */
const messages: ReadonlySet<string> = new Set([
  'alert',
  'crit',
  'debug',
  'emerg',
  'err',
  'fail',
  'fail_plan',
  'info',
  'log::debug',
  'log::error',
  'log::fatal',
  'log::info',
  'log::trace',
  'log::warn',
  'notice',
  'out::message',
  'out::verbose',
  'warning',
]);

/**
 * Secrets that come to light: what was inside a `Sensitive` in a message or on a command line, where every user of the
 * machine can read it; and a `Sensitive` in a string, which then says `Sensitive [value redacted]` and not the secret.
 * A secret is followed through the variables and strings of one file, and only where it certainly is one.
 */
export function findLeaks({ parsed, dialect }: AnalysisSource, variables: Variables): readonly AnalysisFinding[] {
  if (!parsed.source.includes('Sensitive')) return [];
  const nodes: SyntaxNode[] = [parsed.program];
  const handed = new Map<Parameter, Call>();
  // The list grows while it is walked.
  for (const node of nodes) {
    for (const child of children(node)) nodes.push(child);
    if (node.kind !== 'call' && node.kind !== 'method-call') continue;
    const parameter = handedTo(node);
    if (parameter !== undefined) handed.set(parameter, node);
  }
  const secrets = secretsOf(variables, handed);
  return nodes.flatMap((node) => {
    switch (node.kind) {
      case 'call':
      case 'method-call':
        return inCall(node, secrets);
      case 'resource':
        return inResource(node, secrets);
      case 'interpolation':
        // A template unwraps what it is given.
        return dialect === 'template' ? [] : redacted(node.segments, secrets);
      default:
        return [];
    }
  });
}

function inCall(node: Call, secrets: Secrets): readonly AnalysisFinding[] {
  const name = nameOf(node);
  const given = node.kind === 'method-call' ? [node.left, ...node.arguments] : node.arguments;
  if (name === 'run_command') return leaks(given.slice(0, 1), 'command', secrets);
  return name !== undefined && messages.has(name) ? leaks(given, 'message', secrets) : [];
}

function inResource({ type, bodies }: Resource, secrets: Secrets): readonly AnalysisFinding[] {
  if (type.kind !== 'name' || (type.value !== 'exec' && type.value !== 'notify')) return [];
  const wanted = type.value === 'exec' ? ['command', 'unless', 'onlyif'] : ['message'];
  return bodies.flatMap(({ title, operations }) => {
    const values = operations.flatMap(({ name, value }) => (wanted.includes(name) ? [value] : []));
    return leaks([title, ...values], type.value === 'exec' ? 'command' : 'message', secrets);
  });
}

function leaks(
  given: readonly (Expression | KeyedEntry)[],
  into: 'message' | 'command',
  secrets: Secrets,
): readonly AnalysisFinding[] {
  const what = into === 'message' ? 'a message, which is logged and shown' : 'a command line, which logs and ps show';
  return given.flatMap((value) => {
    if (secrets.of(value) !== 'bare') return [];
    const { start, end } = value;
    const origin = secrets.origin(value);
    const related =
      origin === undefined || (origin.start >= start && origin.end <= end)
        ? {}
        : { related: [{ span: { start: origin.start, end: origin.end }, message: 'It is unwrapped here.' }] };
    const message = `A Sensitive value is unwrapped and written into ${what}.`;
    return [{ ...finding(value, message), ...related }];
  });
}

function redacted(segments: readonly Expression[], secrets: Secrets): readonly AnalysisFinding[] {
  return segments.flatMap((segment) => {
    if (secrets.of(segment) !== 'wrapped') return [];
    const message =
      'A Sensitive value in a string reads "Sensitive [value redacted]". Unwrap it, and wrap the string: Sensitive("…").';
    return [finding(segment, message)];
  });
}

function finding({ start, end }: SyntaxNode, message: string): AnalysisFinding {
  const code = 'sensitive-leak';
  return { code, severity: analysisCodes[code], message, start, end };
}
