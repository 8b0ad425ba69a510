# Prints a basic set of facts as JSON, with Facter's names and shapes, on Linux and macOS where there is no Facter. It
# needs a POSIX shell, awk and sed.
q() { printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' | tr -d '\000-\037'; }
size() { awk -v b="$1" 'BEGIN{split("bytes KiB MiB GiB TiB",u," ");i=1;x=b;while(x>=1024&&i<5){x/=1024;i++};if(i==1)printf "%d bytes",b;else printf "%.2f %s",x,u[i]}'; }
kernel=$(uname -s)
release=$(uname -r)
version=${release%%[!0-9.]*}
version=${version%.}
major=$(printf '%s' "$version" | cut -d. -f1,2)
hardware=$(uname -m)
host=$(uname -n)
short=${host%%.*}
domain=
case $host in *.*) domain=${host#*.} ;; esac
[ -n "$domain" ] || domain=$(sed -n -e 's/^[[:space:]]*\(domain\|search\)[[:space:]]\{1,\}\([^[:space:]]\{1,\}\).*/\2/p' /etc/resolv.conf 2>/dev/null | head -n 1)
fqdn=$short${domain:+.$domain}
architecture=$hardware
codename=
if [ "$kernel" = Darwin ]; then
  name=Darwin family=Darwin full=$release
  description="macOS $(sw_vers -productVersion 2>/dev/null)"
  total=$(sysctl -n hw.memsize 2>/dev/null || echo 0)
  available=$(vm_stat 2>/dev/null | awk '/page size of/{p=$8} /Pages (free|inactive|speculative)/{gsub("\\.","",$NF);n+=$NF} END{printf "%.0f",n*p}')
  count=$(sysctl -n hw.ncpu 2>/dev/null || echo 1)
  model=$(sysctl -n machdep.cpu.brand_string 2>/dev/null)
  up=$(( $(date +%s) - $(sysctl -n kern.boottime 2>/dev/null | sed 's/.*{ sec = \([0-9]*\).*/\1/') ))
  device=$(route -n get default 2>/dev/null | awk '/interface:/{print $2}')
  ip=$(ifconfig "$device" 2>/dev/null | awk '/inet /{print $2; exit}')
  ip6=$(ifconfig "$device" 2>/dev/null | awk '/inet6 /{sub("%.*","",$2); print $2; exit}')
  mac=$(ifconfig "$device" 2>/dev/null | awk '/ether /{print $2; exit}')
else
  ID= ID_LIKE= VERSION_ID= PRETTY_NAME= VERSION_CODENAME=
  [ -r /etc/os-release ] && . /etc/os-release
  full=${VERSION_ID:-$release}
  codename=$VERSION_CODENAME description=$PRETTY_NAME
  case $ID in
    debian) name=Debian; [ -r /etc/debian_version ] && read -r full < /etc/debian_version ;;
    ubuntu) name=Ubuntu ;;
    rhel) name=RedHat ;;
    centos) name=CentOS ;;
    fedora) name=Fedora ;;
    rocky) name=Rocky ;;
    almalinux) name=AlmaLinux ;;
    ol) name=OracleLinux ;;
    sles) name=SLES ;;
    amzn) name=Amazon ;;
    alpine) name=Alpine ;;
    arch) name=Archlinux ;;
    gentoo) name=Gentoo ;;
    *) name=${ID:-$kernel} ;;
  esac
  case " $ID $ID_LIKE " in
    *' debian '*|*' ubuntu '*) family=Debian ;;
    *' rhel '*|*' fedora '*|*' centos '*) family=RedHat ;;
    *suse*|*' sles '*) family=Suse ;;
    *' arch '*) family=Archlinux ;;
    *' alpine '*) family=Alpine ;;
    *' gentoo '*) family=Gentoo ;;
    *) family=$name ;;
  esac
  if [ "$family" = Debian ]; then
    case $hardware in x86_64) architecture=amd64 ;; aarch64) architecture=arm64 ;; i?86) architecture=i386 ;; esac
  fi
  total=$(awk '/^MemTotal:/{printf "%.0f",$2*1024}' /proc/meminfo 2>/dev/null)
  available=$(awk '/^MemAvailable:/{printf "%.0f",$2*1024}' /proc/meminfo 2>/dev/null)
  count=$(grep -c '^processor' /proc/cpuinfo 2>/dev/null)
  model=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
  up=$(cut -d. -f1 /proc/uptime 2>/dev/null)
  device=$(awk '$2=="00000000"{print $1; exit}' /proc/net/route 2>/dev/null)
  ip=$(ip -4 -o addr show dev "$device" 2>/dev/null | awk '{sub("/.*","",$4); print $4; exit}')
  [ -n "$ip" ] || ip=$(hostname -I 2>/dev/null | awk '{print $1}')
  ip6=$(ip -6 -o addr show dev "$device" scope global 2>/dev/null | awk '{sub("/.*","",$4); print $4; exit}')
  mac=$(cat "/sys/class/net/$device/address" 2>/dev/null)
