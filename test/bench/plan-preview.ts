import { previewCase } from '../../orchestrator-core/plans/preview/preview-case.ts';
import { largePlan } from './large-plan.ts';
import { duration, timed } from './measure.ts';

/** How long a preview takes while somebody types in a long plan: every text is a new one, as after a keystroke. */
export async function planPreview(): Promise<{ readonly median: string; readonly spread: string }> {
  const source = largePlan();
  let keystroke = 0;
  const samples = await timed(30, async () => {
    keystroke += 1;
    const files = { 'p/plans/large.pp': `${source}# ${'x'.repeat(keystroke)}` };
    const tasks = { 'p::deploy': { supportsNoop: false, sensitive: [] } };
    const preview = await previewCase(files, { tasks }, { plan: 'p::large' });
    if (preview.nodes.length === 0) throw new Error('The plan has no preview');
  });
  return { median: duration(samples.median), spread: `${source.split('\n').length - 1} lines` };
}

if (import.meta.main) console.log(await planPreview());
