// A table of the facts that Facter has about every node, and of the other data that a catalog knows of its node.

/** A value of a structured fact: what it says, or the keys below it. */
export type FactRow = string | { readonly text: string; readonly keys: Readonly<Record<string, FactRow>> };

const os: FactRow = {
  text: 'The operating system.',
  keys: {
    name: 'Its name, as `Debian` or `RedHat`.',
    family: 'Its family: `Debian`, `RedHat`, `Suse`, `windows`, `Darwin` …',
    architecture: 'The architecture by its own name, as `amd64`.',
    hardware: 'The model of the hardware, as `x86_64`.',
    release: {
      text: 'The release.',
      keys: { full: 'All of it, as `12.5`.', major: 'As `12`.', minor: 'As `5`.', patchlevel: 'The patch level.' },
    },
    distro: {
      text: 'The distribution.',
      keys: {
        codename: 'The code name of the release.',
        description: 'The distribution in words.',
        id: 'What it calls itself.',
        release: {
          text: 'Its release.',
          keys: { full: 'All of it.', major: 'The first part.', minor: 'The second part.' },
        },
      },
    },
    selinux: {
      text: 'What SELinux does.',
      keys: {
        enabled: 'Whether it is on.',
        enforced: 'Whether it forbids.',
        config_mode: 'The mode in its configuration.',
        config_policy: 'The policy in its configuration.',
        current_mode: 'The mode it is in.',
        policy_version: 'The version of the policy.',
      },
    },
    macosx: {
      text: 'The version of macOS.',
      keys: { product: 'The product.', build: 'The build.', version: 'The version.' },
    },
    windows: {
      text: 'The version of Windows.',
      keys: {
        edition_id: 'The edition.',
        installation_type: '`Server`, `Server Core` or `Client`.',
        product_name: 'The name of the product.',
        release_id: 'The release.',
        system32: 'The directory of system files.',
      },
    },
  },
};

const networking: FactRow = {
  text: 'The network.',
  keys: {
    fqdn: 'The full name of the node.',
    hostname: 'Its name without the domain.',
    domain: 'Its domain.',
    ip: 'The address of the primary interface.',
    ip6: 'The IPv6 address of the primary interface.',
    mac: 'The hardware address of the primary interface.',
    mtu: 'The largest packet of the primary interface.',
    netmask: 'The netmask of the primary interface.',
    netmask6: 'The IPv6 netmask of the primary interface.',
    network: 'The network of the primary interface.',
    network6: 'The IPv6 network of the primary interface.',
    primary: 'The name of the primary interface.',
    scope6: 'The scope of the IPv6 address.',
    dhcp: 'The address of the DHCP server.',
    interfaces: 'All interfaces by name, each with `ip`, `ip6`, `mac`, `mtu`, `netmask`, `bindings` …',
  },
};

const memory = (text: string): FactRow => ({
  text,
  keys: {
    total: 'How much there is, as `7.78 GiB`.',
    total_bytes: 'How much there is, in bytes.',
    available: 'How much is free, as `5.1 GiB`.',
    available_bytes: 'How much is free, in bytes.',
    used: 'How much is used, as `2.6 GiB`.',
    used_bytes: 'How much is used, in bytes.',
    capacity: 'How much is used, in percent.',
  },
});

