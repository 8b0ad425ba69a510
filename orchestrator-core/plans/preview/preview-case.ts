/** What tests of previews share: one way to preview a plan in a world of its own. */

import { planPaths } from '../plan-file.ts';
import { type FakeWorldOptions, fakeWorld } from '../run/fake-world.ts';
import { never } from '../run/run-cases.ts';
import type { PlanPreview } from './plan-preview.ts';
import type { PreviewRequest } from './ports.ts';
import { previewPlan } from './preview-plan.ts';

/** The plan `m` is `source`, or what stands in `files`, which are below `/modules` then: as in `runCase`. */
export async function previewCase(
  source: string | Readonly<Record<string, string>>,
  options: FakeWorldOptions & { readonly turn?: () => Promise<void> } = {},
  request: Partial<PreviewRequest> = {},
): Promise<PlanPreview> {
  const given = typeof source === 'string' ? { 'm/plans/init.pp': source } : source;
  const files = Object.entries(given).map(([path, text]) => [`/modules/${path}`, text] as const);
  const world = fakeWorld({ ...options, files: { ...Object.fromEntries(files), ...options.files } });
  return previewPlan(
    { plan: 'm', parameters: {}, noop: false, ...request },
    {
      inventory: world.inventory,
      host: world.loader.host,
      plan: async (name) => {
        for (const { path } of planPaths(`/modules/${name.split('::')[0]}`, name)) {
          const text = await world.loader.readText(path);
          if (text !== undefined) return { path, text };
        }
        return undefined;
      },
      task: async (name) => {
        const task = options.tasks?.[name];
        if (task === undefined) return undefined;
        const { supportsNoop, sensitive } = task;
        return {
          supports_noop: supportsNoop,
          parameters: Object.fromEntries(sensitive.map((parameter) => [parameter, { sensitive: true }])),
        };
      },
      moduleFile: (reference) => world.files.find(reference),
      turn: options.turn ?? (async () => {}),
      signal: never,
    },
  );
}
