/** A process that keeps two local nodes, to be killed by a test: `node local-nodes-process.ts BROKER DIRECTORY`. */
import { startLocalNodes } from '../../orchestrator-core/agent/index.ts';
import { silentLog } from '../../orchestrator-core/common/index.ts';
import { systemClock } from '../../orchestrator-core/node/index.ts';
import { agentEntry } from './agent-lab.ts';

const [broker = '', directory = ''] = process.argv.slice(2);
await startLocalNodes({
  names: ['node1', 'node2'],
  directory,
  broker,
  credentialsFor: async () => ({ certificate: '/none', key: '/none', ca: '/none' }),
  command: [process.execPath, agentEntry],
  log: silentLog,
  clock: systemClock,
});
