import type { Node } from 'web-tree-sitter';
import { environmentRead, named, type Reading, spanOfNode, walk } from './nodes.ts';
import type { ParameterRead } from './reads.ts';

/** Commands that see the environment or standard input, so that what they read is out of sight. */
const readers =
  /^(source|\.|eval|exec|env|jq|read|mapfile|readarray|compgen|xargs|parallel|(ba|da|k|z)?sh|python[\d.]*|ruby|perl|node|php|g?awk|sudo|su|envsubst)$/;

/** Commands that do so when they are given nothing to work on. */
const readersWithoutArguments = /^(cat|printenv|set|declare|typeset|export|tee|grep|sed)$/;

/** What a shell script reads: `$PT_x`, `${PT_x…}`, `-v PT_x`, `printenv PT_x`. */
export function readBash(root: Node): Reading {
  const reads: ParameterRead[] = [];
  const set = new Set<string>();
  let open = false;
  for (const node of walk(root)) {
    if (node.type === 'command') open ||= seesParameters(node);
    if (node.type === 'expansion') open ||= node.children.some((child) => child?.type === '!');
    if (node.type === 'file_redirect') open ||= node.text.includes('/dev/stdin');
    if (node.type !== 'variable_name' && !(node.type === 'word' && namesVariable(node))) continue;
    const read = environmentRead({ value: node.text, span: spanOfNode(node) });
    if (read === undefined || !/^\w+$/.test(read.name)) continue;
    if (isAssigned(node)) {
      if (!reads.some((earlier) => earlier.name === read.name) && !assignsFromItself(node)) set.add(read.name);
    } else reads.push(read);
  }
  return { reads: reads.filter((read) => !set.has(read.name)), open };
}

function commandName(command: Node): string | undefined {
  const name = command.childForFieldName('name');
  const [word] = named(name);
  return word?.type === 'word' ? word.text.replace(/^.*\//, '') : undefined;
}

function seesParameters(command: Node): boolean {
  const name = commandName(command);
  if (name === undefined) return true;
  const path = command.childForFieldName('name')?.text ?? '';
  if (readers.test(name) || /^\.{0,2}\/(?!usr\/|s?bin\/)/.test(path)) return true;
  if (!readersWithoutArguments.test(name)) return false;
  const given = command.childrenForFieldName('argument').filter((word) => word !== null && !word.text.startsWith('-'));
  const redirected = command.parent?.type === 'redirected_statement' || command.parent?.type === 'pipeline';
  return given.length === (name === 'grep' || name === 'sed' ? 1 : 0) && !redirected;
}

/** Whether a word is the name of a variable: `-v PT_x`, `printenv PT_x`, `read PT_x`. */
function namesVariable(word: Node): boolean {
  const parent = word.parent;
  if (parent?.type === 'unary_expression') return true;
  return parent?.type === 'command' && /^(test|\[|printenv|read)$/.test(commandName(parent) ?? '');
}

function isAssigned(node: Node): boolean {
  const parent = node.parent;
  if (parent?.type === 'variable_assignment') return parent.childForFieldName('name')?.id === node.id;
  if (parent?.type === 'for_statement') return parent.childForFieldName('variable')?.id === node.id;
  return parent?.type === 'command' && node.type === 'word' && commandName(parent) === 'read';
}

/** `PT_x=${PT_x:-default}` gives a default to what was read. */
function assignsFromItself(name: Node): boolean {
  const value = name.parent?.childForFieldName('value');
  return value != null && new RegExp(`\\$\\{?${name.text}\\b`).test(value.text);
}
