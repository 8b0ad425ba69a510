import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startFakePuppetDb } from '../fake-puppetdb.ts';
import { parseOptions } from './parse-options.ts';
import { readTargets } from './read-argument.ts';
import { testContext } from './test-context.ts';

const puppetDb = await startFakePuppetDb();
after(() => puppetDb.close());

/** A context of the project whose PuppetDB this is. */
function contextOf(line: readonly string[]): ReturnType<typeof testContext>['context'] {
  const { context } = testContext(parseOptions(line));
  const puppetdb = { server_urls: [puppetDb.url], cacert: 'ca.pem', token: 'token' };
  return { ...context, project: { ...context.project, directory: puppetDb.directory, puppetdb } };
}

const nodes = 'nodes[certname] { facts.os = "Debian" }';

test('the targets of a query are the nodes that PuppetDB names, each once', async () => {
  puppetDb.answer = { status: 200, text: '[{"certname":"web1"},{"certname":"web2"},{"certname":"web1"}]' };
  const context = contextOf(['task', 'run', 'x', '-q', nodes]);
  assert.deepEqual(await readTargets(context), ['web1', 'web2']);
  assert.deepEqual(puppetDb.asked.at(-1), { path: '/pdb/query/v4', body: { query: nodes }, token: 't0ken' });
});

test('a query for something else than nodes is refused, with what it found', async () => {
  puppetDb.answer = { status: 200, text: '[{"name":"os","value":"Debian"}]' };
  await assert.rejects(readTargets(contextOf(['task', 'run', 'x', '-q', 'facts {}'])), {
    kind: 'bolt/puppetdb-error',
    message: "Query results did not contain a 'certname' field: got name, value",
  });
});

test('a query that finds nothing chooses nothing', async () => {
  puppetDb.answer = { status: 200, text: '[]' };
  assert.deepEqual(await readTargets(contextOf(['task', 'run', 'x', '-q', nodes])), []);
});
