#!/usr/bin/env node
/** `baton`: the core's command line, with the commands that need the language server's checks. */
import { startProgram } from '../orchestrator-core/cli/index.ts';

startProgram({
  directory: import.meta.dirname,
  commands: {
    lint: async () => (await import('./lint.ts')).lint,
    format: async () => (await import('./format.ts')).format,
  },
});
