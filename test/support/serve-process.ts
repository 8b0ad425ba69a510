/** A real orchestrator process for tests, unbuilt: `node serve-process.ts --project DIR --data DIR --local-nodes N`. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { toErrorValue } from '../../orchestrator-core/common/index.ts';
import { openEmbedded } from '../../orchestrator-core/serve.ts';

const { values } = parseArgs({
  options: { project: { type: 'string' }, data: { type: 'string' }, 'local-nodes': { type: 'string', default: '0' } },
});
try {
  const served = await openEmbedded({
    project: values.project ?? '',
    data: values.data ?? '',
    localNodes: Number(values['local-nodes']),
    agentCommand: [process.execPath, join(import.meta.dirname, 'agent-process.ts')],
    log: { log: (level, message) => void process.stderr.write(`${level} ${message}\n`) },
  });
  process.once('SIGTERM', () => {
    served.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`error ${toErrorValue(error).msg}\n`);
        process.exit(1);
      },
    );
  });
  process.stdout.write(`${JSON.stringify(served.ready)}\n`);
} catch (error) {
  process.stdout.write(`${JSON.stringify(toErrorValue(error))}\n`);
  process.exit(1);
}
