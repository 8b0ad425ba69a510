import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rollout } from '../fixtures/rollout.ts';
import { previewText } from '../text.ts';
import { outlineOf, walkItems } from './outline.ts';

test('a preview as text: a line for each step, indented by what it stands in', () => {
  assert.equal(
    previewText(rollout),
    `shop::rollout
Rolls the shop out
8 steps, 6 change something, 1 error, 1 place unknown

- $ uptime · on a, b · safe to repeat · line 2
- each · 2 times · line 3
  - $target = a
    - task web::restart · on a · changes · line 4
  - $target = b
    - task web::restart · on b · changes · line 4
- if $up.first['stdout'] =~ /load/ · cannot be decided yet · line 6
  - then
    - task $task · on a, b · changes · line 7
  - else
    - fails · No luck · line 9
- parallelize · 2 at the same time · line 11
  - $t = a
    - task web::restart · on a · changes · line 12
  - $t = b
    - task web::restart · on b · changes · line 12
- plan shop::check · line 14
  - catch_errors · goes on after errors · line 2
    - task web::restart · on a, b · changes · run-as · line 3
- map · one per element of $results · line 16
  - task web::restart · on $r.target · line 17
- returns · line 19

Returns $results

Unknown: The function shop::ruby is written in Ruby (/p/plans/rollout.pp:5:9)
Error: Unknown variable
`,
  );
});

test('every item has an id of its own, and a place or parts of what has one', () => {
  const items = [...walkItems(outlineOf(rollout))];
  assert.equal(new Set(items.map(({ id }) => id)).size, items.length);
  assert.ok(items.every(({ kind, place }) => place !== undefined || kind === 'part'));
  assert.deepEqual(
    items.filter(({ kind }) => kind === 'part').map(({ id }) => id),
    ['2/1', '2/2', '3/1', '3/2', '4/1', '4/2'],
    'a round that stands for all has no line of its own',
  );
});

test('the facts of a step say all that is known, and nothing that is secret', () => {
  const facts = (id: string) => [...walkItems(outlineOf(rollout))].find((item) => item.id === id)?.facts;
  assert.deepEqual(facts('6.1'), ['run_task web::restart', 'targets: a, b', 'as user root']);
  assert.deepEqual(facts('5'), ['targets = a', 'token = hidden']);
  assert.deepEqual(facts('7.1'), ['run_task web::restart', 'targets: $r.target', 'among: a, b']);
});
