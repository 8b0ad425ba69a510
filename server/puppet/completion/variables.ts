import type { Completion } from '../../documents/answers.ts';
import { placeOf, textOf, typeOfVariable, writtenType } from '../code.ts';
import { printShort } from '../describe.ts';
import { factText, givenVariables, ownVariables } from '../facts.ts';
import { order, type Site, tokenAt } from './site.ts';

/** A variable as lists show it. */
interface Candidate {
  /** Without `$`. */
  readonly name: string;
  readonly detail?: string;
  readonly documentation?: string;
}

/** The variables that can be named here, nearer ones first; none where a new one gets its name. */
export function completeVariables(site: Site): readonly Completion[] {
  if (isNewName(site)) return [];
  const { cursor } = site;
  const sigil = cursor.kind === 'variable' && !cursor.isInterpolated ? 1 : 0;
  const span = { start: cursor.span.start - sigil, end: cursor.span.end };
  const prefix = cursor.isInterpolated ? '' : '$';
  const seen = new Set<string>();
  return candidates(site)
    .filter(({ name }) => !seen.has(name) && seen.add(name))
    .map(({ name, ...rest }, index) => ({
      label: `$${name}`,
      kind: 'variable',
      span,
      insert: `${prefix}${name}`,
      filter: `${prefix}${name}`,
      sort: `1${order(index)}`,
      ...rest,
    }));
}

function isNewName(site: Site): boolean {
  const { frames, before } = site.cursor;
  const [frame] = frames;
  if (frame?.kind !== 'parameters' && frame?.kind !== 'lambda') return false;
  // Behind `=` stands a default, which may name the parameters before it.
  for (let at = before; at >= frame.item; at -= 1) if (tokenAt(site, at)?.kind === '=') return false;
  return true;
}

function candidates(site: Site): readonly Candidate[] {
  const { code, cursor, offset } = site;
  const written = cursor.source.slice(cursor.span.start, offset);
  const visible = code.types.variables.visibleAt(offset).map((variable): Candidate => {
    const type = typeOfVariable(code, variable);
    const detail = writtenType(code, variable) ?? (type === undefined ? undefined : printShort(type));
    const { declaration } = variable;
    const value = declaration.kind === 'assignment' ? short(textOf(code.parsed, declaration.right)) : undefined;
    return {
      name: variable.name,
      ...(detail === undefined ? {} : { detail }),
      ...(value === undefined ? {} : { documentation: `\`${value}\`` }),
    };
  });
  const given = code.given.map(
    ({ name, type, description, what }): Candidate => ({
      name,
      detail: type ?? what,
      ...(description === undefined ? {} : { documentation: description }),
    }),
  );
  const isCatalog = placeOf(code, cursor) === 'catalog';
  return [
    ...visible,
    ...given,
    ...(isCatalog ? byItself(site) : []),
    ...(written.includes('::') ? qualified(site, written) : []),
  ];
}

/** What every catalog has; in classes and defined types also what they are called. */
function byItself({ cursor: { frames, tokens } }: Site): readonly Candidate[] {
  const isNamed = frames.some(({ kind, word }) => {
    const keyword = word === undefined ? undefined : tokens[word]?.value;
    return kind === 'block' && (keyword === 'define' || keyword === 'class');
  });
  const own: readonly Candidate[] = isNamed
    ? Object.entries(ownVariables).map(([name, documentation]) => ({ name, detail: 'String', documentation }))
    : [];
  return [...own, ...Object.entries(givenVariables).map(([name, row]) => ({ name, documentation: factText(row) }))];
}

/** The parameters of classes, by their full names. */
function qualified({ code }: Site, written: string): readonly Candidate[] {
  const isTop = written.startsWith('::');
  const wanted = written.replace(/^::/, '');
  const found: Candidate[] = [];
  for (const { name, signatures } of code.world.all('class')) {
    const isNear = wanted === '' ? true : `${name}::`.startsWith(wanted) || wanted.startsWith(`${name}::`);
    if (!isNear) continue;
    for (const parameter of signatures[0]?.parameters ?? []) {
      found.push({
        name: `${isTop ? '::' : ''}${name}::${parameter.name}`,
        ...(parameter.type === undefined ? {} : { detail: parameter.type }),
        ...(parameter.description === undefined ? {} : { documentation: parameter.description }),
      });
    }
  }
  return found;
}

function short(text: string): string {
  const line = text.split('\n')[0] ?? '';
  return line.length < text.length || line.length > 60 ? `${line.slice(0, 60)} …` : line;
}
