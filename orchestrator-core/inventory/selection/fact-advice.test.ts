import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factAdvice, factsAsked } from './fact-advice.ts';

const known = ['os', 'os.family', 'role', 'networking.ip'];

test('a fact of old is said to be part of a structured one, a misspelt one what it may be', () => {
  const part = (path: string): string => `It is part of a structured fact now: '${path}'.`;
  for (const [fact, expected] of [
    ['osfamily', part('os.family')],
    ['operatingsystemmajrelease', part('os.release.major')],
    ['ipaddress_eth0', part('networking.interfaces.eth0.ip')],
    ['ipaddress6_eth0', part('networking.interfaces.eth0.ip6')],
    ['macaddress_br-lan', part('networking.interfaces.br-lan.mac')],
    ['netmask6_lo', part('networking.interfaces.lo.netmask6')],
    ['mtu_eth0', part('networking.interfaces.eth0.mtu')],
    ['processor0', part('processors.models.0')],
    ['sshrsakey', part('ssh.rsa.key')],
    ['os.famly', "Did you mean 'os.family'?"],
    ['rloe', "Did you mean 'role'?"],
    // Known of every Facter, though no node has it yet.
    ['os.distro.codenam', "Did you mean 'os.distro.codename'?"],
    ['constructor', ''],
    ['x', ''],
  ] as const) {
    assert.equal(factAdvice(fact, known), `No node has a fact '${fact}'.${expected && ` ${expected}`}`);
  }
});

test('the facts that a selection asks for', () => {
  assert.deepEqual(factsAsked(['-F', 'a=1', '-S', 'not (b.c=2 or a=3)', '-C', 'x', '-W', 'd=~/e/ y']), [
    'a',
    'b.c',
    'd',
  ]);
  assert.deepEqual(factsAsked(['web', '-t', 'x']), []);
  assert.deepEqual(factsAsked(['-S', 'broken and']), []);
});
