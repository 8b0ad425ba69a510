// A table of the functions that Puppet brings along.
import type { FunctionTable } from './function-row.ts';

/** From Puppet's own `lib/puppet/functions` and `lib/puppet/parser/functions`. */
export const puppetFunctions: FunctionTable = {};
