import {
  children,
  type Declaration,
  metaparameterDeclarations,
  type ParameterDeclaration,
  type SyntaxNode,
} from '../../../orchestrator-core/language/index.ts';
import type { Completion } from '../../documents/answers.ts';

import { isHidden, isOwn, type PuppetCode } from '../code.ts';
import type { Frame } from '../frames.ts';
import { namesOf } from './arguments.ts';
import { valueStop } from './functions.ts';
import { completeValues, escaped, keysIn, order, type Site, startsLine, tokenAt, tokenBefore, wordOf } from './site.ts';

/** The types of resources that can be declared here, with a title to fill in. */
export function completeResourceTypes(site: Site): readonly Completion[] {
  const { code, cursor } = site;
  const hasBody = /^\s*\{/.test(cursor.source.slice(cursor.span.end, cursor.span.end + 20));
  const types = [...code.world.all('resource-type'), ...code.world.all('define')];
  return types
    .filter((declaration) => !isHidden(code, declaration))
    .map((declaration) => {
      const { name, kind } = declaration;
      return {
        label: name,
        kind: 'resource' as const,
        span: cursor.span,
        ...(hasBody ? { insert: name } : { insert: resourceSnippet(site, declaration), isSnippet: true }),
        detail: kind === 'define' ? 'defined type' : 'resource type',
        about: { kind, name },
        sort: `${isOwn(code, name) ? 2 : 3}${name}`,
      };
    });
}

function resourceSnippet(site: Site, { name, kind, signatures }: Declaration): string {
  const needed = (signatures[0]?.parameters ?? []).filter(({ isOptional }) => kind === 'define' && !isOptional);
  const width = Math.max(0, ...needed.map((each) => each.name.length));
  const lines = needed.map(
    (each, index) => `  ${each.name.padEnd(width)} => ${valueStop(site, each.name, each.type, index + 2)},\n`,
  );
  return `${name} { '\${1:title}':\n${lines.length === 0 ? '  $0\n' : `${lines.join('')}  $0\n`}}`;
}

/** What stands in the braces of resources: titles of classes, attributes and their values. Undefined where it is code. */
export function completeInResource(site: Site): readonly Completion[] | undefined {
  const { frames } = site.cursor;
  const frame = frames[0]?.kind === 'list' ? frames[1] : frames[0];
  if (frame === undefined || !['resource', 'attributes', 'query'].includes(frame.kind)) return undefined;
  const type = wordOf(site, frame).toLowerCase();
  if (frame.kind === 'query') {
    const isCompared = ['==', '!='].includes(tokenBefore(site)?.kind ?? '');
    return isCompared ? undefined : completeAttributes(site, attributesOf(site, type, undefined), []);
  }
  const colon = frame.kind === 'resource' ? colonOf(site, frame) : frame.body - 1;
  if (colon === undefined)
    return type === 'class' ? namesOf(site, 'class', 'bare').map((each) => quoted(site, each)) : undefined;
  if (frames[0]?.kind === 'list') return undefined;
  const attributes = attributesOf(site, type, titleOf(site, frame.body, colon));
  const before = tokenBefore(site);
  if (before?.kind === '=>' || before?.kind === '+>') {
    const name = tokenAt(site, site.cursor.before - 1)?.value;
    const attribute = attributes.find((each) => each.name === name);
    const values = completeValues(site, attribute?.type, true);
    return values.length === 0 ? undefined : values;
  }
  const isName = site.cursor.before <= colon || before?.kind === ',' || startsLine(site);
  if (!isName || site.cursor.kind === 'string') return undefined;
  return completeAttributes(site, attributes, keysIn(site, colon + 1));
}

/** The title of a class in quotes and with its colon, where they are not there. */
function quoted({ cursor }: Site, completion: Completion): Completion {
  if (cursor.kind === 'string') return completion;
  return { ...completion, insert: `'${completion.insert}':`, filter: completion.label };
}

/** Where the titles of the body end that the place is in; undefined in the titles. */
function colonOf({ cursor: { tokens, before } }: Site, { body }: Frame): number | undefined {
  let depth = 0;
  for (let at = body; at <= before; at += 1) {
    const kind = tokens[at]?.kind ?? 'end';
    if (['(', 'ws-(', '[', 'list-start', '{', 'sel-{', 'dqpre'].includes(kind)) depth += 1;
    if ([')', ']', '}', 'dqpost'].includes(kind)) depth -= 1;
    if (kind === ':' && depth === 0) return at;
  }
  return undefined;
}

function titleOf(site: Site, body: number, colon: number): string | undefined {
  const title = colon === body + 1 ? tokenAt(site, body) : undefined;
  return title?.kind === 'string' || title?.kind === 'name' ? title.value : undefined;
}

/** What a resource of a type takes; of `class`, what the class of that title takes. */
function attributesOf({ code }: Site, type: string, title: string | undefined): readonly ParameterDeclaration[] {
  const { world } = code;
  const declared =
    type === 'class'
      ? title === undefined
        ? undefined
        : world.find('class', title)
      : (world.find('resource-type', type) ?? world.find('define', type));
  return [...(declared?.signatures[0]?.parameters ?? []), ...metaparameterDeclarations];
}

function completeAttributes(
  site: Site,
  attributes: readonly ParameterDeclaration[],
  given: readonly { readonly name: string }[],
): readonly Completion[] {
  const { cursor } = site;
  const hasValue = /^\s*[=+]>/.test(cursor.source.slice(cursor.span.end, cursor.span.end + 20));
  const isQuery = cursor.frames[0]?.kind === 'query';
  const metaparameters = new Set(metaparameterDeclarations.map(({ name }) => name));
  return attributes
    .filter(({ name }) => !given.some((each) => each.name === name))
    .map(({ name, type, description, isOptional }, index) => {
      const isPlain = hasValue || isQuery;
      return {
        label: name,
        kind: 'property',
        span: cursor.span,
        insert: isPlain ? name : `${escaped(name)} => ${valueStop(site, name, bare(type), 1)},`,
        ...(isPlain ? {} : { isSnippet: true }),
        detail: [type, isOptional ? undefined : 'required'].filter((fact) => fact !== undefined).join(', '),
        sort: `${isOptional ? (metaparameters.has(name) ? 2 : 1) : 0}${order(index)}`,
        ...(description === undefined ? {} : { documentation: description }),
      };
    });
}

/** Other resources are written as references, not as what their type says. */
function bare(type: string | undefined): string | undefined {
  return type?.startsWith('Variant[Type[Resource]') ? undefined : type;
}

/** Titles of the resources of this file, behind `File[`. */
export function completeTitles(site: Site, type: string): readonly Completion[] {
  const { code, cursor } = site;
  const wanted = type.toLowerCase();
  const titles = wanted === 'class' ? [] : titlesIn(code, wanted);
  const isString = cursor.kind === 'string';
  const classes = wanted === 'class' ? namesOf(site, 'class') : [];
  return [
    ...[...new Set(titles)].map(
      (title): Completion => ({
        label: title,
        kind: 'value',
        span: cursor.span,
        insert: isString ? title : `'${title}'`,
        filter: title,
        detail: 'in this file',
      }),
    ),
    ...classes.map((each) => ({ ...each, insert: isString ? each.label : `'${each.label}'` })),
  ];
}

function titlesIn({ parsed }: PuppetCode, type: string): readonly string[] {
  const found: string[] = [];
  const todo: SyntaxNode[] = [parsed.program];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node.kind === 'resource' && node.type.kind === 'name' && node.type.value.replace(/^::/, '') === type) {
      for (const { title } of node.bodies) {
        for (const each of title.kind === 'list' ? title.values : [title]) {
          if (each.kind === 'string' || each.kind === 'name') found.push(each.value);
        }
      }
    }
    todo.push(...children(node));
  }
  return found.reverse();
}
