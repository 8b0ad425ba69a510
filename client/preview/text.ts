import { type PlanPreview, previewText } from '../../orchestrator-core/plans/index.ts';

/** The preview as `baton plan preview` prints it; loaded when it is first asked for. */
export function textOf(preview: PlanPreview): string {
  return previewText(preview, { width: 100, unicode: true });
}
