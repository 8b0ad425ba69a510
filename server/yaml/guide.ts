import type { Shape } from '../../orchestrator-core/project/index.ts';

/** A word that may stand as a value. */
export interface GuideWord {
  readonly word: string;
  readonly about?: string;
}

/** What may stand at a place of a YAML document: for completion, hover and names that are not known. */
export interface Guide {
  /** Markdown. */
  readonly about?: string;
  /** The type in a word or two. */
  readonly type?: string;
  /** What counts when nothing is written. */
  readonly default?: string;
  /** Whether a value begins on the next line: hashes and lists. */
  readonly isBlock?: boolean;
  readonly keys?: Readonly<Record<string, Guide>> | undefined;
  /** What stands under any other key. */
  readonly others?: Guide;
  readonly items?: Guide | undefined;
  readonly words?: readonly GuideWord[];
}

/** Keys and indexes from the top of a document down. */
export type YamlPath = readonly (string | number)[];

/** What may stand at a path; undefined where nobody knows. */
export function guideAt(guide: Guide, path: YamlPath): Guide | undefined {
  let at: Guide | undefined = guide;
  for (const step of path) {
    if (typeof step === 'number') at = at?.items;
    else at = at?.keys !== undefined && Object.hasOwn(at.keys, step) ? at.keys[step] : at?.others;
  }
  return at;
}

/** What is told about a key, as Markdown; undefined where there is nothing to tell. */
export function describeGuide(name: string, guide: Guide): string | undefined {
  const { about, type, words } = guide;
  if (about === undefined && type === undefined) return undefined;
  const values = words === undefined ? [] : [words.map(({ word }) => `\`${word}\``).join(', ')];
  const facts = [
    `**\`${name}\`**`,
    ...(type === undefined ? [] : [type]),
    ...(type === undefined ? [] : values),
    ...(guide.default === undefined ? [] : [`default \`${guide.default}\``]),
  ];
  return [facts.join(' · '), ...(about === undefined ? [] : [about])].join('\n\n');
}

/** The guide that a shape of a configuration file is, with what is said of each key wherever it stands. */
export function guideOfShape(shape: Shape, about: (path: YamlPath) => Partial<Guide>, path: YamlPath = []): Guide {
  const { type = [], values, items, properties, others } = shape;
  const isBlock = type.length > 0 && type.every((each) => each === 'Hash' || each === 'Array');
  const words = values ?? (type.length === 1 && type[0] === 'Boolean' ? ['true', 'false'] : undefined);
  const below = (key: string | number, child: Shape) => guideOfShape(child, about, [...path, key]);
  return {
    ...(type.length === 0 ? {} : { type: type.join(' or ') }),
    ...(isBlock ? { isBlock } : {}),
    ...(words === undefined ? {} : { words: words.map((word) => ({ word })) }),
    // Shapes may hold themselves: what is below is made when it is asked for.
    get keys(): Readonly<Record<string, Guide>> | undefined {
      if (properties === undefined) return undefined;
      return Object.fromEntries(Object.entries(properties).map(([key, child]) => [key, below(key, child)]));
    },
    get items(): Guide | undefined {
      return items === undefined ? undefined : below(0, items);
    },
    ...(others === undefined ? {} : { others: guideOfShape(others, about, [...path, '*']) }),
    ...about(path),
  };
}
