import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { EvaluationError } from '../../language/index.ts';
import type { FakeWorldOptions } from '../run/fake-world.ts';
import { previewCase } from './preview-case.ts';
import { previewText } from './preview-text.ts';

const folder = new URL('fixtures/', import.meta.url);
const separator = '=== preview\n';

const world: FakeWorldOptions = {
  groups: { web: ['web1', 'web2'], db: ['db1'] },
  tasks: { 'm::t': { supportsNoop: true, sensitive: ['secret'] }, 'm::status': { supportsNoop: false, sensitive: [] } },
  host: {
    loadFunction: async (name) => {
      if (name !== 'm::ruby') return undefined;
      throw new EvaluationError(
        "The function 'm::ruby' of the module 'm' is written in Ruby, which Baton does not run",
      );
    },
  },
};

// Each file has the plans of a module and what their preview looks like; `UPDATE=1` writes that anew.
for (const name of readdirSync(folder)) {
  test(`the preview of ${name.replace('.txt', '')}`, async () => {
    const url = new URL(name, folder);
    const [sources = '', expected = ''] = readFileSync(url, 'utf8').split(separator);
    const files = sources.split(/^=== /m).flatMap((part) => {
      const end = part.indexOf('\n');
      return part === '' ? [] : [[part.slice(0, end), part.slice(end + 1)] as const];
    });
    const text = previewText(await previewCase(Object.fromEntries(files), world), { width: 100, unicode: false });
    if (process.env['UPDATE'] === '1') writeFileSync(url, `${sources}${separator}${text}`);
    else assert.equal(text, expected);
  });
}
