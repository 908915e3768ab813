#!/bin/sh
# Boots systemd as the first process of namespaces of its own, over a copy-on-write view of this machine:
#   boot_systemd.sh FOLDER GROUP
# Nothing that it writes reaches the machine: files go to memory, /proc/sys and /sys are read-only, units of
# the machine's own are taken away, and it has no network but its loopback.
set -eu
dir=$1 group=$2 view=$1/view root=$1/view/root

if [ "${3:-}" = "" ]; then
  # In control groups of its own, which become the root of what it sees.
  for top in /sys/fs/cgroup /sys/fs/cgroup/*; do
    [ -e "$top/cgroup.procs" ] || continue
    mkdir -p "$top/$group"
    # A new cpuset has neither processors nor memory until it is told.
    for file in cpuset.cpus cpuset.mems; do
      [ ! -e "$top/$group/$file" ] || cat "$top/$file" >"$top/$group/$file"
    done
    echo $$ >"$top/$group/cgroup.procs"
  done
  exec unshare --mount --pid --cgroup --net --ipc --uts --fork --kill-child \
    --propagation private sh "$0" "$dir" "$group" inside
fi

mkdir -p "$view"
mount -t tmpfs tmpfs "$view"
mkdir -p "$view/up" "$view/work" "$root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$view/up,workdir=$view/work" "$root"
mount -t proc proc "$root/proc"
mount -o bind,ro "$root/proc/sys" "$root/proc/sys"
mount -t sysfs -o ro sysfs "$root/sys"
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
else
  mount -t tmpfs tmpfs "$root/sys/fs/cgroup"
  for kind in systemd pids memory cpu; do
    mkdir "$root/sys/fs/cgroup/$kind"
    option=$kind
    [ "$kind" = systemd ] && option=none,name=systemd
    mount -t cgroup -o "$option" cgroup "$root/sys/fs/cgroup/$kind"
  done
  mkdir "$root/sys/fs/cgroup/unified"
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup/unified"
fi
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mount --rbind /dev "$root/dev"
rm -rf "$root"/etc/systemd/system/* "$root"/usr/lib/systemd/system/*.wants \
  "$root"/usr/lib/systemd/system-generators "$root"/usr/lib/systemd/system-environment-generators
: >"$root/etc/fstab"
printf '[Unit]\nDescription=Nothing\nDefaultDependencies=no\n' >"$root/etc/systemd/system/test.target"
ip link set lo up
mkdir "$root/machine"
cd "$root"
pivot_root . machine
# The machine is seen no more; what the test gives lies in /given.
mkdir given
mount --bind "machine$dir/given" given
umount -l machine
exec env -i container=test PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin \
  /usr/lib/systemd/systemd --system --unit=test.target --log-target=null --show-status=0
