import type { AttributeOperation, Block, Expression, KeyedEntry, SyntaxNode } from '../syntax/ast.ts';
import { type CheckState, type Path, report } from './finding.ts';
import { isIdempotent } from './idempotent.ts';
import { label, withArticle, withArticleUpper } from './label.ts';

/** The rules of expressions, statements and resources, wherever they stand. */
export function checkExpression(state: CheckState, node: SyntaxNode, path: Path): void {
  if (node.kind === 'variable') {
    checkVariable(state, node.name, node);
    return;
  }
  checkValues(state, node);
  switch (node.kind) {
    case 'assignment':
      checkAssignment(state, node);
      return;
    case 'attribute':
      checkAttribute(state, node, path);
      return;
    case 'block':
      checkBlock(state, node);
      return;
    case 'untitled-resource':
      report(
        state,
        node,
        'resource-without-title',
        `This expression is invalid. Did you try declaring a '${node.type.value}' resource without a title?`,
      );
      return;
    case 'call':
      checkFunctor(state, node.functor, node);
      return;
    case 'case':
      checkDefaults(
        state,
        node.options.flatMap((option) => option.values),
        node,
      );
      return;
    case 'selector':
      checkDefaults(
        state,
        node.entries.map((entry) => entry.match),
        node,
      );
      return;
    case 'collector':
      if (node.type.kind !== 'reference') illegal(state, node.type, 'type name', node);
      if (node.query !== undefined) checkQuery(state, node.query);
      return;
    case 'number':
      checkNumber(state, node);
      return;
    case 'hash':
      checkKeys(state, node.entries);
      return;
    case 'resource':
      if (node.form !== 'regular' && node.type.kind === 'name' && node.type.value === 'class') {
        report(state, node, 'class-not-virtualizable', 'Classes are not virtualizable');
      }
      return;
    case 'resource-defaults':
    case 'resource-override':
      if (node.form !== 'regular') report(state, node, 'not-virtualizeable', 'Resource Defaults are not virtualizable');
      return;
    case 'resource-body':
      checkUnfolds(state, node.operations);
      return;
    case 'reserved':
      report(
        state,
        node,
        'reserved-word',
        `Use of reserved word: ${node.word}, must be quoted if intended to be a String value`,
      );
      return;
  }
}

/** Looks at the nodes that stand where a value is needed. */
function checkValues(state: CheckState, node: SyntaxNode): void {
  switch (node.kind) {
    case 'assignment':
      if (node.operator === '=') checkValue(state, node.right);
      return;
    case 'attribute':
      checkValue(state, node.value);
      return;
    case 'binary':
      checkValue(state, node.left);
      checkValue(state, node.right);
      return;
    case 'relationship':
      for (const side of [node.left, node.right]) {
        if (side.kind !== 'collector' && side.kind !== 'relationship') checkValue(state, side);
      }
      return;
    case 'case':
    case 'if':
    case 'unless':
      checkValue(state, node.test);
      return;
    case 'case-option':
    case 'list':
      for (const value of node.values) checkValue(state, value);
      return;
    case 'entry':
      checkValue(state, node.key);
      checkValue(state, node.value);
      return;
    case 'selector':
      checkValue(state, node.left);
      return;
    case 'selector-entry':
      checkValue(state, node.match);
      return;
    case 'not':
    case 'minus':
    case 'unfold':
    case 'parenthesized':
      checkValue(state, node.expression);
      return;
  }
}

const valueless: ReadonlySet<SyntaxNode['kind']> = new Set([
  'collector',
  'class',
  'define',
  'plan',
  'function',
  'node',
  'type-alias',
  'type-definition',
]);

function checkValue(state: CheckState, node: SyntaxNode): void {
  if (node.kind === 'not' || node.kind === 'minus' || node.kind === 'unfold' || node.kind === 'parenthesized') {
    checkValue(state, node.expression);
  } else if (valueless.has(node.kind)) {
    report(state, node, 'not-rvalue', `Invalid use of expression. ${withArticleUpper(node)} does not produce a value`);
  }
}

function checkAssignment(state: CheckState, node: SyntaxNode & { kind: 'assignment' }): void {
  if (node.operator === '=') {
    checkTarget(state, node.left);
    return;
  }
  const message = `The operator '${node.operator}' is no longer supported. See http://links.puppet.com/remove-plus-equals`;
  report(state, node, 'appends-deletes-no-longer-supported', message);
}

function checkTarget(state: CheckState, node: Expression | KeyedEntry): void {
  if (node.kind === 'variable') {
    const { name } = node;
    if (/^(?:0|[1-9][0-9]*)$/.test(name)) {
      const message = `Illegal attempt to assign to the numeric match result variable '$${name}'. Numeric variables are not assignable`;
      report(state, node, 'illegal-numeric-assignment', message);
    }
    if (name.includes('::')) {
      const message = `Illegal attempt to assign to '${name}'. Cannot assign to variables in other namespaces`;
      report(state, node, 'cross-scope-assignment', message);
    }
  } else if (node.kind === 'access') {
    report(
      state,
      node,
      'illegal-indexed-assignment',
      'Illegal attempt to assign via [index/key]. Not an assignable reference',
    );
  } else if (node.kind === 'list') {
    for (const value of node.values) checkTarget(state, value);
  } else if (node.kind !== 'missing') {
    report(
      state,
      node,
      'illegal-assignment',
      `Illegal attempt to assign to '${withArticle(node)}'. Not an assignable reference`,
    );
  }
}

