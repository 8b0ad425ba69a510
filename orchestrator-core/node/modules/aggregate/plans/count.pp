# Runs a task, a command or a script on targets, and says of each key in their results how many targets gave each value.
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
#
# @return [Hash]
#   For each key of the results its values, and how many targets gave each.
plan aggregate::count(
  TargetSpec $targets,
  Optional[String] $task = undef,
  Optional[String] $command = undef,
  Optional[String] $script = undef,
  Hash[String, Data] $params = {},
) {
  return aggregate::count(aggregate::results($targets, $params, $task, $command, $script))
}
