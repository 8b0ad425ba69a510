export type { Target, TransportName } from './target.ts';
