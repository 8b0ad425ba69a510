import {
  isStepKind,
  parameterKeyTexts,
  planKeyTexts,
  type StepKind,
  stepKeys,
  stepKeyTexts,
  stepKinds,
  stepShapes,
} from '../../orchestrator-core/plans/index.ts';
import type { Guide, GuideWord } from '../yaml/guide.ts';

const flag: readonly GuideWord[] = [{ word: 'true' }, { word: 'false' }];

/** Keys whose values are hashes or lists. */
const blocks: ReadonlySet<string> = new Set([
  'arguments',
  'env_vars',
  'parameters',
  'pwsh_params',
  'resources',
  'steps',
]);

const flags: ReadonlySet<string> = new Set(['catch_errors', 'noop', 'private']);

function guideOf(texts: Readonly<Record<string, string>>, names: Iterable<string>): Record<string, Guide> {
  const keys: Record<string, Guide> = {};
  for (const name of names) {
    const about = texts[name];
    keys[name] = {
      ...(about === undefined ? {} : { about }),
      ...(blocks.has(name) ? { isBlock: true } : {}),
      ...(flags.has(name) ? { words: flag } : {}),
    };
  }
  return keys;
}

const resource: Guide = {
  keys: {
    parameters: { about: 'The attributes of the resource, a hash.', isBlock: true },
    title: { about: 'The title of the resource; goes with `type`.' },
    type: { about: 'The type of the resource; goes with `title`.' },
  },
};

/** The keys of a step; of one whose kind is not written yet all that every step may have. */
export function stepGuide(kind: StepKind | undefined): Guide {
  const keys = guideOf(stepKeyTexts, kind === undefined ? ['name', 'description', 'targets'] : stepKeys(kind));
  return {
    keys: { ...keys, ...(kind === 'resources' ? { resources: { ...keys['resources'], items: resource } } : {}) },
  };
}

const anyStep: Guide = {
  keys: { ...guideOf(stepKeyTexts, Object.keys(stepKeyTexts)), resources: { items: resource } },
};

/** What may stand in a YAML plan; for the keys of a step see {@link stepGuide}. */
export const planGuide: Guide = {
  keys: {
    ...guideOf(planKeyTexts, Object.keys(planKeyTexts)),
    parameters: {
      about: planKeyTexts['parameters'] ?? '',
      isBlock: true,
      others: { isBlock: true, keys: guideOf(parameterKeyTexts, Object.keys(parameterKeyTexts)) },
    },
    steps: { about: planKeyTexts['steps'] ?? '', isBlock: true, items: anyStep },
  },
};

/** The kind that keys make a step; undefined where none or several do. */
export function kindOfKeys(keys: Iterable<string>): StepKind | undefined {
  const kinds = [...keys].filter(isStepKind);
  return kinds.length === 1 ? kinds[0] : undefined;
}

/** What a step begins with that somebody writes, in snippet syntax, one key a line. */
export function stepSnippets(
  targets: string,
): readonly { readonly kind: StepKind; readonly lines: readonly string[] }[] {
  const values: Readonly<Record<string, string>> = {
    command: 'uptime',
    destination: '/tmp/file',
    download: '/etc/hosts',
    eval: '\\$value',
    message: 'hello',
    script: 'module/script.sh',
    targets: targets.replace('$', '\\$'),
    upload: 'module/file',
    verbose: 'hello',
  };
  return stepKinds.map((kind) => {
    const keys = [kind, ...stepShapes[kind].required.filter((key) => key !== kind && key !== 'targets')];
    if (stepShapes[kind].required.includes('targets')) keys.push('targets');
    const line = (key: string, index: number) =>
      key === 'resources'
        ? `resources:\n  - \${${index + 1}:package}: \${${keys.length + 1}:nginx}`
        : key in values
          ? `${key}: \${${index + 1}:${values[key]}}`
          : `${key}: $${index + 1}`;
    return { kind, lines: keys.flatMap((key, index) => line(key, index).split('\n')) };
  });
}
