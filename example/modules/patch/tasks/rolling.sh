#!/bin/bash
packages=(openssl libc6 curl bash systemd linux-image nginx python3)

for ((i = 1; i <= PT_updates; i++)); do
  package=${packages[(i - 1) % ${#packages[@]}]}
  if [[ $PT__noop == true ]]; then
    echo "[$i/$PT_updates] would update $package"
    continue
  fi
  echo "[$i/$PT_updates] updating $package"
  sleep "$PT_pace"
done

case $PT_reboot in
  always) echo "a reboot is due" ;;
  if_needed) ((PT_updates >= 6)) && echo "a reboot is needed for the new kernel" ;;
esac
echo "done"
