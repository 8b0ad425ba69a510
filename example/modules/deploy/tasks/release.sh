#!/bin/bash
lock=${TMPDIR:-/tmp}/storefront-deploy.lock

if [[ $PT__noop == true ]]; then
  echo "would deploy $PT_version to $PT_environment"
  exit 0
fi

if ! mkdir "$lock" 2>/dev/null; then
  cat <<JSON
{"_error": {"kind": "deploy/busy", "msg": "Another roll-out holds $lock; run this again on the failed nodes when it is done", "details": {"version": "$PT_version"}}}
JSON
  exit 1
fi
trap 'rmdir "$lock"' EXIT

for step in "fetching $PT_version" "unpacking" "switching $PT_environment over"; do
  echo "$step"
  sleep 1
done
if [[ $PT_restart == true ]]; then
  echo "restarting the service"
fi
echo "$PT_version is live"