fi
total=${total:-0} available=${available:-0} count=${count:-1} up=${up:-0}
osmajor=${full%%.*}
minor=
[ "$osmajor" = "$full" ] || { minor=${full#*.}; minor=${minor%%.*}; }
[ "$name" != Ubuntu ] || { osmajor=$full; minor=; }
versions='{"full":"'$(q "$full")'","major":"'$(q "$osmajor")'"'${minor:+',"minor":"'$(q "$minor")'"'}'}'
if [ "$(id -u)" = 0 ]; then privileged=true; else privileged=false; fi
used=$((total - available))
hours=$((up / 3600)) days=$((up / 86400))
if [ $days -gt 0 ]; then words="$days day$([ $days = 1 ] || echo s)"; else words=$(printf '%d:%02d hours' $hours $((up / 60 % 60))); fi
models= i=0
while [ $i -lt "$count" ]; do models="$models${models:+,}\"$(q "$model")\""; i=$((i + 1)); done
printf '{'
printf '"kernel":"%s","kernelrelease":"%s","kernelversion":"%s","kernelmajversion":"%s",' "$(q "$kernel")" "$(q "$release")" "$version" "$major"
printf '"os":{"name":"%s","family":"%s","hardware":"%s","architecture":"%s","release":%s' "$(q "$name")" "$(q "$family")" "$hardware" "$architecture" "$versions"
[ -z "$description" ] || printf ',"distro":{"id":"%s","description":"%s","release":%s%s}' "$(q "$name")" "$(q "$description")" "$versions" "${codename:+,\"codename\":\"$(q "$codename")\"}"
printf '},"networking":{"hostname":"%s","fqdn":"%s"%s' "$(q "$short")" "$(q "$fqdn")" "${domain:+,\"domain\":\"$(q "$domain")\"}"
for pair in "primary $device" "ip $ip" "ip6 $ip6" "mac $mac"; do
  [ -z "${pair#* }" ] || printf ',"%s":"%s"' "${pair%% *}" "$(q "${pair#* }")"
done
printf '},"memory":{"system":{"total":"%s","total_bytes":%s,"available":"%s","available_bytes":%s,"used":"%s","used_bytes":%s,"capacity":"%s"}},' "$(size $total)" $total "$(size $available)" $available "$(size $used)" $used "$(awk -v u=$used -v t=$total 'BEGIN{printf("%.2f%%", (t > 0 ? u / t * 100 : 0))}')"
printf '"processors":{"count":%s,"isa":"%s","models":[%s]},' "$count" "$hardware" "$models"
printf '"identity":{"user":"%s","uid":%s,"group":"%s","gid":%s,"privileged":%s},' "$(q "$(id -un)")" "$(id -u)" "$(q "$(id -gn)")" "$(id -g)" $privileged
printf '"system_uptime":{"seconds":%s,"hours":%s,"days":%s,"uptime":"%s"},' "$up" $hours $days "$words"
printf '"path":"%s","timezone":"%s"}\n' "$(q "$PATH")" "$(date +%Z)"
