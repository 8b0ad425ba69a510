// A table of what was found in real modules and is right: each with the reason why it is their fault and not ours.

/** A finding that was looked at. All parts must match; `message` is a part of the finding's message. */
export interface Accepted {
  /** The end of the file's path, from the module's name on. */
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
];
