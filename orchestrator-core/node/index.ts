export { systemClock, systemIds } from './clock.ts';
export { diskFiles } from './files.ts';
