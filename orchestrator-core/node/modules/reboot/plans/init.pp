# Reboots targets and waits until they are back.
#
# @param targets
#   The targets to reboot.
# @param message
#   What users who are logged in are told.
# @param reboot_delay
#   Seconds until the targets begin to reboot.
# @param disconnect_wait
#   Seconds from then on in which they are not asked yet.
# @param reconnect_timeout
#   Seconds within which all must be back.
# @param retry_interval
#   Seconds between two looks.
# @param fail_plan_on_errors
#   Whether a target that is not back in time ends the plan.
#
# @return [ResultSet]
#   A result for each target; those that did not come back have an error of the kind `bolt/reboot-timeout`.
plan reboot(
  TargetSpec $targets,
  Optional[String] $message = undef,
  Integer[1] $reboot_delay = 1,
  Integer[0] $disconnect_wait = 10,
  Integer[0] $reconnect_timeout = 180,
  Integer[0] $retry_interval = 1,
  Boolean $fail_plan_on_errors = true,
) {
  $all = get_targets($targets)
  if $all.empty { return ResultSet.new([]) }

  $before = without_default_logging() || { run_task('reboot::last_boot_time', $all) }
  $began = run_task('reboot', $all, { 'timeout' => $reboot_delay, 'message' => $message }.filter |$_, $value| { $value != undef })
  ctrl::sleep($reboot_delay + $disconnect_wait)

  $end = Timestamp() + Timespan($reconnect_timeout)
  # More looks than there are seconds cannot be needed.
  $missing = without_default_logging() || {
    Integer[0, $reconnect_timeout].reduce($all) |$pending, $look| {
      if $pending.empty or ($look > 0 and Timestamp() > $end) { break() }
      if $look > 0 { ctrl::sleep($retry_interval) }
      $now = run_task('reboot::last_boot_time', $pending, '_catch_errors' => true)
      $now.filter |$result| {
        !$result.ok or $result['_output'] == $before.find($result.target.name)['_output']
      }.map |$result| { $result.target }
    }
  }

  $results = ResultSet.new($began.map |$result| {
    if $result.target in $missing {
      $error = { 'kind' => 'bolt/reboot-timeout', 'msg' => 'Target failed to reboot before wait timeout.', 'details' => {} }
      Result.new($result.target, { '_output' => 'failed to reboot', '_error' => $error })
    } else {
      Result.new($result.target, { '_output' => 'rebooted' })
    }
  })
  if $fail_plan_on_errors and !$results.ok {
    fail_plan('One or more targets failed to reboot within the allotted wait time', 'bolt/reboot-failed', {
      'action'     => 'plan/reboot',
      'result_set' => $results,
    })
  }
  return $results
}
