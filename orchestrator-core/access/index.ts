export { type AuthorityOptions, openAuthority } from './authority.ts';
export type { Authority, Credentials } from './credentials.ts';
export { openToken } from './token.ts';
export { makeBareCertificate } from './x509.ts';
