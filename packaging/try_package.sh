#!/usr/bin/env bash
# Proves a built Debian package in a bare Debian root: installs it, builds, checks, publishes and exports the
# demonstration facility and draws the console with no network there, opens it under Xvfb, and removes it. Run as root where
# debootstrap is installed:
#
#     packaging/try_package.sh FOLDER FILE.deb
#
# FOLDER is made at the first run and its system is kept. Mirror, resolver and proxy are this machine's own.
set -euo pipefail
root=${1:?name a folder for the Debian root}
package=${2:?name the package}
release=${DEBIAN_RELEASE:-bookworm}

if [ ! -x "$root/usr/bin/apt-get" ]; then
    debootstrap --variant=minbase "$release" "$root" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"}
fi
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp "$package" "$root/tmp/fairwatch.deb"
settings=(PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp/somebody LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive)
for name in http_proxy https_proxy no_proxy; do
    if [ -n "${!name:-}" ]; then settings+=("$name=${!name}"); fi
done

export root
unshare --mount --propagation private bash -c '
    mount -t proc proc "$root/proc" || echo "note: no /proc"
    mount --rbind /dev "$root/dev" || echo "note: no /dev"
    exec chroot "$root" env -i "$@"
' _ "${settings[@]}" bash -euc '
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends xvfb xauth > /tmp/log 2>&1 || { tail -20 /tmp/log; exit 1; }
    apt-get install -y -qq --no-install-recommends /tmp/fairwatch.deb > /tmp/log 2>&1 || { tail -20 /tmp/log; exit 1; }
    echo "installed: $(dpkg-query -W -f "\${Version}, \${Installed-Size} kB" fairwatch)"
    rm -rf "$HOME"; mkdir "$HOME"; cd "$HOME"
    unshare --net fairwatch demo --out "$HOME/demo" --time 10
    ls "$HOME/demo"
    xvfb-run -a timeout 15 fairwatch && status=0 || status=$?
    [ "$status" = 124 ] && echo "the console stayed open under Xvfb" || { echo "the console ended with $status"; exit 1; }
    apt-get remove -y -qq --purge fairwatch > /tmp/log 2>&1
    left=$(find /usr /etc /var /opt -xdev -path "*fairwatch*" -not -path "/var/cache/*")
    [ -z "$left" ] && echo "removed: nothing of the program is left" || { echo "left: $left"; exit 1; }
    echo "what the user made stays: $(find "$HOME" -type f | wc -l) files"
'