/** `$facts`: what Facter calls core facts (facter's `schema/facter.yaml`). */
const facts: Readonly<Record<string, FactRow>> = {
  os,
  networking,
  kernel: 'The kernel: `Linux`, `Darwin`, `windows` …',
  kernelrelease: 'The release of the kernel.',
  kernelversion: 'The version of the kernel.',
  kernelmajversion: 'The major version of the kernel.',
  memory: {
    text: 'The memory.',
    keys: { system: memory('The memory of the system.'), swap: memory('The swap space.') },
  },
  processors: {
    text: 'The processors.',
    keys: {
      count: 'How many logical ones there are.',
      physicalcount: 'How many physical ones there are.',
      cores: 'How many cores each has.',
      threads: 'How many threads each core has.',
      models: 'Their models.',
      isa: 'The instruction set.',
      speed: 'Their speed.',
    },
  },
  is_virtual: 'Whether the node is virtual.',
  virtual: 'What the node runs on: `physical`, `kvm`, `vmware`, `docker` …',
  hypervisors: 'The hypervisors below the node.',
  identity: {
    text: 'Who Facter runs as.',
    keys: {
      user: 'The user.',
      uid: 'The number of the user.',
      group: 'The group.',
      gid: 'The number of the group.',
      privileged: 'Whether the user may do everything.',
    },
  },
  system_uptime: {
    text: 'How long the node has been up.',
    keys: { days: 'In days.', hours: 'In hours.', seconds: 'In seconds.', uptime: 'In words.' },
  },
  load_averages: {
    text: 'The load.',
    keys: { '1m': 'Of the last minute.', '5m': 'Of the last 5 minutes.', '15m': 'Of the last 15 minutes.' },
  },
  timezone: 'The time zone.',
  disks: 'The disks by name, each with `model`, `size`, `size_bytes`, `vendor`, `type` …',
  partitions: 'The partitions by name, each with `filesystem`, `mount`, `size`, `uuid` …',
  mountpoints: 'The mounted file systems by path, each with `device`, `filesystem`, `options`, `size`, `available` …',
  filesystems: 'The file systems that can be mounted, as a text with commas.',
  dmi: {
    text: 'What the firmware says.',
    keys: {
      manufacturer: 'Who made the machine.',
      bios: { text: 'The BIOS.', keys: { release_date: 'Its date.', vendor: 'Its vendor.', version: 'Its version.' } },
      board: {
        text: 'The board.',
        keys: {
          asset_tag: 'Its asset tag.',
          manufacturer: 'Who made it.',
          product: 'What it is.',
          serial_number: 'Its serial number.',
        },
      },
      chassis: { text: 'The chassis.', keys: { asset_tag: 'Its asset tag.', type: 'Its type.' } },
      product: {
        text: 'The product.',
        keys: { name: 'Its name.', serial_number: 'Its serial number.', uuid: 'Its UUID.', version: 'Its version.' },
      },
    },
  },
  ruby: {
    text: 'The Ruby that Facter runs with.',
    keys: { platform: 'Its platform.', sitedir: 'Where its libraries lie.', version: 'Its version.' },
  },
  facterversion: 'The version of Facter.',
  puppetversion: 'The version of Puppet.',
  aio_agent_version: 'The version of the puppet-agent package.',
  clientcert: 'The name in the certificate of the node.',
  clientversion: 'The version of the agent.',
  clientnoop: 'Whether the agent runs in noop mode.',
  agent_specified_environment: 'The environment that the agent asked for.',
  path: 'The search path for programs.',
  env_windows_installdir: 'Where Puppet is installed on Windows.',
  fips_enabled: 'Whether FIPS mode is on.',
  augeas: { text: 'Augeas.', keys: { version: 'Its version.' } },
  ssh: 'The SSH host keys by algorithm, each with `key`, `type` and `fingerprints`.',
  cloud: { text: 'The cloud.', keys: { provider: 'Whose it is: `aws`, `azure`, `gce`.' } },
  ec2_metadata: 'What Amazon says of the instance.',
  ec2_userdata: 'The user data of the instance.',
  az_metadata: 'What Azure says of the instance.',
  gce: 'What Google says of the instance.',
  xen: { text: 'Xen.', keys: { domains: 'The domains of the host.' } },
  zfs_featurenumbers: 'The features of ZFS.',
  zfs_version: 'The version of ZFS.',
  scope6: 'The scope of the IPv6 address.',
};

/** `$trusted`: what the certificate of the node says. */
const trusted: Readonly<Record<string, FactRow>> = {
  authenticated: '`remote` for a valid certificate, `local` for `puppet apply`, `false` without one.',
  certname: 'The name in the certificate.',
  hostname: 'The part of the name before the first dot.',
  domain: 'The part of the name behind the first dot.',
  extensions: {
    text: 'The extensions of the certificate.',
    keys: {
      pp_role: 'The role.',
      pp_environment: 'The environment.',
      pp_datacenter: 'The data centre.',
      pp_zone: 'The zone.',
      pp_region: 'The region.',
      pp_service: 'The service.',
      pp_application: 'The application.',
      pp_cluster: 'The cluster.',
      pp_cost_center: 'The cost centre.',
      pp_created_by: 'Who made the node.',
      pp_department: 'The department.',
      pp_hostname: 'The host name.',
      pp_image_name: 'The image.',
      pp_instance_id: 'The instance.',
      pp_network: 'The network.',
      pp_owner: 'The owner.',
      pp_preshared_key: 'A key that both sides know.',
      pp_product: 'The product.',
      pp_project: 'The project.',
      pp_provisioner: 'What provisioned the node.',
      pp_securitypolicy: 'The security policy.',
      pp_software_version: 'The version of the software.',
      pp_uuid: 'The UUID.',
      pp_auth_role: 'The role that access is given by.',
    },
  },
  external: 'What an external program says of the node.',
};

/** `$server_facts`: what the server says of itself. */
const serverFacts: Readonly<Record<string, FactRow>> = {
  environment: 'The environment of the node.',
  serverip: 'The address of the server.',
  serverip6: 'The IPv6 address of the server.',
  servername: 'The full name of the server.',
  serverversion: 'The version of Puppet on the server.',
};

/** Variables that code for a catalog has by itself, with the keys of those that are hashes. */
export const givenVariables: Readonly<Record<string, FactRow>> = {
  facts: { text: 'The facts of the node.', keys: facts },
  trusted: { text: 'What the certificate of the node says; nobody on the node can change it.', keys: trusted },
  server_facts: { text: 'What the server says of itself.', keys: serverFacts },
  environment: 'The environment of the node.',
  servername: 'The full name of the server.',
  serverip: 'The address of the server.',
  serverversion: 'The version of Puppet on the server.',
  module_name: 'The module that this code is in.',
  caller_module_name: 'The module of the code that declared this.',
};

/** What classes and defined types know of themselves. */
export const ownVariables: Readonly<Record<string, string>> = {
  title: 'The title that it was declared with.',
  name: 'Its name: the title, unless it was given another.',
};

/** What a key below given variables says: the path begins with the variable's name. */
export function factAt(path: readonly string[]): FactRow | undefined {
  let keys: Readonly<Record<string, FactRow>> | undefined = givenVariables;
  let row: FactRow | undefined;
  for (const key of path) {
    row = keys !== undefined && Object.hasOwn(keys, key) ? keys[key] : undefined;
    keys = typeof row === 'object' ? row.keys : undefined;
  }
  return row;
}

/** What a row says, without the keys below it. */
export function factText(row: FactRow): string {
  return typeof row === 'string' ? row : row.text;
}
