/** The program of `child-process.ts`; what it compiles is kept for the next start, which has to be said first. */
import { enableCodeCache } from './code-cache.ts';

enableCodeCache();
void import('./child-process.ts').then(({ serveParent }) => serveParent());
