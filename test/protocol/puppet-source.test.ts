import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type ClientOptions, diskProject, startLanguageClient } from '../support/language-client.ts';

/** A server that does not answer fails its test instead of holding the others up. */
const limit = { timeout: 60_000 };

const broken = `# A plan that is being written.
plan p::deploy(TargetSpec $targets, String $release) {
  $done = run_task('p::fetch', $targets, release => $release)
  unless $done.ok {
    fail("not on \${done.error_set}")

  return $done
}
`;
const fixed = broken.replace('\n\n  return', '\n  }\n  return');
const files = {
  'bolt-project.yaml': 'name: p\n',
  'plans/deploy.pp': broken,
  'files/motd': 'hello\n',
  'tasks/fetch.sh': '',
};

async function begin(context: TestContext, options: ClientOptions) {
  const project = diskProject(files);
  const client = await startLanguageClient(options);
  context.after(() => {
    client.process.kill();
    project.remove();
  });
  return { client, uri: project.uri('plans/deploy.pp') };
}

const whole = (text: string) => ({
  start: { line: 0, character: 0 },
  end: { line: text.split('\n').length - 1, character: 0 },
});

/** What Puppet 7.23 says, which gives no column; the bracket is the one that stays open. */
const expected = {
  code: 'puppet-syntax-error',
  severity: 1,
  source: 'baton',
  message: "Syntax error at end of input, expected '}' to close the '{'",
  range: { start: { line: 7, character: 0 }, end: { line: 7, character: 1 } },
};
const opened = { start: { line: 1, character: 53 }, end: { line: 1, character: 54 } };

test('a broken plan is told with the words of Puppet where it breaks, by push and by pull', limit, async (context) => {
  const shows = { publishDiagnostics: { relatedInformation: true } };
  const pushed = await begin(context, { capabilities: { textDocument: shows } });
  await pushed.client.open(pushed.uri, broken);
  const { diagnostics } = await pushed.client.published(({ version }) => version === 1);
  const relatedInformation = [{ message: 'It was opened here.', location: { uri: pushed.uri, range: opened } }];
  assert.deepEqual(diagnostics, [{ ...expected, relatedInformation }]);
  await pushed.client.edit(pushed.uri, 2, whole(broken), fixed);
  assert.deepEqual((await pushed.client.published(({ version }) => version === 2)).diagnostics, []);
  assert.equal(await pushed.client.close(), 0);

  const pulled = await begin(context, { transport: 'ipc', capabilities: { textDocument: { diagnostic: {} } } });
  await pulled.client.open(pulled.uri, broken);
  assert.deepEqual(await pulled.client.pull(pulled.uri), [expected]);
  assert.equal(await pulled.client.close(), 0);
});

test(
  'its diagnostics can be turned off, at the start and later, and nothing else with them',
  limit,
  async (context) => {
    const off = await begin(context, { initializationOptions: { puppetDiagnostics: false } });
    await off.client.open(off.uri, broken);
    assert.deepEqual((await off.client.published(({ version }) => version === 1)).diagnostics, []);
    const symbols: readonly { name: string }[] = await off.client.at('documentSymbol', off.uri, whole('').start);
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['p::deploy'],
    );
    const set = (diagnostics: boolean) =>
      off.client.connection.sendNotification('workspace/didChangeConfiguration', {
        settings: { baton: { puppet: { diagnostics } } },
      });
    await set(true);
    await off.client.published(({ diagnostics }) => diagnostics.length === 1);
    const emptied = new Promise<void>((resolve) => {
      off.client.connection.onNotification('textDocument/publishDiagnostics', ({ diagnostics }) => {
        if (diagnostics.length === 0) resolve();
      });
    });
    await set(false);
    await emptied;
    await off.client.close();
  },
);

test('what an editor asks about a plan is answered in its terms', limit, async (context) => {
  const { client, uri } = await begin(context, {});
  const text = `plan p(String $x) {
  $y = @("END")
    \${x}
    | END
  # one
  # two
  upload_file('puppet:///modules/p/motd', $x)
}
`;
  await client.open(uri, text);
  const ask = <T>(method: string, line: number, character: number, more = {}): Promise<T> =>
    client.at(method, uri, { line, character }, more);
  const span = (line: number, start: number, end: number) => ({
    start: { line, character: start },
    end: { line, character: end },
  });
  assert.deepEqual(await ask('documentHighlight', 2, 6), [
    { range: span(0, 14, 16), kind: 3 },
    { range: span(2, 6, 7), kind: 2 },
    { range: span(6, 42, 44), kind: 2 },
  ]);
  assert.deepEqual(await ask('linkedEditingRange', 3, 7), {
    ranges: [span(1, 10, 13), span(3, 6, 9)],
    wordPattern: '[^:/"()\\r\\n]+',
  });
  assert.deepEqual(await ask('foldingRange', 0, 0), [
    { startLine: 0, endLine: 6 },
    { startLine: 1, endLine: 2 },
    { startLine: 4, endLine: 5, kind: 'comment' },
  ]);
  const [link]: readonly { range: object; target: string }[] = await ask('documentLink', 0, 0);
  assert.deepEqual(link, { range: span(6, 15, 39), target: new URL('../files/motd', uri).href });
  interface Chain {
    readonly range: object;
    readonly parent?: Chain;
  }
  const [chain]: readonly Chain[] = await ask('selectionRange', 0, 0, { positions: [{ line: 6, character: 43 }] });
  assert.deepEqual(chain?.range, span(6, 42, 44));
  assert.deepEqual(chain?.parent?.range, span(6, 14, 44));
  const colours: { data: readonly number[] } = await ask('semanticTokens/full', 0, 0);
  // `plan` is a keyword; `p` a function that is declared here.
  assert.deepEqual(colours.data.slice(0, 10), [0, 0, 4, 10, 0, 0, 5, 1, 8, 1]);
  assert.equal(await client.close(), 0);
});

test('the severity of a kind of diagnostic is chosen at the start and later', limit, async (context) => {
  const { client, uri } = await begin(context, {
    initializationOptions: { diagnosticSeverity: { 'unknown-variable': 'information' } },
  });
  await client.open(uri, 'plan p::deploy() { $gone }\n');
  const severityOf = async (wanted: number | undefined): Promise<void> => {
    await client.published(
      ({ diagnostics }) => diagnostics.find(({ code }) => code === 'unknown-variable')?.severity === wanted,
    );
  };
  await severityOf(3);
  const choose = (severity: object) =>
    client.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { baton: { diagnostics: { severity } } },
    });
  await choose({ 'unknown-variable': 'warning' });
  await severityOf(2);
  await choose({ 'unknown-variable': 'off' });
  await severityOf(undefined);
  await client.close();
});

test('a client that is asked for its settings is asked at the start and after changes', limit, async (context) => {
  let severity = 'information';
  const { client, uri } = await begin(context, {
    capabilities: { workspace: { configuration: true } },
    settings: (section) => (section === 'baton' ? { diagnostics: { severity: { 'unknown-variable': severity } } } : 5),
  });
  await client.open(uri, 'plan p::deploy() { $gone }\n');
  const severityOf = async (wanted: number): Promise<void> => {
    await client.published(
      ({ diagnostics }) => diagnostics.find(({ code }) => code === 'unknown-variable')?.severity === wanted,
    );
  };
  await severityOf(3);
  severity = 'warning';
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await severityOf(2);
  // What comes with the change counts; nothing is asked.
  await client.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { baton: { diagnostics: { severity: { 'unknown-variable': 'hint' } } } },
  });
  await severityOf(4);
  await client.close();
});
