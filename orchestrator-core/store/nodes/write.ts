export { NodeWriter, type WriterOptions, type Written } from './write/node-writer.ts';
export { defaultRetention, type Retention } from './write/retention.ts';
