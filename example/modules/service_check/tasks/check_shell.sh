#!/bin/bash
# shellcheck source=../files/disk.sh
source "$PT__installdir/service_check/files/disk.sh"

open=false
if timeout 2 bash -c "exec 3<>/dev/tcp/$PT_host/$PT_port" 2>/dev/null; then
  open=true
fi

printf '{"implementation": "shell", "port": %d, "open": %s, "disk_percent": %d}\n' \
  "$PT_port" "$open" "$(percent_used "${PT_path:-/}")"
