import type { Declaration, ParameterDeclaration, Signature } from '../../../orchestrator-core/language/index.ts';
import { signatureText } from '../../../orchestrator-core/language/index.ts';
import type { Completion } from '../../documents/answers.ts';

import { isAllowed, isHidden, isOwn, placeOf } from '../code.ts';
import { escaped, escapedChoice, type Site, textBehind, valuesOf } from './site.ts';

/** The functions that can be called here, with their required arguments to fill in. */
export function completeFunctions(site: Site): readonly Completion[] {
  const { code, cursor } = site;
  const place = placeOf(code, cursor);
  const hasArguments = /^\s*[(|]/.test(textBehind(site));
  const found: Completion[] = [];
  for (const declaration of code.world.all('function')) {
    if (!isAllowed(declaration, place) || isHidden(code, declaration)) continue;
    found.push({
      ...shown(declaration),
      kind: 'function',
      span: cursor.span,
      ...(hasArguments ? { insert: declaration.name } : { insert: callSnippet(site, declaration), isSnippet: true }),
      ...(!hasArguments && runs.has(declaration.name) ? { asksAgain: true } : {}),
      sort: `${isOwn(code, declaration.name) ? 3 : 4}${declaration.name}`,
    });
  }
  return found;
}

/** What lists show of a function; its documentation is asked for later. */
export function shown(declaration: Declaration): Pick<Completion, 'label' | 'detail' | 'about' | 'isDeprecated'> {
  const { name, kind, documentation, signatures } = declaration;
  const [first] = signatures;
  const detail = first === undefined ? undefined : (details.get(declaration) ?? detailOf(declaration, first));
  return {
    label: name,
    about: { kind, name },
    ...(detail === undefined ? {} : { detail }),
    ...(documentation?.deprecated === undefined ? {} : { isDeprecated: true }),
  };
}

const details = new WeakMap<Declaration, string>();

/** A declaration lives as long as its file is not read again; its text is made once. */
function detailOf(declaration: Declaration, signature: Signature): string {
  const detail = oneLine(signatureText(declaration, signature));
  details.set(declaration, detail);
  return detail;
}

function oneLine(text: string): string {
  const line = text
    .replace(/\s*\n\s*/g, ' ')
    .replace('( ', '(')
    .replace(', )', ')');
  return line.length <= 100 ? line : `${line.slice(0, 100)}…`;
}

/** Functions whose first argument is the name of what they run: the next list offers it. */
const runs: ReadonlySet<string> = new Set(['run_task', 'run_task_with', 'run_plan']);

/** Functions that are written without parentheses. */
const bareCalls: ReadonlySet<string> = new Set(['include', 'contain', 'require', 'realize', 'tag']);

function callSnippet(site: Site, declaration: Declaration): string {
  const { name, signatures } = declaration;
  // Of several ways the one whose lambda takes a value, not a key and a value.
  const signature = signatures.find(({ block }) => block?.type?.startsWith('Callable[1')) ?? signatures[0];
  if (bareCalls.has(name)) return `${name} $0`;
  if (signature === undefined) return `${name}($0)`;
  if (!runs.has(name)) return `${name}${argumentsSnippet(site, signature)}`;
  const [, ...others] = signature.parameters.filter(({ isOptional }) => !isOptional);
  return `${name}(${["'$1'", ...others.map((parameter, index) => argumentStop(site, parameter, index + 2))].join(', ')})`;
}

/** `(…)` with a stop for each argument that is needed, and the lambda where one is. */
export function argumentsSnippet(site: Site, { parameters, block }: Signature, skip = 0): string {
  const needed = parameters.slice(skip).filter(({ isOptional }) => !isOptional);
  const stops = needed.map((parameter, index) => argumentStop(site, parameter, index + 1));
  const mayHaveMore = parameters.length > skip && (stops.length === 0 || block !== undefined);
  const last = stops.length === 0 && mayHaveMore && block === undefined ? '$0' : '';
  const lambda = block === undefined || block.isOptional ? '' : lambdaSnippet(block.type, stops.length + 1);
  if (skip > 0 && stops.length === 0 && lambda !== '') return lambda;
  return `(${stops.join(', ')}${last})${lambda}`;
}

function lambdaSnippet(type: string | undefined, from: number): string {
  const count = Number(/^Callable\[(\d+)/.exec(type ?? '')?.[1] ?? (type === undefined ? 0 : 1));
  const names = count === 0 ? [] : count === 1 ? ['value'] : ['key', 'value'];
  const parameters = names.map((name, index) => `\${${from + index}:\\$${name}}`).join(', ');
  return ` |${parameters}| {\n  $0\n}`;
}

function argumentStop(site: Site, { name, type }: ParameterDeclaration, index: number): string {
  return valueStop(site, name, type, index);
}

/** A stop of a snippet for a value of that type: a choice, a text in quotes, a variable of that name. */
export function valueStop(site: Site, name: string, typeText: string | undefined, index: number): string {
  const type = site.read(typeText);
  const values = valuesOf(type);
  if (values.length > 0) {
    const choices = values.map(({ value, isString }) => escapedChoice(isString ? `'${value}'` : value));
    return `\${${index}|${choices.join(',')}|}`;
  }
  if (site.visible().has(name) || /^(?:Optional\[)?(?:TargetSpec|Target)\b/.test(typeText ?? ''))
    return `\${${index}:\\$${name}}`;
  const kind = type?.kind === 'Optional' ? type.type?.kind : type?.kind;
  switch (kind) {
    case 'String':
    case 'Pattern':
      return `'\${${index}:${escaped(name)}}'`;
    case 'Array':
    case 'Tuple':
      return `[$${index}]`;
    case 'Hash':
    case 'Struct':
      return `{ $${index} }`;
    case 'Integer':
    case 'Float':
    case 'Numeric':
      return `\${${index}:0}`;
    case 'Sensitive':
      return `Sensitive(\${${index}:${escaped(name)}})`;
    default:
      return `\${${index}:${escaped(name)}}`;
  }
}
