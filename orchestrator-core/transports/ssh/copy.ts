import type { OpenClient } from './open-client.ts';

/** What is copied to where. */
export interface Copy {
  readonly source: string;
  readonly destination: string;
}
export async function uploadFiles(_name: string, _open: OpenClient, _copy: Copy, _signal: AbortSignal): Promise<void> {}
export async function downloadFiles(
  _name: string,
  _open: OpenClient,
  _copy: Copy,
  _signal: AbortSignal,
): Promise<void> {}
