export type { ExtraCall, ExtraCommand } from './extra-command.ts';
export { type Paint, paintNothing } from './output/paint.ts';
export { onTargets, outcomeText, stepTitle } from './output/plan-lines.ts';
export { duration, plainSeconds } from './output/text.ts';
export { startProgram } from './start.ts';
export type { Terminal } from './terminal.ts';
