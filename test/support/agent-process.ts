/**
 * A real agent process for tests, unbuilt: `node agent-process.ts agent --broker … --certname …`, the flags of
 * `baton agent`.
 */
import { parseArgs } from 'node:util';
import { readAgentOptions, runAgent } from '../../orchestrator-core/agent/index.ts';
import type { Log } from '../../orchestrator-core/common/index.ts';

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    broker: { type: 'string', multiple: true, default: [] },
    certname: { type: 'string' },
    'ssl-cert': { type: 'string' },
    'ssl-key': { type: 'string' },
    'ssl-ca': { type: 'string' },
    primary: { type: 'string', multiple: true },
    data: { type: 'string' },
    // Facter takes seconds, and tests start many agents on one machine.
    facts: { type: 'string', default: 'built-in' },
    'facts-interval': { type: 'string' },
  },
});
const log: Log = {
  log: (level, message) => {
    if (level !== 'debug') process.stderr.write(`${level} ${message}\n`);
  },
};
const options = await readAgentOptions(
  {
    broker: values.broker,
    certname: values.certname,
    sslCert: values['ssl-cert'],
    sslKey: values['ssl-key'],
    sslCa: values['ssl-ca'],
    primary: values.primary,
    data: values.data,
    facts: values.facts,
    factsInterval: values['facts-interval'] === undefined ? undefined : Number(values['facts-interval']),
  },
  { version: '0.0.0-test', log },
);
const ended = new AbortController();
process.once('SIGTERM', () => ended.abort());
await runAgent(options, ended.signal);
process.exit(0);
