import assert from 'node:assert/strict';
import { test } from 'node:test';
import { place, rollout } from '../fixtures/rollout.ts';
import { type Item, markWord, outlineOf, walkItems } from './outline.ts';
import { summaryOf } from './words.ts';

/** A line for each item, indented by what it stands in. */
function listing(items: readonly Item[], depth = 0): string {
  return items
    .map(({ title, detail, marks, children }) => {
      const line = [title, ...(detail === '' ? [] : [detail]), ...marks.map(markWord)].join(' · ');
      return `${'  '.repeat(depth)}${line}\n${listing(children, depth + 1)}`;
    })
    .join('');
}

test('every kind of node has its words, and stands in what it is part of', () => {
  assert.equal(
    listing(outlineOf(rollout)),
    `$ uptime · on a, b · safe to repeat
each · 2 times
  $target = a
    task web::restart · on a · changes
  $target = b
    task web::restart · on b · changes
if $up.first['stdout'] =~ /load/ · cannot be decided yet
  then
    task $task · on a, b · changes
  else
    fails · No luck
parallelize · 2 at the same time
  $t = a
    task web::restart · on a · changes
  $t = b
    task web::restart · on b · changes
plan shop::check
  catch_errors · goes on after errors
    task web::restart · on a, b · changes · run-as
map · one per element of $results
  task web::restart · on $r.target
returns
`,
  );
  assert.equal(summaryOf(rollout, outlineOf(rollout)), '8 steps, 6 change something, 1 error, 1 place unknown');
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

test('what decides is said in the words of the plan', () => {
  const title = (condition: string, ...labels: readonly string[]) => {
    const arms = labels.map((label) => ({ label, nodes: [] }));
    const branch = { id: '1', kind: 'branch', place: place(2), condition, arms, needs: [] } as const;
    return outlineOf({ ...rollout, nodes: [branch] })[0]?.title;
  };
  assert.equal(title('$ok', 'then', 'else'), 'if $ok');
  assert.equal(title('unless $ok', 'then', 'else'), 'unless $ok');
  assert.equal(title("$os['family']", 'Debian', 'default'), "depending on $os['family']");
});
