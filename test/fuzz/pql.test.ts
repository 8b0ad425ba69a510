/** The query language on anything that people and programs could send. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type AstValue,
  astText,
  checkPql,
  completePql,
  formatPql,
  parseAst,
  parsePql,
  parseQueryText,
  pqlHover,
  pqlTokens,
  pqlWish,
  printPql,
} from '../../orchestrator-core/pql/index.ts';
import { expectedAt } from '../../orchestrator-core/pql/syntax/expected.ts';
import { parseQuery } from '../../orchestrator-core/pql/syntax/parse.ts';
import { splitQueries } from '../../server/pql/split.ts';

const bounds = { seed: 5, numRuns: 400 } as const;

const words = [
  ...['nodes', 'facts', 'inventory', 'package_inventory', 'resources', '{', '}', '[', ']', '(', ')', ',', '.', '!'],
  ...['certname', 'facts.os."a b".c[0]', 'trusted.match(x y)', 'limit', 'offset', 'order by', 'group by', 'asc', 'in'],
  ...['=', '!=', '~', '~>', '!~', '<', '>=', 'and', 'or', 'is null', 'is not null', 'count()', 'to_string(a, "b")'],
  ...[
    '"x"',
    "'y\\'z'",
    '"\\u00e9"',
    '"\\q"',
    '"',
    "'",
    '1',
    '-2',
    '3.5e+1',
    'true',
    '9007199254740993',
    '\n',
    ' ',
    '\u0000',
  ],
];
const soup = fc
  .array(fc.constantFrom(...words), { maxLength: 30 })
  .chain((list) => fc.constantFrom('', ' ').map((gap) => list.join(gap)));
const anything = fc.oneof(
  soup,
  soup.map((text) => `nodes{${text}`),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

test('parsing, checking, completing and laying out never throw', () => {
  fc.assert(
    fc.property(anything, fc.nat(), (text, place) => {
      const offset = place % (text.length + 1);
      const parsed = parsePql(text);
      if (parsed.ok) {
        checkPql(parsed.tree);
        pqlTokens(parsed.tree);
        const laidOut = formatPql(text) ?? '';
        const again = parsePql(laidOut);
        assert.ok(again.ok, laidOut);
        assert.equal(astText(again.ast), astText(parsed.ast));
        assert.equal(formatPql(laidOut), laidOut);
      } else {
        assert.ok(parsed.error.start <= text.length);
      }
      parseQueryText(text);
      parseAst(text);
      pqlWish(text, offset);
      completePql(text, offset, () => ['a', 1, null]);
      pqlHover(text, offset);
    }),
    bounds,
  );
});

test('a text that is no query ends where the grammar’s exploration ends', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const parsed = parseQuery(text);
      const expected = expectedAt(text);
      if ('tree' in parsed || expected === undefined || parsed.tooDeep) return;
      // `match(a)b` can be cut in two ways; the parser follows one of them.
      if (text.includes('match(')) assert.ok(parsed.failure <= expected.offset, JSON.stringify(text));
      else assert.equal(parsed.failure, expected.offset, JSON.stringify(text));
    }),
    bounds,
  );
});

const name = fc.constantFrom('certname', 'value', 'latest_report?', 'facts.os.family', 'facts."a b"', 'limit', 'x1');
const scalar: fc.Arbitrary<AstValue> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).filter((value) => !Number.isSafeInteger(Number(value))),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
);
const { query } = fc.letrec<{ query: readonly AstValue[]; condition: readonly AstValue[] }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    fc.tuple(fc.constant('='), name, fc.oneof(scalar, fc.array(scalar, { minLength: 1, maxLength: 3 }))),
    fc.tuple(fc.constantFrom('<', '<=', '>', '>='), name, fc.integer()),
    fc.tuple(fc.constant('~'), name, fc.string({ unit: 'binary', maxLength: 12 })),
    fc.tuple(fc.constant('~>'), name, fc.array(fc.string(), { minLength: 1, maxLength: 3 })),
    fc.tuple(fc.constant('null?'), name, fc.boolean()),
    fc.tuple(fc.constant('in'), name, fc.tuple(fc.constant('array'), fc.array(scalar, { minLength: 1, maxLength: 4 }))),
    fc.tuple(fc.constant('in'), fc.array(name, { minLength: 1, maxLength: 2 }), tie('query')),
    fc.tuple(fc.constant('not'), tie('condition')),
    fc.tuple(fc.constant('subquery'), fc.constantFrom('facts', 'resources'), tie('condition')),
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.array(tie('condition'), { minLength: 2, maxLength: 3 }))
      .map(([word, operands]) => [word, ...operands]),
  ),
  query: fc
    .tuple(
      fc.constantFrom('nodes', 'facts', 'inventory'),
      fc.option(fc.array(name, { maxLength: 3 })),
      fc.option(tie('condition')),
      fc.nat(),
    )
    .map(([entity, columns, condition, limit]): readonly AstValue[] => {
      const filter = condition === null ? [] : [condition];
      const conditions = columns === null ? filter : [['extract', columns, ...filter]];
      return ['from', entity, ...conditions, ['order_by', ['certname', ['x', 'desc']]], ['limit', limit]];
    }),
}));

test('a query printed from its JSON form is that query', () => {
  fc.assert(
    fc.property(query, (ast) => {
      const printed = printPql(ast);
      assert.ok(printed !== undefined, astText(ast));
      const parsed = parsePql(printed);
      assert.ok(parsed.ok, printed);
      assert.equal(astText(parsed.ast), astText(ast), printed);
      const read = parseAst(astText(ast));
      assert.ok(read.ok);
      assert.equal(astText(read.ast), astText(ast));
    }),
    bounds,
  );
});

test('the queries of a file stand where they were written, one behind the other', () => {
  const line = fc.constantFrom('nodes {', '}', '  a = "{', '', '  ', '# note', 'facts[x] {}', "'", '[1', ']', 'x');
  const file = fc
    .tuple(fc.array(line, { maxLength: 20 }), fc.constantFrom('\n', '\r\n'))
    .map(([list, end]) => list.join(end));
  fc.assert(
    fc.property(fc.oneof(file, fc.string({ unit: 'binary' })), (text) => {
      let last = 0;
      for (const { text: query, span } of splitQueries(text)) {
        assert.ok(span.start >= last && span.end <= text.length);
        assert.equal(query.length, span.end - span.start);
        const written = text
          .slice(span.start, span.end)
          .replace(/(?<=\n)[^\S\n]*#[^\r\n]*/g, (note) => ' '.repeat(note.length));
        assert.equal(query, written);
        last = span.end;
      }
    }),
    bounds,
  );
});

test('long and deep texts are read or refused in time', () => {
  const long = 100_000;
  const list = Array.from({ length: 10_000 }, (_, index) => `"node${index}.example.com"`).join(', ');
  const either = Array.from({ length: 5000 }, (_, index) => `a = ${index}`).join(' or ');
  const texts = [
    `nodes { certname in [${list}] }`,
    `nodes { certname in [${list}`,
    `nodes { ${either} }`,
    `nodes { ${either} x`,
    `nodes { ${'('.repeat(long)}`,
    `nodes { ${'!'.repeat(long)}`,
    `nodes { a = ${'['.repeat(long)}`,
    'nodes { limit in '.repeat(long / 10),
    `nodes { facts${'.match('.repeat(long / 10)}`,
    `nodes { facts${'."'.repeat(long / 10)}`,
    `nodes${' '.repeat(long)}`,
    `nodes { a = "${'\\'.repeat(long)}`,
    '['.repeat(long),
    `["${'\\u00e9'.repeat(long)}`,
  ];
  for (const text of texts) {
    const begun = process.cpuUsage();
    parseQueryText(text);
    const took = process.cpuUsage(begun).user / 1000;
    assert.ok(took < 3000, `${text.slice(0, 40)}… took ${took} ms`);
  }
});
