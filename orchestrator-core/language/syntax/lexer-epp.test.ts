import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lex } from './lexer.ts';
import { parse } from './parser.ts';

/** What a template renders as text, one entry for each stretch between its tags. */
function rendered(source: string): readonly string[] {
  return lex(source, { epp: true })
    .tokens.filter((token) => token.kind === 'render-string')
    .map((token) => token.value);
}

function messages(source: string): readonly string[] {
  return parse(source, { epp: true }).faults.map((fault) => fault.message);
}

test('text is what stands outside of tags, trimmed where a tag has a dash', () => {
  const cases: [string, readonly string[]][] = [
    ['a <% $x = 1 %> b', ['a ', ' b']],
    ['a <%- $x = 1 -%> \n b', ['a', ' b']],
    ['a\n<%= $x -%>\r\nb', ['a\n', 'b']],
    ['a<%= $x -%>\n', ['a', '']],
    ['a<%= $x -%>', ['a']],
    ['<%% a %%>', ['<% a %>']],
    ['a <%# no -%> \nb', ['a b']],
    ['a <%#- no -%> \nb', ['ab']],
    ['a <%# no %> \nb', ['a  \nb']],
    ['<%#%>a', ['a']],
    ["<%= '%>' %>", []],
    ['a %> b', ['a %> b']],
  ];
  for (const [source, expected] of cases) assert.deepEqual(rendered(source), expected, source);
});

test('a tag that never ends is a fault in the words of Puppet', () => {
  const open = 'Unbalanced epp tag, reached <eof> without closing tag.';
  const cases: [string, readonly string[]][] = [
    ['a <% $x = 1', [open]],
    ['a <% $x = 1 %><% if $x { %>b<% }', [open]],
    ['a <%', ['Unbalanced embedded expression - opening <% and reaching end of input']],
    ['a <%# b', ['Reaching end after opening <%# without seeing %>']],
    ['a <% $x = 1 -%>', []],
  ];
  for (const [source, expected] of cases) assert.deepEqual(messages(source), expected, source);
});

test('a template has parameters where it begins, and nowhere else', () => {
  const { program, faults } = parse('<%- | Integer $x, $y = 1 | -%>\n<%= $x %>', { epp: true });
  assert.deepEqual(faults, []);
  const [template] = program.statements;
  assert.ok(template?.kind === 'epp');
  assert.deepEqual(
    template.parameters?.map((parameter) => parameter.name),
    ['x', 'y'],
  );
  assert.equal(messages('a <%- | $x | -%>').length > 0, true);
});
