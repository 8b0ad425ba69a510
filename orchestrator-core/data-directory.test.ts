import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  dataDirectory,
  defaultDataDirectory,
  readEndpoint,
  readPorts,
  removeEndpoint,
  writeEndpoint,
  writePorts,
} from './data-directory.ts';

const root = mkdtempSync(join(tmpdir(), 'baton-data-'));
after(() => rmSync(root, { recursive: true }));

test('the data directory of a project has its name, and is not that of another of the same name', () => {
  const of = (project: string, environment: NodeJS.ProcessEnv): string => defaultDataDirectory(project, environment);
  const one = of('/a/web', { XDG_DATA_HOME: '/x' });
  assert.match(one, /^\/x\/baton\/web-[0-9a-f]{8}$/);
  assert.notEqual(one, of('/b/web', { XDG_DATA_HOME: '/x' }));
  assert.match(of('/', {}), /\/\.local\/share\/baton\/root-[0-9a-f]{8}$/);
});

test('an endpoint is believed only while its process lives', async () => {
  const data = dataDirectory(root);
  const endpoint = { pid: process.pid, api: 'https://h:1', broker: 'wss://h:2', tokenFile: '/t', caFile: '/c' };
  assert.equal(await readEndpoint(data), undefined);
  await writeEndpoint(data, endpoint);
  assert.deepEqual(await readEndpoint(data), endpoint);
  assert.equal(statSync(data.endpoint).mode & 0o777, 0o600);
  // No process can have this id (pid_max is at most 2^22).
  await writeEndpoint(data, { ...endpoint, pid: 2 ** 22 + 1 });
  assert.equal(await readEndpoint(data), undefined);
  for (const text of ['', 'x', '[]', '{"pid":1}']) {
    writeFileSync(data.endpoint, text);
    assert.equal(await readEndpoint(data), undefined, text);
  }
  await removeEndpoint(data);
  await removeEndpoint(data);
  assert.deepEqual(readdirSync(root), []);
});

test('the ports of the last start, where they can be understood', async () => {
  const data = dataDirectory(root);
  assert.deepEqual(await readPorts(data), { broker: 0, api: 0 });
  await writePorts(data, { broker: 8142, api: 8143 });
  assert.deepEqual(await readPorts(data), { broker: 8142, api: 8143 });
  writeFileSync(data.ports, '{"broker":"x","api":70000}');
  assert.deepEqual(await readPorts(data), { broker: 0, api: 0 });
});
