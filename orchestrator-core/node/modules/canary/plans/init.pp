# Runs a task, a command or a script on a few targets first, and on the others only when it went well there.
#
# @param targets
#   The targets to run on.
# @param task
#   The task to run; in the place of command and script.
# @param command
#   The command to run; in the place of task and script.
# @param script
#   The script to run; in the place of task and command.
# @param params
#   Parameters and options of the function that runs it.
# @param canary_size
#   How many targets are the first, chosen at random.
#
# @return [ResultSet]
#   A result for each target; those that were left out have an error of the kind `canary/skipped-target`.
plan canary(
  TargetSpec $targets,
  Optional[String] $task = undef,
  Optional[String] $command = undef,
  Optional[String] $script = undef,
  Hash[String, Data] $params = {},
  Integer $canary_size = 1,
) {
  case [$task, $command, $script].filter |$each| { $each =~ NotUndef }.size {
    0: { fail_plan('Must specify a command, script, or task to run', 'canary/invalid-params') }
    1: {}
    default: { fail_plan('Must specify only one command, script, or task to run', 'canary/invalid-params') }
  }
  $options = $params + { '_catch_errors' => true }
  [$canaries, $others] = canary::random_split(get_targets($targets), $canary_size)
  $first = canary::act($canaries, $options, $task, $command, $script)
  $rest = if $first.ok { canary::act($others, $options, $task, $command, $script) } else { canary::skip($others) }
  $results = canary::merge($first, $rest)

  unless $results.ok {
    $message = if $first.ok { "Plan failed for ${results.error_set.count} targets." }
    else { "${first.error_set.count} canary target failures. ${rest.count} targets skipped." }
    [$action, $object] = if $task { ['run_task', $task] }
    elsif $command { ['run_command', $command] }
    else { ['run_script', $script] }
    fail_plan($message, 'bolt/run-failure', {
      'action'     => $action,
      'object'     => $object,
      'result_set' => $results,
    })
  }
  return $results
}
