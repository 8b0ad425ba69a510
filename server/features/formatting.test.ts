import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyChanges } from '../../orchestrator-core/language/index.ts';
import { testProject } from '../documents/test-project.ts';
import { formatting } from './formatting.ts';

async function check(path: string, source: string, expected: string): Promise<void> {
  const { workspace, text } = testProject({ 'bolt-project.yaml': 'name: p\n', [path]: source });
  const changes = await formatting(workspace, `/p/${path}`, { tabWidth: 2 });
  assert.equal(applyChanges(text(`/p/${path}`), changes), expected);
}

test('manifests and plans are laid out', async () => {
  await check('manifests/a.pp', 'class p::a{}\n', 'class p::a {}\n');
  await check('plans/a.pp', 'plan p::a(){return apply("x"){}}\n', 'plan p::a() { return apply("x") {} }\n');
});

test('other documents are left alone', async () => {
  await check('templates/a.epp', '<%= $x   %>  \n', '<%= $x   %>  \n');
  await check('tasks/a.json', '{"a":1}  \n', '{"a":1}  \n');
  await check('bolt-project.yaml', 'name:   p\n', 'name:   p\n');
});

test('of a part only what touches it is changed', async () => {
  const source = '$a=1\n$b=2\n$c=3\n';
  const { workspace } = testProject({ 'manifests/a.pp': source });
  const changes = await formatting(workspace, '/p/manifests/a.pp', {}, [{ start: 5, end: 9 }]);
  assert.equal(applyChanges(source, changes), '$a=1\n$b = 2\n$c=3\n');
});
