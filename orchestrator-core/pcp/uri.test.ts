import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatUri, hasWildcard, matchesUri, parseUri, serverUri } from './uri.ts';

test('a URI is a name and a type, or nothing', () => {
  const cases: [string, { name: string; type: string } | undefined][] = [
    ['pcp://node1.example.com/agent', { name: 'node1.example.com', type: 'agent' }],
    [serverUri, { name: '', type: 'server' }],
    ['pcp://*/agent', { name: '*', type: 'agent' }],
    ['pcp://node1/ruby-pcp-client-17', { name: 'node1', type: 'ruby-pcp-client-17' }],
    ['pcp://localhost:58143/server', { name: 'localhost:58143', type: 'server' }],
    ['pcp://node1', undefined],
    ['pcp://node1/', undefined],
    ['pcp://node1/agent/more', undefined],
    ['http://node1/agent', undefined],
    ['xpcp://node1/agent', undefined],
    ['', undefined],
  ];
  for (const [uri, parts] of cases) {
    assert.deepEqual(parseUri(uri), parts, uri);
    if (parts !== undefined) assert.equal(formatUri(parts.name, parts.type), uri);
  }
});

test('a pattern names what it says, and a wildcard one whole part', () => {
  const cases: [string, string, boolean][] = [
    ['pcp://node1/agent', 'pcp://node1/agent', true],
    ['pcp://node1/agent', 'pcp://node2/agent', false],
    ['pcp://*/agent', 'pcp://node1/agent', true],
    ['pcp://*/agent', 'pcp://node1/other', false],
    ['pcp://node1/*', 'pcp://node1/other', true],
    ['pcp://*/*', 'pcp://node1/other', true],
    // A wildcard is a whole part, and nothing else is special.
    ['pcp://node*/agent', 'pcp://node1/agent', false],
    ['pcp://lol.athost/agent', 'pcp://lolcathost/agent', false],
    ['nonsense', 'pcp://node1/agent', false],
  ];
  for (const [pattern, uri, expected] of cases) assert.equal(matchesUri(pattern, uri), expected, `${pattern} ${uri}`);
  assert.deepEqual(['pcp://*/agent', 'pcp://node1/*', 'pcp://*/*', 'pcp://no*de/agent', serverUri].map(hasWildcard), [
    true,
    true,
    true,
    false,
    false,
  ]);
});
