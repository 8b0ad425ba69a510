#!/bin/sh
PATH="$PATH:/usr/sbin:/sbin"
export PATH
fail() {
  printf '{"_error":{"kind":"reboot/%s","msg":"%s","details":{}}}\n' "$1" "$2"
  exit 1
}
command -v shutdown >/dev/null 2>&1 || fail no-shutdown 'There is no program shutdown on this machine'
[ "$(id -u)" = 0 ] || fail not-root 'Only root can reboot; run the task with run-as'
seconds=${PT_timeout:-3}
if [ "$PT_shutdown_only" = true ]; then how=-h; else how=-r; fi
message=${PT_message:-}
export seconds how message
# It outlives the task, the connection and the session that they ran in.
nohup sh -c 'sleep "$seconds" && shutdown "$how" now ${message:+"$message"}' </dev/null >/dev/null 2>&1 &
printf '{"status":"queued","timeout":%s}\n' "$seconds"
