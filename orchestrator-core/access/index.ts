export type { Authority, Credentials } from './credentials.ts';
