import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsQuery } from './rows.ts';

test('rows are asked for in a form that nothing typed can change', () => {
  const { query, ...rest } = rowsQuery('web1', { rows: 'packages', filter: 'Lib"+x', offset: 500 });
  const pattern = '[lL][iI][bB]"\\+[xX]';
  assert.deepEqual(query, [
    'from',
    'package_inventory',
    [
      'extract',
      ['package_name', 'version', 'provider'],
      [
        'and',
        ['=', 'certname', 'web1'],
        ['or', ['~', 'package_name', pattern], ['~', 'version', pattern], ['~', 'provider', pattern]],
      ],
    ],
  ]);
  assert.ok(new RegExp(pattern).test('x-LIB"+X'));
  const orderBy = [{ field: 'package_name' }, { field: 'version' }];
  assert.deepEqual(rest, { orderBy, limit: 500, offset: 500, includeTotal: true });
});

test('rows are ordered by the column that was clicked, and by the usual ones where they are equal', () => {
  const order = { column: 'version', direction: 'descending' } as const;
  assert.deepEqual(rowsQuery('web1', { rows: 'packages', filter: ' ', offset: 0, order }).orderBy, [
    { field: 'version', order: 'desc' },
    { field: 'package_name' },
  ]);
  const unknown = { column: 'moon', direction: 'ascending' } as const;
  assert.deepEqual(rowsQuery('web1', { rows: 'reports', filter: '', offset: 0, order: unknown }).orderBy, [
    { field: 'end_time', order: 'desc' },
  ]);
});

test('events are those of a report', () => {
  const { query } = rowsQuery('web1', { rows: 'events', filter: '', offset: 0, report: 'abc' });
  assert.deepEqual((query as unknown[])[2] && ((query as unknown[])[2] as unknown[])[2], ['=', 'report', 'abc']);
});
