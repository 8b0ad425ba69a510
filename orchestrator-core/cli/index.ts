export type { ExtraCall, ExtraCommand } from './extra-command.ts';
export type { Paint } from './output/paint.ts';
export { startProgram } from './start.ts';
export type { Terminal } from './terminal.ts';
