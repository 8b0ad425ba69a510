import type { Node } from 'web-tree-sitter';
import type { Span } from '../documents/words.ts';
import { environmentRead, type Literal, named, type Reading, spanOfNode, walk } from './nodes.ts';
import type { ParameterRead } from './reads.ts';

/** What a PowerShell script reads: `param(...)`, `$env:PT_x` and members of the JSON on standard input. */
export function readPowershell(root: Node): Reading {
  const reads: ParameterRead[] = [];
  const variables: Literal[] = [];
  let open = false;
  for (const node of walk(root)) {
    if (node.type === 'command_name') open ||= /^(\.|&|invoke-expression|iex|invoke-command)$/i.test(node.text);
    if (node.type === 'command_invokation_operator') open = true;
    if (/^(generic_token|array_literal_expression|path_command_name)$/.test(node.type)) {
      open ||= /^(env:|[.]{1,2}[\\/])/i.test(node.text);
    }
    const text = stringLiteral(node);
    const named = text === undefined ? undefined : environmentRead(text);
    if (named !== undefined) reads.push(lower(named));
    if (node.type !== 'variable') continue;
    const variable = variableName(node);
    open ||= /^(psboundparameters|args|input)$/i.test(variable.value) && !isJsonInput(node);
    const fromEnvironment = /^env:/i.exec(variable.value);
    if (fromEnvironment === null) variables.push(variable);
    else {
      const start = variable.span.start + fromEnvironment[0].length;
      const value = variable.value.slice(fromEnvironment[0].length).replace(/^pt_/i, 'PT_');
      const read = environmentRead({ value, span: { start, end: variable.span.end } });
      if (read !== undefined) reads.push(lower(read));
    }
  }
  const json = readJsonMembers(root, variables);
  return { reads: [...declared(root, variables), ...reads, ...json.reads], open: open || json.open };
}

function lower(read: ParameterRead): ParameterRead {
  return { ...read, name: read.name.toLowerCase() };
}

/** `$name`, `${name}` and `$env:name` without their marks. */
function variableName(node: Node): Literal {
  const braced = node.text.startsWith('${');
  const start = node.startIndex + (braced ? 2 : 1);
  const end = node.endIndex - (braced ? 1 : 0);
  return { value: node.text.slice(start - node.startIndex, end - node.startIndex), span: { start, end } };
}

function stringLiteral(node: Node): Literal | undefined {
  if (node.type !== 'verbatim_string_characters' && node.type !== 'expandable_string_literal') return undefined;
  if (named(node).length > 0 || node.text.length < 2) return undefined;
  return { value: node.text.slice(1, -1), span: { start: node.startIndex + 1, end: node.endIndex - 1 } };
}

/** The script's own `param(...)`: each is a read, and the variable's other places carry the name. */
function declared(root: Node, variables: readonly Literal[]): readonly ParameterRead[] {
  const block = named(root).find((node) => node.type === 'param_block');
  if (block === undefined) return [];
  const list = named(block).find((node) => node.type === 'parameter_list');
  return named(list).flatMap((parameter) => {
    const node = named(parameter).find((child) => child.type === 'variable');
    if (node === undefined) return [];
    const own = variableName(node);
    const name = own.value.toLowerCase();
    const same = variables.filter((other) => other.value.toLowerCase() === name && other.span.start !== own.span.start);
    return [{ name, span: own.span, source: 'argument' as const, variables: same.map((other) => other.span) }];
  });
}

/** `$input | ConvertFrom-Json`, the one use of `$input` that is followed. */
function isJsonInput(node: Node): boolean {
  for (let at: Node | null = node; at !== null; at = at.parent) {
    if (at.type === 'pipeline') return /convertfrom-json/i.test(at.text);
  }
  return false;
}

const standardInput = /convertfrom-json/i;

/** `$p = … | ConvertFrom-Json` followed by `$p.name`. */
function readJsonMembers(root: Node, variables: readonly Literal[]): Reading {
  const tracked = new Set<string>();
  const assigned = new Set<number>();
  let used = false;
  for (const node of walk(root)) {
    if (node.type !== 'assignment_expression') continue;
    const [left, ...rest] = named(node);
    const value = rest.at(-1)?.text ?? '';
    if (left === undefined || !standardInput.test(value)) continue;
    if (!/\$input\b|\[(system\.)?console\]::/i.test(value)) continue;
    used = true;
    const name = /^\$(\w+)$/.exec(left.text)?.[1];
    if (name === undefined) continue;
    tracked.add(name.toLowerCase());
    assigned.add(left.startIndex + 1);
  }
  const consoleInput = /\[(system\.)?console\]::(in\b|openstandardinput)/i.test(root.text);
  if (tracked.size === 0) return { reads: [], open: used || consoleInput };
  const members = membersOf(root, tracked);
  const followed = new Set([...assigned, ...members.map((member) => member.start)]);
  const open = variables.some((one) => tracked.has(one.value.toLowerCase()) && !followed.has(one.span.start));
  return { reads: members.map((member) => member.read), open };
}

interface Member {
  /** Where the variable's name starts. */
  readonly start: number;
  readonly read: ParameterRead;
}

function membersOf(root: Node, tracked: ReadonlySet<string>): readonly Member[] {
  const members: Member[] = [];
  for (const node of walk(root)) {
    if (node.type !== 'member_access') continue;
    const [object, member] = named(node);
    const variable = /^\$(\w+)$/.exec(object?.text ?? '')?.[1];
    if (object === undefined || member?.type !== 'member_name') continue;
    if (variable === undefined || !tracked.has(variable.toLowerCase()) || !/^\w+$/.test(member.text)) continue;
    const span: Span = spanOfNode(member);
    members.push({
      start: object.startIndex + 1,
      read: { name: member.text.toLowerCase(), span, source: 'stdin' },
    });
  }
  return members;
}
