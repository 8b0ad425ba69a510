// A table of names that are there without a module of the modulepath.

/** Modules of which Bolt itself has the functions, which are among the built-in ones. */
export const boltModules: ReadonlySet<string> = new Set('boltlib ctrl dir file log out prompt system'.split(' '));

/** Modules with tasks, plans and plugins that Bolt's packages install beside it: what is in them depends on the package. */
export const modulesBesideBolt: ReadonlySet<string> = new Set(
  `aggregate aws_inventory azure_inventory canary facts gcloud_inventory http_request package pkcs7 puppet_agent
  puppet_connect puppetdb_fact python_task_helper reboot ruby_plugin_helper ruby_task_helper scheduled_task
  secure_env_vars service terraform vault yaml`.split(/\s+/),
);

/** All modules that Bolt's packages bring: plans may use them although no modulepath has them. */
export const shippedModules: ReadonlySet<string> = new Set([
  ...boltModules,
  ...modulesBesideBolt,
  ...`augeas_core bash_task_helper cron_core host_core mount_core powershell_task_helper puppet_conf selinux_core
  sshkeys_core stdlib yumrepo_core zfs_core zone_core`.split(/\s+/),
]);

/**
 * Resource types that come with the agent's packages (`vendor_modules`) or came with Puppet before version 6: a
 * modulepath need not have them.
 */
export const agentResourceTypes: ReadonlySet<string> = new Set(
  `augeas computer cron host interface k5login macauthorization mailalias maillist mcx mount router scheduled_task
  selboolean selmodule ssh_authorized_key sshkey vlan yumrepo zfs zone zpool`.split(/\s+/),
);

/** How names of Puppet Enterprise's own modules and of the Nagios types of Puppet before version 6 begin. */
export const productName: RegExp = /^(?:pe_|puppet_enterprise(?:$|::)|nagios_)/;

/** Name spaces that belong to no module: those of Puppet's own types, and of functions of an environment. */
export const ownSpaces: ReadonlySet<string> = new Set(['boltlib', 'environment', 'pcore', 'puppet']);

/**
 * Functions of the module stdlib without a name space, those that it had before version 9 too: whoever calls one and has
 * no stdlib lacks a module.
 */
export const stdlibFunctions: ReadonlySet<string> = new Set(
  `any2array any2bool assert_private base64 basename batch_escape bool2httpstatus bool2num bool2str camelcase capitalize
  ceiling chomp chop clamp concat convert_base count deep_merge defined_with_params delete delete_at delete_regex
  delete_undef_values delete_values deprecation difference dig44 dirname dos2unix downcase empty enclose_ipv6
  ensure_packages ensure_resource ensure_resources fact flatten floor fqdn_rand_string fqdn_rotate fqdn_uuid
  get_module_path getparam getvar glob grep has_interface_with has_ip_address has_ip_network has_key hash
  intersection is_a is_absolute_path is_array is_bool is_domain_name is_email_address is_float is_function_available
  is_hash is_integer is_ip_address is_ipv4_address is_ipv6_address is_mac_address is_numeric is_string join
  join_keys_to_values keys length load_module_metadata loadjson loadyaml lstrip max member merge merge_hash min num2bool
  os_version_gte parsehocon parsejson parsepson parsexml parseyaml pick pick_default powershell_escape prefix
  private pry pw_hash range regexpescape reject reverse round rstrip seeded_rand seeded_rand_string shell_escape
  shell_join shell_split shuffle size sort sprintf_hash squeeze str2bool str2saltedpbkdf2
  str2saltedsha512 strftime strip suffix swapcase time to_bytes to_json to_json_pretty to_python to_ruby to_toml to_yaml
  try_get_value type type3x type_of union unique unix2dos upcase uriescape validate_absolute_path validate_array
  validate_augeas validate_bool validate_cmd validate_domain_name validate_email_address validate_hash validate_integer
  validate_ip_address validate_ipv4_address validate_ipv6_address validate_legacy validate_numeric validate_re
  validate_slength validate_string validate_x509_rsa_key_pair values values_at zip`.split(/\s+/),
);

/** Resource types of the module stdlib, which have no name space. */
export const stdlibResourceTypes: ReadonlySet<string> = new Set(['anchor', 'file_line']);
