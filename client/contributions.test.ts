import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { type CommandContribution, commands, contextKeys, views } from './contributions.ts';
import { contributes, type MenuEntry, manifest, menus } from './menus.ts';
import { type SettingContribution, settings } from './settings.ts';
import { welcome } from './welcome.ts';

const root = resolve(import.meta.dirname, '..');
const manifestPath = join(root, 'package.json');

function readManifest(): Record<string, unknown> {
  return JSON.parse(readFileSync(manifestPath, 'utf8'));
}

test('package.json has what the table has, and nothing else', () => {
  const expected = contributes();
  if (process.env['UPDATE'] === '1') {
    const { contributes: present, ...rest } = readManifest();
    const merged = { ...rest, ...manifest, contributes: { ...(present as object), ...expected } };
    writeFileSync(manifestPath, `${JSON.stringify(merged, undefined, 2)}\n`);
  }
  const found = readManifest();
  const contributions = found['contributes'] as Record<string, unknown>;
  for (const [key, value] of Object.entries(expected)) {
    assert.deepEqual(contributions[key], JSON.parse(JSON.stringify(value)), key);
  }
  for (const [key, value] of Object.entries(manifest)) {
    assert.deepEqual(found[key], JSON.parse(JSON.stringify(value)), key);
  }
});

test('every entry keeps the rules of the house', () => {
  assert.ok(Object.keys(settings).length <= 15, 'at most 15 settings');
  for (const [key, setting] of Object.entries<SettingContribution>(settings)) {
    assert.match(setting.markdownDescription, /^[A-Z].*\.$/, `${key} is described by a sentence`);
    assert.equal(setting.enumDescriptions?.length, setting.enum?.length, `${key} describes each of its values`);
  }
  for (const [id, command] of Object.entries<CommandContribution>(commands)) {
    assert.match(id, /^baton\.[a-z][A-Za-z]+$/);
    assert.match(command.title, /^[A-Z]/, id);
  }
  for (const [menu, entries] of Object.entries(menus)) {
    const inline = entries.filter((entry) => /^(inline|navigation)/.test(entry.group ?? ''));
    for (const entry of inline) {
      const command: CommandContribution = commands[entry.command];
      if (menu !== 'editor/title/run') assert.ok(command.icon, `${entry.command} stands inline and needs an icon`);
    }
  }
});

test('a view has one welcome for each reason to be empty, and at most three actions in its title', () => {
  for (const view of Object.keys(views)) {
    const reasons = welcome.filter((entry) => entry.view === view).map((entry) => entry.when);
    assert.equal(new Set(reasons).size, 6, view);
    // VS Code draws links in these texts and nothing else.
    for (const entry of welcome) assert.doesNotMatch(entry.contents, /`/);
    const actions = (menus['view/title'] ?? []).filter(
      (entry: MenuEntry) =>
        entry.when?.includes(`view == ${view}`) === true && entry.group?.startsWith('navigation') === true,
    );
    // Those at the same position stand there by turns.
    assert.ok(new Set(actions.map(({ group }) => group)).size <= 3, view);
  }
});

test('every context key of a when clause is in the table and is set somewhere', () => {
  const clauses = JSON.stringify(contributes());
  const used = new Set([...clauses.matchAll(/baton:[A-Za-z]+/g)].map((match) => match[0]));
  assert.deepEqual([...used].sort(), Object.values(contextKeys).sort());
  const sources = sourceTexts();
  for (const name of Object.keys(contextKeys)) {
    assert.ok(sources.includes(`contextKeys.${name}`), `${name} is set by code`);
  }
});

test('every setting is read somewhere', () => {
  const sources = sourceTexts();
  for (const key of Object.keys(settings)) assert.ok(sources.includes(`'${key}'`), `${key} is read by code`);
});

function sourceTexts(): string {
  return readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter(
      (name) =>
        name.endsWith('.ts') &&
        !name.endsWith('.test.ts') &&
        !['contributions.ts', 'menus.ts', 'settings.ts'].includes(name),
    )
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n');
}
