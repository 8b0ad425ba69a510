// A table of what was found in real modules and is right: each with the reason why it is their fault and not ours.

/** A finding that was looked at. All parts must match; `message` is a part of the finding's message. */
export interface Accepted {
  /** The file's path from the module's name on, or that of a directory with a `/` behind it. */
  readonly file: string;
  readonly code: string;
  readonly message?: string;
  readonly reason: string;
}

export const accepted: readonly Accepted[] = [
  {
    file: 'augeas_core/manifests/files.pp',
    code: 'misplaced-definition',
    reason: 'the module was renamed and its classes were not; Puppet refuses each of these files',
  },
  {
    file: 'augeas_core/manifests/init.pp',
    code: 'misplaced-definition',
    reason: 'the module was renamed and its classes were not; Puppet refuses each of these files',
  },
  {
    file: 'augeas_core/manifests/lens.pp',
    code: 'misplaced-definition',
    reason: 'the module was renamed and its classes were not; Puppet refuses each of these files',
  },
  {
    file: 'augeas_core/manifests/packages.pp',
    code: 'misplaced-definition',
    reason: 'the module was renamed and its classes were not; Puppet refuses each of these files',
  },
  {
    file: 'augeas_core/manifests/params.pp',
    code: 'misplaced-definition',
    reason: 'the module was renamed and its classes were not; Puppet refuses each of these files',
  },
  {
    file: 'cloudkitty/manifests/processor.pp',
    code: 'reassigned-variable',
    message: 'collector',
    reason: 'a parameter is set again; Puppet refuses it for every other collector',
  },
  {
    file: 'peadm/spec/acceptance/peadm_spec/plans/add_inventory_hostnames.pp',
    code: 'unknown-variable',
    message: 'uri',
    reason: '`target.uri` is meant; the plan fails where it wants to say what failed',
  },
  {
    file: 'apt/manifests/update.pp',
    code: 'unknown-variable',
    message: 'apt_update_last_success',
    reason: 'the fact is meant; the class has no such variable, so the condition is never true',
  },
  {
    file: 'congress/manifests/params.pp',
    code: 'unknown-variable',
    message: 'pyvers',
    reason: 'the variable went with Python 2',
  },
  {
    file: 'panko/manifests/params.pp',
    code: 'unknown-variable',
    message: 'pyvers',
    reason: 'the variable went with Python 2',
  },
  {
    file: 'mistral/manifests/execution_expiration_policy.pp',
    code: 'unknown-variable',
    message: 'mistral::engine',
    reason: 'the parameters were removed from the class',
  },
  {
    file: 'nova/manifests/compute/image_cache.pp',
    code: 'unknown-variable',
    message: 'nova::compute::libvirt',
    reason: 'the parameters were removed from the class',
  },
  {
    file: 'nova/manifests/compute/libvirt/libvirtd.pp',
    code: 'unknown-variable',
    message: 'tls_prority',
    reason: 'misspelt: tls_priority',
  },
  {
    file: 'rabbitmq/manifests/server.pp',
    code: 'unknown-variable',
    message: 'rabbitmq::params',
    reason: 'the defaults were removed from the class',
  },
  {
    file: 'vswitch/manifests/ovs.pp',
    code: 'unknown-variable',
    message: 'ovsdb_status',
    reason: 'ovs_status is meant',
  },
  {
    file: 'zookeeper/manifests/install/package.pp',
    code: 'unknown-variable',
    message: 'service_package',
    reason: 'the parameter was removed from the class',
  },
  {
    file: 'patching/plans/reboot_required.pp',
    code: 'unused-variable',
    reason: 'set and left',
  },
  {
    file: 'patching/plans/update_history.pp',
    code: 'unused-variable',
    message: 'num_updates',
    reason: 'set and left',
  },
  {
    file: 'peadm/plans/status.pp',
    code: 'unused-variable',
    message: 'passed_table_rows',
    reason: 'set and left',
  },
  {
    file: 'oci/manifests/',
    code: 'unknown-parameter',
    reason: 'the module serves several releases of OpenStack; for each the modules have other parameters',
  },
  {
    file: 'oci/manifests/',
    code: 'unknown-class',
    reason: 'the module serves several releases of OpenStack; for each the modules have other classes',
  },
  {
    file: 'congress/manifests/init.pp',
    code: 'unknown-parameter',
    message: 'allow_insecure_clients',
    reason: 'oslo took the parameter away',
  },
  {
    file: 'haproxy/examples/init.pp',
    code: 'unknown-parameter',
    reason: 'the example is older than the parameters',
  },
  {
    file: 'mongodb/manifests/repo/apt.pp',
    code: 'unknown-parameter',
    reason: 'the parameters are those of apt 1',
  },
  {
    file: 'monit/manifests/check/instance.pp',
    code: 'unknown-parameter',
    message: 'ensure',
    reason: 'concat took the parameter away',
  },
  {
    file: 'collectd/examples/',
    code: 'unknown-parameter',
    reason: 'the examples are older than the parameters',
  },
  {
    file: 'collectd/examples/',
    code: 'parameter-type',
    reason: 'the examples are older than the types',
  },
  {
    file: 'collectd/manifests/plugin/write_network.pp',
    code: 'unknown-parameter',
    reason: 'the parameters became `servers`',
  },
  {
    file: 'quagga/manifests/',
    code: 'unknown-data-type',
    message: 'Stdlib::',
    reason: 'stdlib took the types away',
  },
  {
    file: 'peadm/plans/',
    code: 'missing-module',
    message: 'format',
    reason: 'its modules are not installed',
  },
  {
    file: 'pecdm/plans/',
    code: 'missing-module',
    message: 'peadm',
    reason: 'its modules are not installed',
  },
  {
    file: 'patching/tasks/',
    code: 'missing-file',
    message: 'ruby_task_helper',
    reason: 'its modules are not installed',
  },
  {
    file: 'patching/bolt-project.yaml',
    code: 'missing-directory',
    reason: 'its modules are not installed',
  },
  {
    file: 'patching/bolt-project.yaml',
    code: 'unknown-key',
    message: 'inventoryfile',
    reason: 'a key of Bolt 2',
  },
  {
    file: 'patching/bolt-project.yaml',
    code: 'wrong-shape',
    message: 'level',
    reason: 'Bolt 3 has no level `notice`',
  },
  {
    file: 'patching/tasks/',
    code: 'noop-ignored',
    reason: 'no script reads `_noop`',
  },
  {
    file: 'patching/tasks/',
    code: 'undeclared-parameter',
    reason: 'the metadata does not declare them',
  },
  {
    file: 'apache/templates/mod/remoteip.conf.epp',
    code: 'parameter-type',
    message: 'got Undef',
    reason: 'its own default is refused where nobody gives another value',
  },
  {
    file: 'collectd/manifests/plugin/postgresql/',
    code: 'parameter-type',
    message: 'got Undef',
    reason: 'its own default is refused where nobody gives another value',
  },
  {
    file: 'patching/plans/reboot_required.pp',
    code: 'parameter-type',
    message: 'got Undef',
    reason: 'its own default is refused where nobody gives another value',
  },
  {
    file: 'quagga/manifests/',
    code: 'parameter-type',
    message: 'got Undef',
    reason: 'its own default is refused where nobody gives another value',
  },
];
