import type { Definition, Expression, NodeDefinition, Parameter, SyntaxNode } from '../syntax/ast.ts';
import { children } from '../syntax/children.ts';
import { type CheckState, type Path, report } from './finding.ts';
import { idempotentEnd } from './idempotent.ts';
import { label, withArticle, withArticleUpper } from './label.ts';

const reservedTypes: ReadonlySet<string> = new Set(
  (
    'type any unit scalar boolean numeric integer float collection array hash tuple struct variant optional enum regexp ' +
    'pattern runtime init object sensitive semver semverrange string timestamp timespan typeset'
  ).split(' '),
);

/** The rules of classes, defined types, functions, plans, type aliases, nodes and their parameters. */
export function checkDefinition(state: CheckState, node: SyntaxNode, path: Path): void {
  switch (node.kind) {
    case 'class':
    case 'define':
    case 'plan':
    case 'function':
      checkNamed(state, node, path);
      return;
    case 'type-alias':
      checkTop(state, node, path);
      checkAlias(state, node.left, node);
      checkTypeReference(state, node.type, node);
      return;
    case 'type-definition':
      checkTop(state, node, path);
      report(
        state,
        node,
        'unsupported-expression',
        `Expressions of type ${withArticle(node)} are not supported in this version of Puppet`,
      );
      return;
    case 'node':
      checkNode(state, node, path);
      return;
    case 'lambda':
      checkRestLast(state, node.parameters);
      return;
    case 'parameter':
      checkParameter(state, node);
      return;
    case 'epp':
      checkNoRest(state, node.parameters ?? [], node);
      checkUnique(state, node.parameters ?? []);
      return;
  }
}

/** Definitions stand at the top, or in a class, or in an `apply` block; functions, plans and types at the very top only. */
function checkTop(state: CheckState, node: SyntaxNode, path: Path): void {
  const absolute = ['function', 'plan', 'type-alias', 'type-definition'].includes(node.kind);
  const around = path.filter((each) => each.kind !== 'block');
  const parent = around.at(-1);
  if (parent === undefined) return;
  // Puppet makes no block of the only statement of a branch; of every other body it does.
  const [block, holder] = [path.at(-1), path.at(-2)];
  const isBranch = holder?.kind === 'if' || holder?.kind === 'unless';
  const isInBlock = block?.kind === 'block' && (!isBranch || block.statements.length > 1);
  if (absolute && isInBlock) {
    report(state, node, 'not-absolute-top-level', `${withArticleUpper(node)} may only appear at toplevel`);
  } else if (parent.kind !== 'class' && parent.kind !== 'apply') {
    report(
      state,
      node,
      'not-top-level',
      'Classes, definitions, and nodes may only appear at toplevel or inside other classes',
    );
  }
}

function checkNamed(state: CheckState, node: Definition, path: Path): void {
  checkTop(state, node, path);
  const { name } = node;
  if (!/^[a-z]\w*(?:::[a-z]\w*)*$/.test(name)) {
    report(
      state,
      node,
      'illegal-definition-name',
      `Unacceptable name. The name '${name}' is unacceptable as the name of ${withArticle(node)}`,
    );
  }
  checkReservedType(state, node, name);
  checkUnique(state, node.parameters);
  if (node.kind === 'function' || node.kind === 'plan') {
    if (node.kind === 'plan') checkRestLast(state, node.parameters);
    return;
  }
  checkNoRest(state, node.parameters, node);
  for (const parameter of node.parameters) {
    if (parameter.name !== 'name' && parameter.name !== 'title') continue;
    const message = `The parameter $${parameter.name} redefines a built in parameter in the ${label(node)}`;
    report(state, parameter, 'reserved-parameter', message);
  }
  checkEnd(state, node);
}

/** A class, defined type or node must not end in an expression that does nothing. */
function checkEnd(state: CheckState, node: Definition | NodeDefinition): void {
  const last = idempotentEnd(node.body);
  if (last === undefined) return;
  const message = `This ${label(last)} has no effect. ${withArticleUpper(node)} can not end with a value-producing expression without other effect`;
  report(state, last, 'idem-not-allowed-last', message);
}

function checkReservedType(state: CheckState, node: SyntaxNode, name: string): void {
  if (!reservedTypes.has(name)) return;
  const message = `The name: '${name}' is already defined by Puppet and can not be used as the name of ${withArticle(node)}.`;
  report(state, node, 'reserved-type-name', message);
}

