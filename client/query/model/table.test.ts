import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../../orchestrator-core/common/index.ts';
import { exportPieces } from './export.ts';
import { certnamesOf, columnWidths, resultTable, type TableView } from './table.ts';

const rows: readonly JsonObject[] = [
  { certname: 'web10', value: 4, os: { family: 'Debian' } },
  { certname: 'web2', value: 12, os: { family: 'RedHat' } },
  { certname: 'DB', value: null, note: 'a "quoted", text' },
  { certname: 'web1', value: true },
];
const all: TableView = { filter: '', hidden: new Set() };
const table = resultTable(rows);
const names = (view: Partial<TableView>): string =>
  table
    .shown({ ...all, ...view })
    .map(({ certname }) => certname)
    .join(' ');

test('columns are those of all rows', () => assert.deepEqual(table.columns, ['certname', 'value', 'os', 'note']));

const filters: readonly (readonly [string, string])[] = [
  ['', 'web10 web2 DB web1'],
  ['WEB', 'web10 web2 web1'],
  ['web 12', 'web2'],
  ['family', 'web10 web2'],
  ['os:red', 'web2'],
  ['OS:RED', 'web2'],
  ['certname:red', ''],
  ['nosuch:red', ''],
  ['"a "', 'DB'],
  ['text note:quoted', 'DB'],
  ['"', 'web10 web2 DB web1'],
];
for (const [filter, expected] of filters) {
  test(`filter ${filter}`, () => assert.equal(names({ filter }), expected));
}

test('what is hidden is not looked at', () => {
  assert.equal(names({ filter: 'Debian', hidden: new Set(['os']) }), '');
  assert.equal(names({ filter: 'Debian' }), 'web10');
});

test('rows are in the order of a column, and a filter keeps it', () => {
  const order = { column: 'certname', direction: 'descending' } as const;
  assert.equal(names({ order }), 'web10 web2 web1 DB');
  assert.equal(names({ order, filter: 'web' }), 'web10 web2 web1');
  assert.equal(names({ order: { ...order, direction: 'ascending' } }), 'DB web1 web2 web10');
  assert.equal(names({}), 'web10 web2 DB web1');
});

test('certnames are targets, each once, where every row has one', () => {
  assert.deepEqual(certnamesOf([...rows, ...rows]), ['web10', 'web2', 'DB', 'web1']);
  assert.equal(certnamesOf([...rows, { count: 3 }]), undefined);
  assert.equal(certnamesOf([]), undefined);
});

test('a column is as wide as its values, within bounds', () => {
  const widths = columnWidths([{ a: 1, certname: 'x'.repeat(12), long: 'y'.repeat(500) }], ['a', 'certname', 'long']);
  assert.deepEqual([...widths.values()], [6, 12, 60]);
});

test('rows are exported with the columns that are shown', () => {
  const columns = ['certname', 'note', 'os'];
  assert.equal(
    [...exportPieces(rows, columns, 'csv')].join(''),
    'certname,note,os\r\nweb10,,"{""family"":""Debian""}"\r\nweb2,,"{""family"":""RedHat""}"\r\nDB,"a ""quoted"", text",\r\nweb1,,\r\n',
  );
  const json = [...exportPieces(rows, columns, 'json')].join('');
  assert.deepEqual(
    JSON.parse(json),
    rows.map(({ value: _, ...rest }) => rest),
  );
  assert.equal([...exportPieces([], columns, 'json')].join(''), '[]\n');
});

test('a long export comes in pieces that make the whole', () => {
  const many = Array.from({ length: 50_000 }, (_, index) => ({ certname: `node${index}`, at: index }));
  const pieces = [...exportPieces(many, ['certname', 'at'], 'json')];
  assert.ok(pieces.length > 5, String(pieces.length));
  assert.deepEqual(JSON.parse(pieces.join('')), many);
});