function checkAttribute(state: CheckState, node: AttributeOperation, path: Path): void {
  const parent = path.at(-1);
  if (
    node.operator === '+>' &&
    parent !== undefined &&
    parent.kind !== 'collector' &&
    parent.kind !== 'resource-override'
  ) {
    const message = `Illegal +> operation on attribute ${node.name}. This operator can not be used in ${withArticle(parent)}`;
    report(state, node, 'illegal-attribute-append', message);
  }
}

function checkBlock(state: CheckState, node: Block): void {
  const forgotten = node.statements.find((each, index) => index < node.statements.length - 1 && isIdempotent(each));
  if (forgotten === undefined) return;
  const message = `This ${label(forgotten)} has no effect. A value was produced and then forgotten (one or more preceding expressions may have the wrong form)`;
  report(state, forgotten, 'idem-expression-not-last', message);
}

function illegal(state: CheckState, node: SyntaxNode, feature: string, container: SyntaxNode): void {
  const message = `Illegal expression. ${withArticleUpper(node)} is unacceptable as ${feature} in ${withArticle(container)}`;
  report(state, node, 'illegal-expression', message);
}

function checkFunctor(state: CheckState, functor: Expression, node: SyntaxNode): void {
  const { kind } = functor;
  if (kind === 'name' || kind === 'reference' || (kind === 'access' && functor.left.kind === 'reference')) return;
  if (kind === 'render-string') {
    const message =
      "Ambiguous EPP parameter expression. Probably missing '<%-' before parameters to remove leading whitespace";
    report(state, node, 'illegal-epp-parameters', message);
  } else if (kind !== 'missing') illegal(state, functor, 'function name', node);
}

function checkDefaults(state: CheckState, matches: readonly SyntaxNode[], container: SyntaxNode): void {
  const [, ...more] = matches.filter((match) => match.kind === 'default');
  for (const extra of container.kind === 'selector' ? more.slice(0, 1) : more) {
    report(
      state,
      extra,
      'duplicate-default',
      `This ${label(container)} already has a 'default' entry - this is a duplicate`,
    );
  }
}

const queryable: ReadonlySet<SyntaxNode['kind']> = new Set([
  'variable',
  'name',
  'number',
  'string',
  'true',
  'false',
  'missing',
]);

function checkQuery(state: CheckState, node: Expression): void {
  if (node.kind === 'parenthesized') checkQuery(state, node.expression);
  else if (node.kind === 'binary' && (node.operator === 'and' || node.operator === 'or')) {
    checkQuery(state, node.left);
    checkQuery(state, node.right);
  } else if (
    !queryable.has(node.kind) &&
    !(node.kind === 'binary' && (node.operator === '==' || node.operator === '!='))
  ) {
    report(
      state,
      node,
      'illegal-query-expression',
      `Illegal query expression. ${withArticleUpper(node)} cannot be used in a query`,
    );
  }
}

const largest = 2n ** 63n - 1n;

function checkNumber(state: CheckState, node: SyntaxNode & { kind: 'number' }): void {
  if (!/^(?:0[xX][0-9a-fA-F]+|\d+)$/.test(node.text)) return;
  const value = BigInt(/^0[0-7]+$/.test(node.text) ? `0o${node.text.slice(1)}` : node.text.replace(/^0+(?=\d)/, ''));
  if (value <= largest) return;
  const message = `${withArticleUpper(node)} resulted in a value outside of Puppet Integer max range, got '+0x${value.toString(16)}'`;
  report(state, node, 'numeric-overflow', message);
}

/** A warning in Puppet 7, an error in Puppet 8. */
function checkKeys(state: CheckState, entries: readonly KeyedEntry[]): void {
  if (entries.length < 2) return;
  const seen = new Set<string>();
  for (const entry of entries) {
    const { key } = entry;
    const literal =
      key.kind === 'string' || key.kind === 'name' ? key.value : key.kind === 'number' ? Number(key.text) : undefined;
    if (literal === undefined) continue;
    const identity = `${typeof literal} ${literal}`;
    if (seen.has(identity))
      report(state, entry, 'duplicate-key', `The key '${literal}' is declared more than once`, 'warning');
    seen.add(identity);
  }
}

function checkUnfolds(state: CheckState, operations: readonly AttributeOperation[]): void {
  const first = operations.find(isUnfold);
  for (const extra of operations) {
    if (!isUnfold(extra) || extra === first) continue;
    report(
      state,
      extra,
      'multiple-attributes-unfold',
      'Unfolding of attributes from Hash can only be used once per resource body',
    );
  }
}

function isUnfold({ name }: AttributeOperation): boolean {
  return name === '*';
}

function checkVariable(state: CheckState, name: string, node: SyntaxNode): void {
  if (/^[0-9]/.test(name)) {
    if (/^(?:0|[1-9][0-9]*)$/.test(name)) return;
    const message = `Illegal numeric variable name, The given name '${name}' must be a decimal value if it starts with a digit 0-9`;
    report(state, node, 'illegal-numeric-var-name', message);
  } else if (!/^(?:::)?(?:[a-z]\w*::)*[a-z_]\w*$/.test(name)) {
    const message = `Illegal variable name, The given name '${name}' does not conform to the naming rule /^((::)?[a-z]\\w*)*((::)?[a-z_]\\w*)$/`;
    report(state, node, 'illegal-var-name', message);
  }
}
