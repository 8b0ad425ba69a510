import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { commands } from '../client/contributions.ts';
import { settings } from '../client/settings.ts';
import { root } from './build.ts';

const path = join(root, 'README.md');

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, column) =>
    Math.max(...[head, ...rows.map((row) => row[column] ?? '')].map((cell) => cell.length)),
  );
  const line = (cells: readonly string[], fill = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  return [
    line(heads),
    line(
      heads.map(() => '---'),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ].join('\n');
}

const wanted = {
  commands: table(
    ['command', 'id'],
    Object.entries(commands).map(([id, { title, palette }]) => [palette ? `Baton: ${title}` : title, `\`${id}\``]),
  ),
  settings: table(
    ['setting', 'default', 'what it does'],
    Object.entries(settings).map(([id, setting]) => [
      `\`${id}\``,
      `\`${JSON.stringify(setting.default)}\``,
      setting.markdownDescription.replaceAll(/\*([^*]+)\*/g, '_$1_'),
    ]),
  ),
};

for (const [name, text] of Object.entries(wanted)) {
  it(`README.md lists all ${name} (UPDATE=1 rewrites it)`, () => {
    const readme = readFileSync(path, 'utf8');
    const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const before = readme.slice(0, readme.indexOf(start) + start.length);
    const after = readme.slice(readme.indexOf(end));
    const expected = `${before}\n\n${text}\n\n${after}`;
    if (process.env['UPDATE'] === '1') writeFileSync(path, expected);
    else assert.equal(readme, expected);
  });
}

it('README.md and CONTRIBUTING.md point at files and npm scripts that exist', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
  for (const document of ['README.md', 'CONTRIBUTING.md']) {
    const text = readFileSync(join(root, document), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      assert.ok(existsSync(join(root, target)), `${document}: ${target}`);
    }
    for (const [, script = ''] of text.matchAll(/npm run ([\w:]+)/g)) {
      assert.ok(script in scripts, `${document}: npm run ${script}`);
    }
  }
});
