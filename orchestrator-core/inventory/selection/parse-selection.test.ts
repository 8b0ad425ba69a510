import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseSelection, printSelection, rangeInText, splitSelection } from '../index.ts';

/** The words of a text, and what is wrong with them: the marked part of the text, and the sentence. */
function problemOf(text: string): string {
  const split = splitSelection(text);
  if (split.problem !== undefined)
    return `${text.slice(split.problem.start, split.problem.end)} | ${split.problem.message}`;
  const parsed = parseSelection(split.words.map(({ value }) => value));
  if (parsed.ok) return 'understood';
  const { start, end } = rangeInText(split, parsed.problem.place);
  return `${text.slice(start, end)} | ${parsed.problem.message}`;
}

describe('a text is split into words as a shell would', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['web* db1,db2', ['web*', 'db1,db2']],
    [`-q 'nodes[certname] { certname ~ "web" }'`, ['-q', 'nodes[certname] { certname ~ "web" }']],
    [`-F "os.family=Debian" -S 'a and not b'`, ['-F', 'os.family=Debian', '-S', 'a and not b']],
    [`a\\ b "c\\"d\\e" 'f\\g'`, ['a b', 'c"d\\e', 'f\\g']],
    [`--saved='my nodes'`, ['--saved=my nodes']],
    [`''`, ['']],
    ['  ', []],
    [`-q 'open`, ['-q', 'open']],
    ['end\\', ['end\\']],
  ];
  for (const [text, words] of cases) {
    test(text, () =>
      assert.deepEqual(
        splitSelection(text).words.map(({ value }) => value),
        words,
      ),
    );
  }
  test('words print as a text that splits into them', () => {
    for (const words of [
      ['web*', '-q', 'nodes { a = "b" }'],
      ['', "it's", `"'\\`],
      ['a b', '$x'],
    ]) {
      assert.deepEqual(
        splitSelection(printSelection(words)).words.map(({ value }) => value),
        words,
      );
    }
    assert.equal(printSelection(['web*', '-F', 'os.family=Debian']), 'web* -F os.family=Debian');
  });
});

/** A text with a selection that is wrong, the part that is wrong between `«` and `»`, and what is said of it. */
const wrong: readonly (readonly [string, RegExp])[] = [
  ['web* «--with-fac» x=y', /no option --with-fac. Did you mean --with-fact\?/],
  ['«-Z» x', /no option -Z/],
  ['web* «-F»', /-F needs a value: -F FACT=VALUE/],
  ['-F «osfamily»', /'osfamily' does not compare a fact. Write 'osfamily=VALUE'/],
  [`-F ''«»`, /Write 'os.family=VALUE'/],
  ['-F a=~/«(»/', /\/\(\/ is no regular expression/],
  ['-I /«(a)\\\\1»/', /refers to what it matched before/],
  ['-C «a.b»', /'a.b' is not the name of a class.*use -I/],
  ['-C «/a/i»', /between two slashes.*no flags/],
  [`-S 'a=b «and»'`, /Expected a fact or a class after 'and'/],
  [`-S '«and» a=b'`, /before 'and'/],
  [`-S 'a=b «or» or c'`, /before 'or'/],
  [`-S '«(»a=b'`, /never closed/],
  [`-S 'a=b«)»'`, /closes nothing/],
  [`-S 'a=b «c=d»'`, /Expected 'and' or 'or' before 'c=d'/],
  [`-S "x and «fact('os.family')».value=b"`, /data function of MCollective.*Write os.family=VALUE/],
  [`-S 'a=«/b»'`, /between two slashes/],
  [`-S '«a=»'`, /compare a fact with a value/],
  [`-S '«  »'`, /Expected facts and classes/],
  [`-q «'open»`, /never closed/],
  [`web1 «-q» 'nodes {}'`, /Only one targeting option can be specified: '--targets', '--rerun', or '--query'/],
  [`-q 'nodes {}' «--rerun» all`, /Only one targeting option/],
  ['--rerun «failed»', /'all', 'failure' or 'success'.*failure:12/],
  ['--limit «0»', /a number of nodes from 1 on/],
  ['--limit «200%»', /up to 100%/],
  ['--limit «abc»', /not 'abc'/],
  ['--limit 2 --limit-method «some»', /'first' or 'random', not 'some'/],
  ['«--limit-seed» 3', /needs --limit/],
  ['--limit 2 «--one»', /--one is --limit 1/],
  ['--limit 1 «--limit» 2', /may be given once/],
  ['«--one=2»', /takes no value/],
  ['«--batch-sleep» 3', /needs --batch/],
  ['--batch 2 --batch-sleep «soon»', /a number of seconds/],
  ['«--saved» ""', /needs the name/],
];

describe('what is wrong with a selection has its place', () => {
  for (const [marked, message] of wrong) {
    test(marked, () => {
      const [before = '', part = '', after = ''] = marked.split(/[«»]/);
      const [place, ...said] = problemOf(before + part + after).split(' | ');
      assert.match(said.join(' | '), message);
      assert.equal(place, part);
    });
  }
});

describe('a word may be a text with options', () => {
  const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
    [['web* -F os.family=Debian'], ['web*', '-F', 'os.family=Debian']],
    [['-F os.family=Debian -C apache'], ['-F', 'os.family=Debian', '-C', 'apache']],
    [['-Fcustomer=my -name'], ['-F', 'customer=my -name']],
    [['--with-fact=customer=my -name'], ['-F', 'customer=my -name']],
    [
      ['-F', 'customer=my -name'],
      ['--with-fact', 'customer=my -name'],
    ],
    [['-t', 'web1 web2'], ['web1 web2']],
  ];
  for (const [one, other] of cases) {
    test(printSelection(one), () => {
      const [left, right] = [parseSelection(one), parseSelection(other)];
      assert.ok(left.ok && right.ok);
      assert.deepEqual(withoutPlaces(left.selection), withoutPlaces(right.selection));
    });
  }
});

test('in a text with options, too, each mistake has its place', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['web* -F "«os»"', "'os'"],
    ["web* -S 'a=b and «c=»'", "'c='"],
    ["-F a=b -I '/«(»/'", '/(/'],
    ["web* -C '«a.b»' -F x=y", "'a.b'"],
  ];
  for (const [marked, said] of cases) {
    const [before = '', part = '', after = ''] = marked.split(/[«»]/);
    const parsed = parseSelection([before + part + after]);
    assert.ok(!parsed.ok, marked);
    const { place, message } = parsed.problem;
    assert.deepEqual([place.word, (before + part + after).slice(place.start, place.end)], [0, part]);
    assert.ok(message.startsWith(said), message);
  }
});

function withoutPlaces(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, each) => (key === 'place' || key === 'choosesNobody' ? undefined : each)),
  );
}
