import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openAuthority } from '../../access/index.ts';
import { countingIds, ManualClock, OrchestratorError, silentLog } from '../../common/index.ts';
import { systemClock } from '../../node/index.ts';
import { type FakeNodeStore, fakeNodeStore } from './fake-node-store.ts';
import { listenPuppetDb, type PuppetDbListener, type PuppetDbTls } from './listen.ts';

const received = Date.parse('2026-11-20T06:00:00Z');
const largest = 100_000;
let directory = '';
let store: FakeNodeStore;
let listener: PuppetDbListener;
const clock = new ManualClock(received);

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'baton-puppetdb-'));
});
after(() => rm(directory, { recursive: true }));
beforeEach(async (context) => {
  store = fakeNodeStore();
  listener = await open({ plainPort: 0 });
  if ('after' in context) context.after(() => listener.close());
});

function open(options: { readonly plainPort?: number; readonly tls?: PuppetDbTls }): Promise<PuppetDbListener> {
  const discarded = join(directory, 'discarded');
  return listenPuppetDb({
    store,
    discarded,
    ids: countingIds(),
    clock,
    log: silentLog,
    largestCommand: largest,
    ...options,
  });
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

function ask(path: string, { method, headers = {}, body }: Asked = {}): Promise<Answer> {
  const json = body === undefined ? {} : { 'Content-Type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = request(
      `${listener.plain?.url}${path}`,
      { method: method ?? (body === undefined ? 'GET' : 'POST'), headers: { ...json, ...headers }, agent: new Agent() },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const query = '/pdb/query/v4';
const asked = (): unknown => {
  const found = store.asked[0]?.query;
  return typeof found === 'string' && found.startsWith('[') ? JSON.parse(found) : found;
};

test('a query is answered page by page as one array', async () => {
  store.answers = [[['{"a":1}', '{"a":12345678901234567890}'], [], ['{"a":3}']]];
  const { status, text, headers } = await ask(`${query}?query=${encodeURIComponent('nodes{ certname = "x" }')}`);
  assert.equal(status, 200);
  assert.equal(text, '[{"a":1},{"a":12345678901234567890},{"a":3}]');
  assert.equal(headers['content-type'], 'application/json;charset=utf-8');
  assert.deepEqual(asked(), 'nodes{ certname = "x" }');
  assert.equal((await ask(`${query}?query=nodes{}`)).text, '[]');
});

test('paging, totals and layout are as asked', async () => {
  store.answers = [[['{"a":1.0}']]];
  const order = encodeURIComponent('[{"field":"certname","order":"DESC"},{"field":"a"}]');
  const answer = await ask(
    `${query}?query=nodes{}&limit=5&offset=2&order_by=${order}&include_total=true&pretty=true&origin=me`,
  );
  assert.equal(answer.text, '[ {\n  "a" : 1.0\n} ]');
  assert.equal(answer.headers['x-records'], '42');
  const [first] = store.asked;
  assert.deepEqual([first?.limit, first?.offset], [5, 2]);
  assert.deepEqual(first?.orderBy, [{ field: 'certname', order: 'desc' }, { field: 'a' }]);
});

test('a query that took too long is a failure of the server', async () => {
  const late = new OrchestratorError('baton/query-timeout', 'The query was ended.');
  store.query = async function* () {
    yield await Promise.reject<readonly string[]>(late);
  };
  const answer = await ask(`${query}?query=nodes{}`);
  assert.deepEqual([answer.status, answer.text], [500, 'The query was ended.']);
});

test('a query in the URL may be long', async () => {
  const long = `nodes{ certname in ["${'x'.repeat(40_000)}"] }`;
  assert.equal((await ask(`${query}?query=${encodeURIComponent(long)}`)).status, 200);
});

test('a query may be a body', async () => {
  const body = JSON.stringify({ query: ['from', 'nodes', ['=', 'certname', 'x']], limit: 1, include_total: true });
  const answer = await ask(query, { body });
  assert.equal(answer.headers['x-records'], '42');
  assert.deepEqual(asked(), ['from', 'nodes', ['=', 'certname', 'x']]);
  const form = await ask(query, {
    body: 'query=nodes',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  });
  assert.deepEqual([form.status, form.text], [415, 'content type application/x-www-form-urlencoded not supported']);
});

test('the JSON form of a query is answered, with numbers as they are', async () => {
  const pql = encodeURIComponent('facts[certname]{ value = 9007199254740993 }');
  const { text } = await ask(`${query}?query=${pql}&ast_only=true`);
  assert.equal(text.replace(/\s+/g, ''), '["from","facts",["extract",["certname"],["=","value",9007199254740993]]]');
});

test('what is wrong is told in words', async () => {
  const cases: readonly (readonly [string, number, string])[] = [
    [`${query}`, 400, "Missing required query parameter 'query'"],
    [`${query}?query=nodes{}&timeout=5`, 400, "Unsupported query parameter 'timeout'"],
    [`${query}?query=nodes{}&limit=0`, 400, "Illegal value '0' for :limit; expected a positive non-zero integer."],
    [`${query}?query=nodes{}&offset=-1`, 400, "Illegal value '-1' for :offset; expected a non-negative integer."],
    [`${query}?query=nodes{}&order_by=x`, 400, "Illegal value 'x' for :order_by; expected a JSON array of maps."],
    [`${query}?query=nodes{}&order_by=[{}]`, 400, "Illegal value '{}' in :order_by; missing required key field."],
    [`${query}?query=nodes{}&explain=yes`, 400, "Illegal value 'yes' for :explain; expected `analyze`."],
    [`${query}/event-counts`, 400, "Missing required query parameter 'summarize_by'"],
    [`${query}/event-counts?summarize_by=x`, 400, "Unsupported value for 'summarize_by': 'x'"],
    ['/pdb/query/v3/nodes', 404, 'The v3 API has been retired; please use v4'],
    [`${query}/nonsense`, 302, ''],
    [`${query}/nonsense/dashboard/index.html`, 404, 'Not Found'],
    [`${query}/nodes/x/`, 302, ''],
    [`${query}/factsets/`, 302, ''],
    [`${query}/factsets/a%20b`, 302, ''],
    ['/', 302, ''],
    ['/pdb/dashboard/index.html', 404, 'Not Found'],
    ['/nonsense', 404, 'Not Found'],
    [`${query}/nodes/%zz`, 400, `The path ${query}/nodes/%zz is not well-formed.`],
  ];
  for (const [path, status, text] of cases) {
    const answer = await ask(path);
    assert.deepEqual([answer.status, answer.text], [status, text], path);
    assert.equal(answer.headers['content-type'], status === 302 ? undefined : 'text/plain;charset=utf-8');
  }
  const spelled = await ask(`${query}/nodes?query=nodes`);
  assert.equal(spelled.status, 400);
  assert.match(spelled.text, /^Json parse error at line 1, column 6:/);
  store.answers = ["'x' is not a queryable object for nodes"];
  const wrong = await ask(`${query}?query=nodes{x=1}`);
  assert.deepEqual([wrong.status, wrong.text], [400, "'x' is not a queryable object for nodes"]);
  assert.equal((await ask(`${query}?query=nodes{}`, { headers: { Accept: 'text/html' } })).status, 406);
  assert.equal((await ask(`${query}?query=nodes{}`, { method: 'DELETE' })).status, 400);
});

test('an endpoint is a query of its entity', async () => {
  const active = ['=', 'node_state', 'active'];
  const cases: readonly (readonly [path: string, query: unknown, allNodes?: true])[] = [
    ['nodes', ['from', 'nodes', active]],
    ['nodes?query=["=","certname","x"]', ['from', 'nodes', ['and', ['=', 'certname', 'x'], active]]],
    ['nodes?query=["=",["node","active"],false]', ['from', 'nodes', ['=', ['node', 'active'], false]]],
    ['facts/os', ['from', 'facts', ['and', ['=', 'name', 'os'], active]]],
    [
      'facts/role/web%20server',
      ['from', 'facts', ['and', ['and', ['=', 'name', 'role'], ['=', 'value', 'web server']], active]],
    ],
    [
      'resources/File/%2Fetc%2Fmotd',
      ['from', 'resources', ['and', ['and', ['=', 'type', 'File'], ['=', 'title', '/etc/motd']], active]],
    ],
    ['reports', ['from', 'reports'], true],
    ['reports?query=[]', ['from', 'reports'], true],
    ['nodes?query=[]', ['from', 'nodes', ['and', [], active]]],
    ['events?query=["=","status","failure"]', ['from', 'events', ['=', 'status', 'failure']], true],
    ['package-inventory/x', ['from', 'package_inventory', ['=', 'certname', 'x']], true],
    ['environments', ['from', 'environments']],
    [
      'nodes?query=["extract",["certname",["function","count"]],["group_by","certname"]]',
      ['from', 'nodes', ['extract', ['certname', ['function', 'count']], active, ['group_by', 'certname']]],
    ],
  ];
  for (const [path, expected, allNodes = false] of cases) {
    store.asked.length = 0;
    assert.equal((await ask(`${query}/${path.replaceAll('"', '%22')}`)).status, 200, path);
    assert.deepEqual(asked(), expected, path);
    assert.equal(store.asked[0]?.allNodes ?? false, allNodes, path);
  }
});

test('of a body the first JSON value counts, and none is a query of everything', async () => {
  const whole = ['from', 'nodes', ['=', 'node_state', 'active']];
  const form = 'Your initial query must be of the form';
  const cases: readonly (readonly [path: string, body: string, status: number, expected: unknown])[] = [
    ['', '{"query":"nodes{}"} and more', 200, 'nodes{}'],
    ['/nodes', '', 200, whole],
    ['/nodes', 'null', 200, whole],
    ['/nodes', '{"query":null}', 200, whole],
    ['/nodes', '{"query":"nodes{}","limit":0}', 400, 'Json parse error at line 1, column 6'],
    ['/nodes', '[]', 400, 'The body of a query must be a JSON object'],
    ['/nodes', '{"query":["=","a","b"],"order_by":5}', 400, "Don't know how to create ISeq from: java.lang.Integer"],
  ];
  for (const [path, body, status, expected] of cases) {
    store.asked.length = 0;
    const answer = await ask(`${query}${path}`, { body });
    assert.equal(answer.status, status, body);
    if (status === 200) assert.deepEqual(asked(), expected, body);
    else assert.ok(answer.text.startsWith(String(expected)), answer.text);
  }
  store.answers = [form];
  assert.equal((await ask(query, { body: '{}' })).text, form);
  assert.deepEqual(asked(), []);
});

test('the newest events of a time are asked for', async () => {
  const times = 'distinct_start_time=2020-01-01&distinct_end_time=2020-01-02';
  const newestEvents = { start: Date.UTC(2020, 0, 1), end: Date.UTC(2020, 0, 2) };
  const cases: readonly (readonly [params: string, expected: unknown])[] = [
    [`distinct_resources=true&${times}`, newestEvents],
    [`distinct_resources=false&${times}`, undefined],
    ['distinct_resources=true', "'distinct_resources' query parameter requires accompanying parameters"],
    [times, "'distinct_resources' query parameter must accompany parameters"],
    [
      'distinct_resources=true&distinct_start_time=x&distinct_end_time=y',
      "query parameters 'distinct_start_time' and 'distinct_end_time' must be valid datetime strings: x y",
    ],
  ];
  for (const [params, expected] of cases) {
    store.asked.length = 0;
    const answer = await ask(`${query}/events?${params}`);
    if (typeof expected === 'string') assert.ok(answer.text.startsWith(expected), answer.text);
    else assert.deepEqual(store.asked[0]?.newestEvents, expected, params);
  }
});

test('one thing is an object, and 404 where nothing is known of it', async () => {
  store.answers = [[['{"certname":"x","n":5.0}']]];
  const found = await ask(`${query}/nodes/x`);
  assert.deepEqual([found.status, found.text], [200, '{\n  "certname" : "x",\n  "n" : 5.0\n}']);
  for (const [path, noun] of [
    ['nodes/y', 'node y'],
    ['catalogs/y', 'catalog y'],
    ['environments/e/facts', 'environment e'],
    ['reports/h/logs', 'report h'],
  ] as const) {
    const lost = await ask(`${query}/${path}`);
    assert.equal(lost.status, 404);
    assert.deepEqual(JSON.parse(lost.text), { error: `No information is known about ${noun}` });
  }
  store.answers = [[['{"certname":"x"}']], [['{"name":"os"}']]];
  assert.equal((await ask(`${query}/nodes/x/facts/os`)).text, '[{"name":"os"}]');
});

test('names of facts are texts, parts of a report are its lists', async () => {
  store.answers = [
    [['{"name":"a"}', '{"name":"b"}']],
    [['{"hash":"h"}']],
    [['{"logs":{"data":[{"m":1.0}],"href":"x"}}']],
  ];
  assert.equal((await ask(`${query}/fact-names`)).text, '["a","b"]');
  assert.equal((await ask(`${query}/reports/h/logs`)).text.replace(/\s+/g, ''), '[{"m":1.0}]');
});

test('events are counted', async () => {
  const rows = [
    '{"resource_type":"File","resource_title":"/x","status":"success","count":3}',
    '{"resource_type":"File","resource_title":"/x","status":"failure","count":1}',
    '{"resource_type":"User","resource_title":"y","status":"skipped","count":2}',
  ];
  store.answers = [[rows], [rows], [rows]];
  const filter = encodeURIComponent('[">","successes",0]');
  assert.deepEqual(
    JSON.parse((await ask(`${query}/event-counts?summarize_by=resource&counts_filter=${filter}`)).text),
    [
      {
        failures: 1,
        skips: 0,
        successes: 3,
        noops: 0,
        subject_type: 'resource',
        subject: { type: 'File', title: '/x' },
      },
    ],
  );
  assert.deepEqual(JSON.parse((await ask(`${query}/aggregate-event-counts?summarize_by=resource`)).text), [
    { summarize_by: 'resource', failures: 1, skips: 1, successes: 1, noops: 0, total: 2 },
  ]);
  const order = encodeURIComponent('[{"field":"skips","order":"desc"}]');
  const [first] = JSON.parse((await ask(`${query}/event-counts?summarize_by=resource&order_by=${order}&limit=1`)).text);
  assert.equal(first.subject.title, 'y');
});

test('long answers are packed where that is understood', async () => {
  store.answers = [[[JSON.stringify({ long: 'x'.repeat(5000) })]]];
  const { headers, bytes } = await ask(`${query}?query=nodes{}`, {
    headers: { 'Accept-Encoding': 'deflate, gzip;q=0.5' },
  });
  assert.equal(headers['content-encoding'], 'gzip');
  assert.equal(gunzipSync(bytes).length, 5013);
  store.answers = [[['{}']]];
  const plain = await ask(`${query}?query=nodes{}`, { headers: { 'Accept-Encoding': 'gzip;q=0' } });
  assert.equal(plain.headers['content-encoding'], undefined);
});

test('a slow reader slows the query, and one that goes ends it', async () => {
  const page = [JSON.stringify({ long: 'x'.repeat(100_000) })];
  store.answers = [Array.from({ length: 1000 }, () => page)];
  const gone = Promise.withResolvers<void>();
  const sent = request(`${listener.plain?.url}${query}?query=nodes{}`, (response) => {
    response.once('readable', () => {
      response.read(10);
      // Whatever fits between the two is on its way; the rest waits.
      setImmediate(() => sent.destroy());
    });
    response.on('close', gone.resolve);
    response.on('error', () => {});
  });
  sent.on('error', () => {});
  sent.end();
  await gone.promise;
  while (!store.seen.ended) await new Promise(setImmediate);
  assert.ok(store.seen.pages < 500, `${store.seen.pages} pages were read`);
});

test('a query whose rows cannot be counted is not begun', async () => {
  store.answers = [[['{}'], ['{}']]];
  store.count = async () => {
    throw new OrchestratorError('puppetlabs.puppetdb/query-error', 'no count');
  };
  assert.equal((await ask(`${query}?query=nodes{}&include_total=true`)).status, 400);
  assert.deepEqual(store.asked, []);
});

const facts = { certname: 'x', environment: 'production', producer_timestamp: '2026-11-20T06:00:00Z', values: {} };
const command =
  '/pdb/cmd/v1?command=replace_facts&version=5&certname=x&producer-timestamp=2026-11-20T06:00:00Z&checksum=abc';

test('a command is stored before it is answered', async () => {
  const answer = await ask(command, { body: JSON.stringify(facts) });
  assert.equal(answer.status, 200);
  assert.match(JSON.parse(answer.text).uuid, /^[\da-f-]{36}$/);
  const [given] = store.given;
  assert.deepEqual(given && { ...given, payload: JSON.parse(Buffer.from(given.payload as Uint8Array).toString()) }, {
    command: 'replace facts',
    version: 5,
    certname: 'x',
    payload: facts,
    received,
  });
});

test('a command may be packed, and may be one object', async () => {
  const packed = { 'Content-Encoding': 'gzip', 'X-Uncompressed-Length': '500' };
  assert.equal((await ask(command, { body: gzipSync(JSON.stringify(facts)), headers: packed })).status, 200);
  const whole = JSON.stringify({ command: 'replace facts', version: 5, payload: { ...facts, big: 1 } }).replace(
    '1}',
    '18446744073709551616}',
  );
  assert.equal((await ask('/pdb/cmd/v1', { body: whole })).status, 200);
  assert.match(Buffer.from(store.given[1]?.payload as Uint8Array).toString(), /"big":18446744073709551616/);
});

test('a command that makes no sense is refused', async () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['command=replace_facts&version=5', '{}', /missing required parameters: certname/],
    ['command=replace_facts&version=5&certname=x&extra=1', '{}', /invalid parameters: extra/],
    ['command=replace_facts&version=5&certname=%20', '{}', /non-empty string/],
    ['command=forget&version=5&certname=x', '{}', /must be one of: configure expiration, /],
    ['command=replace_facts&version=new&certname=x', '{}', /Version must be a valid integer/],
    ['', '[', /old format.*required keys: command, version, payload/],
    ['', '{"command":"replace facts","version":5,"payload":[]}', /payload value must be a JSON map/],
  ];
  for (const [params, body, expected] of cases) {
    const answer = await ask(`/pdb/cmd/v1?${params}`, { body });
    assert.equal(answer.status, 400, params);
    assert.match(JSON.parse(answer.text).error, expected);
  }
  assert.equal((await ask('/pdb/cmd/v1')).status, 405);
});

test('what is too large is refused, packed or not', async () => {
  const large = JSON.stringify({ ...facts, values: { large: 'x'.repeat(largest) } });
  const whole = await ask(command, { body: large });
  assert.deepEqual(
    [whole.status, whole.text],
    [413, `Command rejected due to size exceeding max-command-size: at most ${largest} bytes are taken.`],
  );
  const bomb = await ask(command, { body: gzipSync(large), headers: { 'Content-Encoding': 'gzip' } });
  assert.equal(bomb.status, 413);
  const honest = { 'Content-Encoding': 'gzip', 'X-Uncompressed-Length': String(large.length) };
  assert.equal((await ask(command, { body: gzipSync(large), headers: honest })).status, 413);
  const liar = { 'Content-Encoding': 'gzip', 'X-Uncompressed-Length': '5' };
  assert.deepEqual((await ask(command, { body: gzipSync('{"values":{}}'), headers: liar })).status, 400);
  const torn = await ask(command, { body: 'no gzip', headers: { 'Content-Encoding': 'gzip' } });
  assert.equal(torn.status, 400);
  assert.equal((await ask(command, { body: 'x', headers: { 'Content-Encoding': 'br' } })).status, 415);
  assert.equal(store.given.length, 0);
});

test('what cannot be carried out is told, and kept with the reason', async () => {
  const reason = 'payload.values: expected an object, got a list';
  store.submit = async () => {
    throw new OrchestratorError('puppetlabs.puppetdb/command-error', reason);
  };
  const answer = await ask(command, { body: '{"values":[]}' });
  assert.deepEqual([answer.status, answer.text], [400, reason]);
  const place = join(directory, 'discarded/replace_facts');
  const names = (await readdir(place)).sort();
  assert.match(names.join(' '), /^1795154400000-x-\S+\.json 1795154400000-x-\S+\.txt$/);
  assert.equal(await readFile(join(place, names[0] ?? ''), 'utf8'), '{"values":[]}');
  assert.match(await readFile(join(place, names[1] ?? ''), 'utf8'), /got a list/);
  const waiting = await ask(`${command}&secondsToWaitForCompletion=5`, { body: '{"values":[]}' });
  assert.equal(waiting.status, 503);
  assert.equal(JSON.parse(waiting.text).error, reason);
});

test('a store that cannot write says so, and the sender keeps the command', async () => {
  store.submit = async () => {
    throw new OrchestratorError('baton/disk-full', 'There is no space left.');
  };
  const answer = await ask(command, { body: '{}' });
  assert.deepEqual([answer.status, answer.text], [503, 'There is no space left.']);
});

test('a sender may wait for completion, but not for ever', async () => {
  const done = await ask(`${command}&secondsToWaitForCompletion=5`, { body: '{}' });
  assert.deepEqual([done.status, JSON.parse(done.text).processed], [200, true]);
  const writing = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  store.submit = () => {
    begun.resolve();
    return writing.promise;
  };
  const slow = ask(`${command}&secondsToWaitForCompletion=0.5`, { body: '{}' });
  await begun.promise;
  clock.advance(500);
  const late = await slow;
  assert.deepEqual([late.status, JSON.parse(late.text).timed_out], [503, true]);
  writing.resolve();
});

test('the service says how it is', async () => {
  const json = async (path: string): Promise<Record<string, unknown>> => JSON.parse((await ask(path)).text);
  assert.deepEqual(await json('/pdb/meta/v1/version'), { version: '7.12.1' });
  assert.deepEqual(await json('/pdb/meta/v1/server-time'), { server_time: new Date(clock.now()).toISOString() });
  assert.deepEqual(Object.keys(await json('/status/v1/services')), ['puppetdb-status', 'status-service']);
  assert.equal((await json('/status/v1/services/puppetdb-status'))['state'], 'running');
  assert.deepEqual((await json('/pdb/admin/v1/summary-stats'))['num_edges'], [{ count: 42 }]);
  assert.match((await ask('/metrics')).text, /^puppetdb_commands_processed_total 0$/m);
});

test('pages in a browser are turned away', async () => {
  for (const headers of [
    { Origin: 'http://example.com' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { Host: 'example.com' },
  ]) {
    const answer = await ask(`${query}?query=nodes{}`, { headers });
    assert.equal(answer.status, 403);
  }
  assert.equal(store.asked.length, 0);
});

test('with TLS only clients of the CA are answered, and of those only who is allowed', async () => {
  const authority = await openAuthority(join(directory, 'ssl'), { clock: systemClock, log: silentLog });
  const [server, friend, other] = await Promise.all([
    authority.issue('puppetdb', ['localhost', '127.0.0.1']),
    authority.issue('friend'),
    authority.issue('other'),
  ]);
  const ca = authority.certificate;
  const tls = {
    host: '127.0.0.1',
    port: 0,
    certificate: server.certificate,
    key: server.key,
    ca,
    allowlist: ['friend'],
  };
  const secure = await open({ tls });
  const status = (client: { readonly certificate?: string; readonly key?: string }): Promise<number | string> =>
    new Promise((resolve) => {
      const { certificate: cert, key } = client;
      const agent = new TlsAgent({ ca, ...(cert === undefined ? {} : { cert, key }) });
      const sent = tlsRequest(`${secure.tls?.url}/pdb/meta/v1/version`, { agent }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', (error) => resolve(error.name));
      sent.end();
    });
  try {
    assert.equal(await status(friend), 200);
    assert.equal(await status(other), 403);
    assert.equal(await status({}), 'Error');
  } finally {
    await secure.close();
  }
});
