// A table of plans by name.
/**
 * Plans of real modules that fail for certain where the counting previews them: without parameters, in a project with two
 * targets. Their previews say so, and the reason is theirs.
 */
export const meantToFail: Readonly<Record<string, string>> = {
  add_group: 'needs an inventory with the group add_me',
  'add_group::inventory2': 'needs an inventory with the group add_me',
  'add_group::x_fail_group_name_exists': 'tests the error for a group that is none',
  'add_group::x_fail_non_existent_group': 'tests the error for a group that is none',
  'error::call_run_fail': 'names a variable that nothing sets',
  'parallel::hard_fail': 'tests a block that Puppet refuses',
  'peadm::upgrade': 'needs a version or an installer source',
  'peadm::util::init_db_server': 'needs an inventory whose targets have roles',
  'peadm_spec::add_compilers': 'needs an inventory whose targets have roles',
  'peadm_spec::perform_failover': 'needs an inventory whose targets have roles',
  'peadm_spec::test_backup': 'needs an inventory whose targets have roles',
  'peadm_spec::test_migration': 'hands on empty lists where its parameters are not given',
  resource_types: 'needs the resource types of the module cron_core',
  'sample::single_task': 'tests a plan that does not parse',
  'wait::no_future::multiple_calls': 'names a variable that nothing sets',
  'yaml::bad_puppet': 'tests a message that does not parse',
  'yaml::duplicate_names': 'tests a step and a parameter of the same name',
  'yaml::eval_error_bare_string': 'tests a variable that nothing sets',
  'yaml::eval_error_scalar_literal': 'tests a text that is multiplied',
  'yaml::eval_error_sub_plan': 'tests a variable that nothing sets',
  'yaml::invalid': 'tests a file that is no YAML',
  'yaml::plan_isolated_from_subplan': 'tests that a plan does not see variables of another',
  'yaml::plan_with_isolated_subplan': 'tests that a plan does not see variables of another',
  'yaml::target_param': 'tests the key target, which is none any more',
  'yaml::target_preference': 'tests the key target, which is none any more',
  'yaml::undefined_var': 'tests a variable that nothing sets',
};
