/** What Windows answers, and the facts that recorded machines with Facter 4 and 5 have of the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../common/index.ts';
import { networkingFact } from './networking.ts';
import { windowsFacts, windowsNetwork } from './windows.ts';

const environment = { SystemRoot: 'C:\\Windows' };

test('os of each Windows', () => {
  const server = { ProductType: 3, OSArchitecture: '64-bit' };
  const client = { ProductType: 1, OSArchitecture: '64-bit' };
  const rows: readonly (readonly [release: string, os: JsonObject, current: JsonObject, windows: JsonObject])[] = [
    [
      '2012 R2',
      { ...server, Version: '6.3.9600' },
      { ProductName: 'Windows Server 2012 R2 Datacenter', EditionID: 'ServerDatacenter', InstallationType: 'Server' },
      {
        edition_id: 'ServerDatacenter',
        installation_type: 'Server',
        product_name: 'Windows Server 2012 R2 Datacenter',
      },
    ],
    [
      '2016',
      { ...server, Version: '10.0.14393' },
      {
        ...{ ProductName: 'Windows Server 2016 Datacenter', EditionID: 'ServerDatacenter' },
        ...{ InstallationType: 'Server Core', ReleaseId: '1607', DisplayVersion: null },
      },
      {
        ...{ edition_id: 'ServerDatacenter', installation_type: 'Server Core' },
        ...{ product_name: 'Windows Server 2016 Datacenter', release_id: '1607' },
      },
    ],
    [
      '2019',
      { ...server, Version: '10.0.17763' },
      {
        ...{ ProductName: 'Windows Server 2019 Standard Evaluation', EditionID: 'ServerStandardEval' },
        ...{ InstallationType: 'Server Core', ReleaseId: '1809' },
      },
      {
        ...{ edition_id: 'ServerStandardEval', installation_type: 'Server Core' },
        ...{ product_name: 'Windows Server 2019 Standard Evaluation', release_id: '1809' },
      },
    ],
    [
      '2022',
      { ...server, Version: '10.0.20348' },
      {
        ...{ ProductName: 'Windows Server 2022 Datacenter', EditionID: 'ServerDatacenter' },
        ...{ InstallationType: 'Server', ReleaseId: '2009', DisplayVersion: '21H2' },
      },
      {
        ...{ display_version: '21H2', edition_id: 'ServerDatacenter', installation_type: 'Server' },
        ...{ product_name: 'Windows Server 2022 Datacenter', release_id: '21H2' },
      },
    ],
    ['2025', { ...server, Version: '10.0.26100' }, {}, {}],
    ['10', { ...client, Version: '10.0.19045' }, {}, {}],
    [
      '11',
      { ...client, Version: '10.0.26100' },
      // The registry of Windows 11 says Windows 10, and so does Facter.
      { ProductName: 'Windows 10 Enterprise Evaluation', EditionID: 'EnterpriseEval', DisplayVersion: '24H2' },
      {
        ...{ display_version: '24H2', edition_id: 'EnterpriseEval', product_name: 'Windows 10 Enterprise Evaluation' },
        ...{ release_id: '24H2' },
      },
    ],
  ];
  for (const [release, os, current, windows] of rows) {
    assert.deepEqual(
      windowsFacts({ os, current }, environment)['os'],
      {
        ...{ architecture: 'x64', family: 'windows', hardware: 'x86_64', name: 'windows' },
        release: { full: release, major: release },
        windows: { ...windows, system32: 'C:\\Windows\\system32' },
      },
      release,
    );
  }
});

test('what Windows runs in', () => {
  const rows: readonly (readonly [JsonObject, string, JsonObject | undefined])[] = [
    [
      {
        system: { Model: 'VirtualBox', OEMStringArray: ['vboxVer_7.2.4', 'vboxRev_170995'] },
        product: { Name: 'VirtualBox' },
        bios: { Manufacturer: 'innotek GmbH' },
      },
      'virtualbox',
      { virtualbox: { revision: '170995', version: '7.2.4' } },
    ],
    [{ system: { Model: 'Virtual Machine', Manufacturer: 'Microsoft Corporation' } }, 'hyperv', { hyperv: {} }],
    [{ system: { Model: 'VMware7,1' }, bios: { Manufacturer: 'VMware, Inc.' } }, 'vmware', { vmware: {} }],
    [
      { system: { Model: 't3.micro', Manufacturer: 'Amazon EC2' }, bios: { Manufacturer: 'Amazon EC2' } },
      'kvm',
      { kvm: { amazon: true } },
    ],
    [{ system: { Manufacturer: 'Xen' }, product: { Name: 'HVM domU' } }, 'xen', { xen: { context: 'hvm' } }],
    [{ system: { Model: 'Google Compute Engine' } }, 'gce', undefined],
    [{ system: { Model: 'OptiPlex', Manufacturer: 'Dell Inc.' } }, 'physical', undefined],
    [{}, 'physical', undefined],
  ];
  for (const [said, virtual, hypervisors] of rows) {
    const facts = windowsFacts(said, {});
    assert.deepEqual(
      [facts['virtual'], facts['is_virtual'], facts['hypervisors']],
      [virtual, virtual !== 'physical', hypervisors],
    );
  }
});

test('processors have one model for each socket', () => {
  const row = (count: number, cores: number, logical: number): unknown => {
    const one = { Name: 'A CPU   ', Architecture: 9, NumberOfCores: cores, NumberOfLogicalProcessors: logical };
    return windowsFacts({ processors: Array<JsonObject>(count).fill(one) }, {})['processors'];
  };
  const common = { isa: 'x64', models: ['A CPU   '] };
  assert.deepEqual(row(1, 2, 2), { ...common, cores: 2, count: 2, physicalcount: 1, threads: 1 });
  assert.deepEqual(row(1, 2, 4), { ...common, cores: 2, count: 4, physicalcount: 1, threads: 2 });
  const two = { ...common, models: ['A CPU   ', 'A CPU   '], cores: 4, count: 16, physicalcount: 2, threads: 2 };
  assert.deepEqual(row(2, 4, 8), two);
});

test('who the agent is, the firmware and the time zone', () => {
  const said = {
    ...{ bios: { Manufacturer: 'innotek GmbH', SerialNumber: '0' }, product: { Name: 'VirtualBox', UUID: 'U-1' } },
    ...{ user: 'FOO\\Jürgen', privileged: true, fips: false, timezone: 'Coordinated Universal Time' },
  };
  const { dmi, identity, fips_enabled: fips, timezone } = windowsFacts(said, {});
  assert.deepEqual(dmi, {
    manufacturer: 'innotek GmbH',
    product: { name: 'VirtualBox', serial_number: '0', uuid: 'U-1' },
  });
  assert.deepEqual([identity, fips], [{ privileged: true, user: 'FOO\\Jürgen' }, false]);
  assert.equal(timezone, 'Coordinated Universal Time');
});

test('the network of what counts: cables and radio that are up', () => {
  const info = {
    cidr: null,
    internal: false,
    mac: '08:00:27:0e:e8:c1',
    netmask: '255.255.255.0',
    family: 'IPv4' as const,
  };
  const addresses = {
    Ethernet: [{ ...info, address: '10.0.2.15' }],
    'Loopback Pseudo-Interface 1': [{ ...info, address: '127.0.0.1', internal: true }],
  };
  const said = {
    interfaces: [
      { Name: 'Ethernet', InterfaceType: 6, InterfaceIndex: 5 },
      { Name: 'VPN', InterfaceType: 131, InterfaceIndex: 9 },
    ],
    adapters: [{ InterfaceAlias: 'Ethernet', NlMtu: 1500 }],
    servers: { InterfaceIndex: 5, DHCPServer: '10.0.2.2', DNSDomain: 'lan.example' },
    route: { InterfaceAlias: 'Ethernet' },
    domain: '',
  };
  const details = windowsNetwork(said, () => addresses);
  const ethernet = {
    bindings: [{ address: '10.0.2.15', netmask: '255.255.255.0', network: '10.0.2.0' }],
    ...{ dhcp: '10.0.2.2', ip: '10.0.2.15', mac: '08:00:27:0E:E8:C1', mtu: 1500, netmask: '255.255.255.0' },
    network: '10.0.2.0',
  };
  const { bindings: _, ...main } = ethernet;
  assert.deepEqual(networkingFact(details, addresses, 'FOO'), {
    ...{ domain: 'lan.example', primary: 'Ethernet', fqdn: 'FOO.lan.example', hostname: 'FOO' },
    interfaces: { Ethernet: ethernet },
    ...main,
  });
  const joined = windowsNetwork({ ...said, domain: 'corp.example' }, () => addresses);
  assert.equal(networkingFact(joined, addresses, 'FOO')['domain'], 'corp.example');
  assert.deepEqual(
    Object.keys(networkingFact(windowsNetwork({}), addresses, 'FOO')['interfaces'] as JsonObject).length,
    2,
  );
});
