import { knownTypes, referenceName } from '../../../orchestrator-core/language/index.ts';
import type { Completion } from '../../documents/answers.ts';

import { brackets, fixedArguments } from '../../task-metadata/complete-type.ts';
import { isHidden } from '../code.ts';
import { type Site, textBehind } from './site.ts';

/** Types that can be written here, Puppet's own in the order of use, then those of modules. */
export function completeTypes(site: Site): readonly Completion[] {
  const { code, cursor } = site;
  const { span } = cursor;
  const isOpen = textBehind(site).startsWith('[');
  const found: Completion[] = knownTypes.map(({ name, parameters, documentation }, index) => {
    const snippet = isOpen ? undefined : brackets[name];
    return {
      label: name,
      kind: 'type',
      span,
      // The table is for JSON, where a backslash is written twice.
      insert: snippet?.replaceAll('\\\\\\\\', '\\\\') ?? name,
      isSnippet: snippet !== undefined,
      documentation,
      detail: `${name}${parameters ?? ''}`,
      sort: `2${String(index).padStart(3, '0')}`,
      // A snippet brings its own brackets.
      ...(snippet === undefined ? { commit: ['['] } : {}),
    };
  });
  const known = new Set(knownTypes.map(({ name }) => name));
  for (const declaration of code.world.all('type')) {
    const { name, alias } = declaration;
    if (known.has(name) || isHidden(code, declaration)) continue;
    found.push({
      label: name,
      kind: 'type',
      span,
      insert: name,
      detail: alias === undefined ? 'data type' : short(alias),
      about: { kind: 'type', name },
      sort: `3${name}`,
      commit: ['['],
    });
  }
  return found;
}

/** What may stand in the brackets of a type. Undefined where types may. */
export function completeTypeArguments({ cursor: { span } }: Site, type: string): readonly Completion[] | undefined {
  if (['Enum', 'Pattern', 'Regexp', 'Struct'].includes(type)) return [];
  return fixedArguments[type]?.map((label) => ({ label, kind: 'value' as const, span, insert: label }));
}

/** References to what can be declared: `File`, `Class`, `M::Defined`. */
export function completeReferences({ code, cursor: { span } }: Site): readonly Completion[] {
  const names = [...code.world.all('resource-type'), ...code.world.all('define')].filter(
    (declaration) => !isHidden(code, declaration),
  );
  const references = names.map(
    ({ name, kind }): Completion => ({
      label: referenceName(name),
      kind: 'resource',
      span,
      insert: referenceName(name),
      detail: kind === 'define' ? 'defined type' : 'resource type',
      about: { kind, name },
      sort: `5${name}`,
      commit: ['['],
    }),
  );
  return [
    ...references,
    { label: 'Class', kind: 'resource', span, insert: 'Class', detail: 'a class', sort: '5class' },
  ];
}

function short(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' ');
  return line.length <= 80 ? line : `${line.slice(0, 80)}…`;
}
