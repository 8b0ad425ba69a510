export type { OutputPosition, RunObserver, StopReason, Transport } from '../jobs/index.ts';
