# Updates the nodes, asks where the release goes, and rolls it out on one node after the other.
#
# @summary Update nodes, then roll a release out
# @param targets Where the release goes
# @param version The release, such as 2.14.0
# @param updates How many updates are applied first
plan deploy::roll_out(
  TargetSpec $targets = 'web',
  Pattern[/\A\d+\.\d+\.\d+\z/] $version = '2.14.0',
  Integer[1, 100] $updates = 2,
) {
  $patched = run_task('patch::rolling', $targets, 'Apply updates', 'updates' => $updates, '_catch_errors' => true)
  unless $patched.ok {
    fail_plan("Not updated: ${patched.error_set.names.join(', ')}", 'deploy/not-updated')
  }
  $environment = prompt::menu('Where does it go?', ['staging', 'production'], 'default' => 'staging')
  get_targets($targets).each |$target| {
    run_task('deploy::release', $target, "Release ${version}", 'version' => $version, 'environment' => $environment)
  }
  parallelize(get_targets($targets)) |$target| {
    run_command('uptime', $target, "Look after ${target.name}")
  }
  out::message("${version} is out")
  return $patched.targets.map |$target| { $target.name }
}
