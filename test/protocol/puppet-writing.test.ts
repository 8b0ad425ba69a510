// biome-ignore-all lint/suspicious/noTemplateCurlyInString: stops of snippets
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type DiskProject, diskProject, type LanguageClient, startLanguageClient } from '../support/language-client.ts';

/** A server that does not answer fails its test instead of holding the others up. */
const limit = { timeout: 60_000 };

const plan = `plan p::deploy(TargetSpec $targets) {
  $done = run_task('p::fetch', $targets, 'release' => '1')
  run_task('p::fetch', $targets,${' '}
}
`;
const files = {
  'bolt-project.yaml': 'name: p\n',
  'plans/deploy.pp': plan,
  'tasks/fetch.sh': '',
  'tasks/fetch.json': JSON.stringify({
    description: 'Fetches a release.',
    parameters: { release: { type: 'String[1]', description: 'Which one.' }, force: { type: 'Optional[Boolean]' } },
  }),
};

interface Item {
  readonly label: string;
  readonly textEdit?: { readonly newText: string };
  readonly documentation?: { readonly value: string };
  readonly data?: unknown;
}

interface Opened {
  readonly client: LanguageClient;
  readonly project: DiskProject;
  readonly uri: string;
}

async function begin(context: TestContext): Promise<Opened> {
  const project = diskProject(files);
  const client = await startLanguageClient({
    folders: [project.uri('')],
    capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
  });
  context.after(() => {
    client.process.kill();
    project.remove();
  });
  const uri = project.uri('plans/deploy.pp');
  await client.open(uri, plan);
  return { client, project, uri };
}

/** Asks until the files around were read, which happens in the background. */
async function until<T>(ask: () => Promise<T>, isThere: (answer: T) => boolean): Promise<T> {
  for (let answer = await ask(); ; answer = await ask()) if (isThere(answer)) return answer;
}

test('a call that is not closed is completed with the parameters of its task', limit, async (context) => {
  const { client, uri } = await begin(context);
  const complete = (line: number, character: number) => () =>
    client.at<{ items: readonly Item[]; isIncomplete: boolean }>('completion', uri, { line, character });
  const { items, isIncomplete } = await until(complete(2, 33), (list) => list.items.some((i) => i.label === 'release'));
  assert.equal(isIncomplete, false);
  const release = items.find(({ label }) => label === 'release');
  assert.equal(release?.textEdit?.newText, "'release' => '${1:release}'");
  assert.equal(release?.documentation?.value, 'Which one.');

  const tasks = await complete(1, 20)();
  const fetch = tasks.items.find(({ label }) => label === 'p::fetch');
  assert.equal(fetch?.documentation, undefined);
  const resolved: Item = await client.connection.sendRequest('completionItem/resolve', fetch);
  assert.match(resolved.documentation?.value ?? '', /Fetches a release\./);
  assert.equal(await client.close(), 0);
});

test('signatures, hover and hints tell of the task that is run', limit, async (context) => {
  const { client, uri } = await begin(context);
  const help = await until(
    () =>
      client.at<{
        activeSignature: number;
        signatures: readonly { label: string; activeParameter: number; parameters: readonly { label: number[] }[] }[];
      }>('signatureHelp', uri, { line: 2, character: 33 }),
    ({ signatures }) => signatures[0]?.label.includes('release') === true,
  );
  const [signature] = help.signatures;
  const [start, end] = signature?.parameters[signature.activeParameter]?.label ?? [];
  assert.equal(signature?.label.slice(start, end), 'release => String[1]');

  const hover: { contents: { value: string } } = await client.at('hover', uri, { line: 1, character: 43 });
  assert.match(hover.contents.value, /String\[1\] \$release[\s\S]*Which one\./);

  const range = { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } };
  const hints = () =>
    client.connection.sendRequest('textDocument/inlayHint', { textDocument: { uri }, range }) as Promise<unknown>;
  assert.deepEqual(await hints(), []);
  await client.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { baton: { inlayHints: { types: true } } },
  });
  assert.deepEqual(await hints(), [
    { position: { line: 1, character: 7 }, label: ': ResultSet', kind: 1, paddingRight: false },
  ]);
  assert.equal(await client.close(), 0);
});
