import { analysisCodes } from '../../orchestrator-core/language/index.ts';
import { problemCodes } from '../documents/codes.ts';
import type { Severity } from '../documents/words.ts';
import { pqlCodes } from '../pql/codes.ts';
import { puppetCodes } from '../puppet/codes.ts';
import { yamlCodes } from '../yaml/codes.ts';

/** Every kind of problem that the server tells of, in the order of docs/diagnostics.md, and how serious it is. */
export const allCodes: Readonly<Record<string, Severity>> = {
  ...problemCodes,
  ...puppetCodes,
  ...analysisCodes,
  ...yamlCodes,
  ...pqlCodes,
};
