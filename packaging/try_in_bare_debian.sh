#!/usr/bin/env bash
# Proves the README's commands in a bare Debian root: debootstrap's minbase with python3 and git, no pip,
# no venv, no Qt libraries. Run as root where debootstrap is installed:
#
#     packaging/try_in_bare_debian.sh FOLDER [test|demo] [ARGUMENTS...]
#
# FOLDER is made at the first run and its system is kept; each run clones the committed state anew.
# This machine's resolver, certificates and pip settings are passed on so that mirrors are reached.
set -euo pipefail
root=${1:?name a folder for the Debian root}
shift
release=${DEBIAN_RELEASE:-bookworm}
here=$(cd "$(dirname "$0")/.." && pwd)

if [ ! -x "$root/usr/bin/git" ]; then
    debootstrap --variant=minbase --include=python3,git,ca-certificates "$release" "$root"
fi
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/fairwatch-certificates.crt"

settings=(PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "PIP_CERT=/etc/fairwatch-certificates.crt")
for name in PIP_INDEX_URL PIP_PROXY PIP_DEFAULT_TIMEOUT http_proxy https_proxy no_proxy; do
    if [ -n "${!name:-}" ]; then settings+=("$name=${!name}"); fi
done

# A mount namespace of its own: its /proc and /dev vanish with it, whatever happens.
export root here
unshare --mount --propagation private bash -c '
    mount -t proc proc "$root/proc" || echo "note: no /proc"
    mount --rbind /dev "$root/dev" || echo "note: no /dev"
    rm -rf "$root/clone"
    git clone --quiet "$here" "$root/clone"
    exec chroot "$root" env -i "$@"
' _ "${settings[@]}" sh -c 'cd /clone && exec python3 packaging/bootstrap.py "$@"' _ "${@:-test}"
