/** What Puppet sets for a node before any code is evaluated; a plan has none of these. */
const ofNodes: ReadonlySet<string> = new Set([
  'facts',
  'trusted',
  'server_facts',
  'environment',
  'servername',
  'serverip',
  'serverip6',
  'serverversion',
  'clientcert',
  'clientversion',
  'clientnoop',
  'agent_specified_environment',
  'settings',
]);

/** What may be read in every place, set or not (`BUILT_IN_VARS` of `Puppet::Parser::Scope`). */
const everywhere: ReadonlySet<string> = new Set(['module_name', 'caller_module_name']);

/** What a class, a defined type or a node has beside its parameters: its names, and the metaparameters it was given. */
const ofResources: ReadonlySet<string> = new Set([
  'title',
  'name',
  'alias',
  'audit',
  'before',
  'consume',
  'export',
  'loglevel',
  'noop',
  'notify',
  'require',
  'schedule',
  'stage',
  'subscribe',
  'tag',
]);

/** Facts that are variables of the top, as Facter's core and its legacy names have them. */
const facts: ReadonlySet<string> = new Set(
  (
    'aio_agent_build aio_agent_version architecture augeas augeasversion az_metadata bios_release_date bios_vendor ' +
    'bios_version blockdevices boardassettag boardmanufacturer boardproductname boardserialnumber chassisassettag ' +
    'chassistype cloud dhcp_servers disks dmi domain ec2_metadata ec2_userdata env_windows_installdir facterversion ' +
    'filesystems fips_enabled fqdn gce gid hardwareisa hardwaremodel hostname hypervisors id identity interfaces ' +
    'ipaddress ipaddress6 is_pe is_virtual kernel kernelmajversion kernelrelease kernelversion ldom load_averages ' +
    'lsbdistcodename lsbdistdescription lsbdistid lsbdistrelease lsbmajdistrelease lsbminordistrelease lsbrelease ' +
    'macaddress macosx_buildversion macosx_productname macosx_productversion macosx_productversion_major ' +
    'macosx_productversion_minor macosx_productversion_patch manufacturer memory memoryfree memoryfree_mb memorysize ' +
    'memorysize_mb mountpoints netmask netmask6 network network6 networking nim_type operatingsystem ' +
    'operatingsystemmajrelease operatingsystemrelease os osfamily package_provider partitions path ' +
    'pe_build pe_version physicalprocessorcount processor processorcount processors productname puppet_environmentpath ' +
    'puppet_server puppet_vardir puppetversion ruby rubyplatform rubysitedir rubyversion scope6 selinux ' +
    'selinux_config_mode selinux_config_policy selinux_current_mode selinux_enforced selinux_policyversion serialnumber ' +
    'service_provider solaris_zones sp_arch sp_os_version ssh sshdsakey sshecdsakey sshed25519key sshfp_dsa sshfp_ecdsa ' +
    'sshfp_ed25519 sshfp_rsa sshrsakey swapencrypted swapfree swapfree_mb swapsize swapsize_mb system32 system_uptime ' +
    'timezone uniqueid uptime uptime_days uptime_hours uptime_seconds uuid virtual windows_display_version ' +
    'windows_edition_id windows_installation_type windows_product_name windows_release_id xen xendomains zfs_featurenumbers ' +
    'zfs_version zonename zones zpool_featureflags zpool_featurenumbers zpool_version'
  ).split(' '),
);

/** Legacy facts that there are several of: `ipaddress_eth0`, `processor0`. */
const factFamily =
  /^(?:blockdevice|ipaddress6?|macaddress|mtu|netmask6?|network6?|scope6|sp|ldom|lsb|macosx|selinux|zone|ec2|gce|az|cpu|speed|duplex)_|^processor\d+$/;

/** Whether reading this name is never a mistake: numbered matches, and what Puppet sets by itself in every scope. */
export function isBuiltIn(name: string): boolean {
  return everywhere.has(name) || /^\d+$/.test(name);
}

/** Whether Puppet sets a variable of this name for every node: facts, settings, trusted data. */
export function isOfNodes(name: string): boolean {
  return ofNodes.has(name) || facts.has(name) || factFamily.test(name);
}

/** Whether a class or a defined type has such a variable without declaring it. */
export function isOfResources(name: string): boolean {
  return ofResources.has(name);
}
