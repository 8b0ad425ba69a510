import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseType } from '../types/read-type.ts';
import type { PuppetType } from '../types/type.ts';
import { constructorsOf, memberOf, membersOf } from './members.ts';
import { constructors, objectTypes } from './object-types.ts';

function type(text: string): PuppetType {
  const { type: read, faults } = parseType(text);
  assert.deepEqual(faults, [], text);
  assert.ok(read !== undefined);
  return read;
}

test('values of object types have attributes and functions', () => {
  const cases: [of: string, name: string, returns: string | undefined][] = [
    ['ResultSet', 'first', 'Optional[Variant[Result, ApplyResult]]'],
    ['Optional[Variant[Result, ApplyResult]]', 'target', 'Target'],
    ['Optional[Variant[Result, ApplyResult]]', 'value', 'Variant[Hash[String[1], Data], Hash]'],
    ['Variant[Result, ApplyResult]', 'report', 'Hash[String[1], Data]'],
    ['Result', '[]', 'Variant[Data, Sensitive[Data]]'],
    ['ResultSet', '[]', 'Optional[Variant[Result, ApplyResult, Array[Variant[Result, ApplyResult]]]]'],
    ['Boltlib::Target', 'uri', 'Optional[String[1]]'],
    ["Error['bolt/run-failure']", 'details', 'Optional[Hash[String[1], Data]]'],
    ['NotUndef[Error]', 'msg', 'String[1]'],
    ['PlanResult', 'ok', 'Boolean'],
    ['TargetSpec', 'host', 'Optional[String]'],
    ['URI', 'port', 'Optional[Integer]'],
    ['Puppet::LookupContext', 'cached_entries', undefined],
  ];
  for (const [of, name, returns] of cases) {
    const member = memberOf(type(of), name);
    assert.ok(member !== undefined, `${of}.${name}`);
    assert.equal(member.returns, returns, `${of}.${name}`);
  }
});

test('other values have no members, whatever is asked', () => {
  for (const text of ['String', 'SemVer', 'Timestamp', 'Any', 'Array[Result]', 'Sensitive[Result]', 'Optional']) {
    assert.deepEqual(membersOf(type(text)), [], text);
  }
  for (const name of ['constructor', 'toString', '__proto__', 'nope'])
    assert.equal(memberOf(type('Result'), name), undefined);
});

test('every type of a member or constructor can be read, and every member is described', () => {
  const unreadable: string[] = [];
  for (const name of new Set([...Object.keys(objectTypes), ...Object.keys(constructors)])) {
    const of = type(name);
    const made = constructorsOf(of) ?? [];
    assert.ok(made.length > 0 || !Object.hasOwn(constructors, name), name);
    for (const { parameters, block, returns } of [...made, ...membersOf(of).flatMap(({ signatures }) => signatures)]) {
      for (const text of [...parameters.map((parameter) => parameter.type), block?.type, returns]) {
        if (text !== undefined && parseType(text).faults.length > 0) unreadable.push(`${name}: ${text}`);
      }
    }
    for (const member of membersOf(of)) assert.match(member.text, /^[A-Z`].*\.$/s, `${name}.${member.name}`);
  }
  assert.deepEqual(unreadable, []);
});

test('values of a type that a module defines have its members', () => {
  const own = "Object[{parent => Error, attributes => {'x' => Integer}, functions => {'f' => Callable[[], String]}}]";
  assert.equal(memberOf(type(own), 'x')?.returns, 'Integer');
  assert.equal(memberOf(type(own), 'f')?.returns, 'String');
  assert.equal(memberOf(type(own), 'msg')?.returns, 'String[1]');
  assert.equal(memberOf(type(own), 'y'), undefined);
});

test('values are made by the constructors of their type', () => {
  const names = (of: string): readonly (readonly string[])[] | undefined =>
    constructorsOf(type(of))?.map(({ parameters }) => parameters.map(({ name }) => name));
  assert.deepEqual(names('Regexp'), [['pattern', 'escape']]);
  assert.deepEqual(names("Error['a']")?.[1], ['msg', 'kind', 'details', 'issue_code']);
  assert.deepEqual(names('Optional[Integer[1]]')?.[0], ['from', 'radix', 'abs']);
  assert.deepEqual(names('Any'), []);
  assert.equal(names('ApplyResult'), undefined);
});
