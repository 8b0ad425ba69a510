# Runs the one of a task, a command and a script that is given.
#
# @api private
function canary::act(
  TargetSpec $targets,
  Hash[String, Data] $options,
  Optional[String] $task,
  Optional[String] $command,
  Optional[String] $script,
) >> ResultSet {
  if $task { run_task($task, $targets, $options) }
  elsif $command { run_command($command, $targets, $options) }
  else { run_script($script, $targets, $options) }
}
