export type { RunObserver, StopReason, Transport } from './transport.ts';