function checkAlias(state: CheckState, left: Expression, node: SyntaxNode): void {
  const { kind } = left;
  if (kind === 'access') {
    if (left.left.kind === 'reference' && left.left.value === 'Runtime') return;
    report(
      state,
      node,
      'unsupported-expression',
      `Expressions of type a Type Mapping are not supported in this version of Puppet`,
    );
    return;
  }
  if (kind !== 'reference') return;
  if (!/^[A-Z]\w*(?:::[A-Z]\w*)*$/.test(left.value)) {
    const message = `Unacceptable name. The name '${left.value}' is unacceptable as the name of ${withArticle(node)}`;
    report(state, node, 'illegal-definition-name', message);
  }
}

/** What an alias stands for is a type, with parameters or without. */
function checkTypeReference(state: CheckState, type: Expression, node: SyntaxNode): void {
  const named = type.kind === 'access' ? type.left : type;
  if (named.kind === 'reference' || named.kind === 'missing') return;
  const message = `Illegal expression. ${withArticleUpper(type)} is unacceptable as a type reference in ${withArticle(node)}`;
  report(state, type, 'illegal-expression', message);
}

function checkUnique(state: CheckState, parameters: readonly Parameter[]): void {
  const seen = new Set<string>();
  for (const parameter of parameters) {
    if (parameter.name !== '' && seen.has(parameter.name)) {
      const message = `The parameter '${parameter.name}' is declared more than once in the parameter list`;
      report(state, parameter, 'duplicate-parameter', message);
    }
    seen.add(parameter.name);
  }
}

function checkRestLast(state: CheckState, parameters: readonly Parameter[]): void {
  for (const parameter of parameters.slice(0, -1)) {
    if (!parameter.captures) continue;
    report(
      state,
      parameter,
      'captures-rest-not-last',
      `Parameter $${parameter.name} is not last, and has 'captures rest'`,
    );
  }
}

function checkNoRest(state: CheckState, parameters: readonly Parameter[], container: SyntaxNode): void {
  for (const parameter of parameters) {
    if (!parameter.captures) continue;
    const message = `Parameter $${parameter.name} has 'captures rest' - not supported in ${withArticle(container)}`;
    report(state, parameter, 'captures-rest-not-supported', message);
  }
}

function checkParameter(state: CheckState, node: Parameter): void {
  const { name } = node;
  if (/^(?:0x)?[0-9]+$/.test(name)) {
    const message = `The numeric parameter name '$${name}' cannot be used (clashes with numeric match result variables)`;
    report(state, node, 'illegal-numeric-parameter', message);
  }
  const isThere = node.nameSpan.end > node.nameSpan.start;
  if (isThere && !/^[a-z_]\w*$/.test(name)) {
    const message = `Illegal parameter name. The given name '${name}' does not conform to the naming rule /^[a-z_]\\w*$/`;
    report(state, node, 'illegal-param-name', message);
  }
  if (node.value !== undefined) checkNoAssignment(state, node.value);
}

function checkNoAssignment(state: CheckState, node: SyntaxNode): void {
  if (node.kind === 'assignment') report(state, node, 'illegal-assignment-context', 'Assignment not allowed here');
  else if (node.kind !== 'lambda') for (const child of children(node)) checkNoAssignment(state, child);
}

function checkNode(state: CheckState, node: NodeDefinition, path: Path): void {
  for (const host of node.hosts) checkHost(state, host, node);
  checkTop(state, node, path);
  checkEnd(state, node);
  if (node.parent === undefined) return;
  const message =
    'Node inheritance is not supported in Puppet >= 4.0.0. See http://links.puppet.com/puppet-node-inheritance-deprecation';
  report(state, node.parent, 'illegal-node-inheritance', message);
}

function checkHost(state: CheckState, host: Expression, node: NodeDefinition): void {
  if (host.kind === 'interpolation') {
    report(
      state,
      host,
      'illegal-hostname-interpolation',
      'An interpolated expression is not allowed in a hostname of a node',
    );
  } else if (host.kind === 'string') {
    if (!/[^-\w.]/.test(host.value)) return;
    const message = `The hostname '${host.value}' contains illegal characters (only letters, digits, '_', '-', and '.' are allowed)`;
    report(state, host, 'illegal-hostname-chars', message);
  } else if (host.kind === 'heredoc') {
    const message = `Illegal expression. ${withArticleUpper(host)} is unacceptable as hostname in ${withArticle(node)}`;
    report(state, host, 'illegal-expression', message);
  }
}
