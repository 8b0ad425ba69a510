# Runs the one of a task, a command and a script that is given.
#
# @api private
function aggregate::results(
  TargetSpec $targets,
  Hash[String, Data] $params,
  Optional[String] $task,
  Optional[String] $command,
  Optional[String] $script,
) >> ResultSet {
  case [$task, $command, $script].filter |$each| { $each =~ NotUndef }.size {
    0: { fail_plan('Must specify a command, script, or task to run', 'aggregate/invalid-params') }
    1: {}
    default: { fail_plan('Must specify only one command, script, or task to run', 'aggregate/invalid-params') }
  }
  if $task { run_task($task, $targets, $params) }
  elsif $command { run_command($command, $targets, $params) }
  else { run_script($script, $targets, $params) }
}
