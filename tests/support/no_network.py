"""Runs a command that dies at once, with all it started, when it asks the kernel for a socket of a network.

    python -m support.no_network COMMAND ...

A filter of system calls (seccomp, Linux) is laid over the process and inherited by its children, threads and libraries:
whoever calls `socket` for anything but AF_UNIX is killed by SIGSYS. Sockets of this computer stay: by them libc looks
up who a user is, and windows reach the desktop. No rights and no tools are needed. Where the kernel gives network
namespaces, the command besides gets one with no interface in it.
"""

import ctypes
import os
import platform
import struct
import sys

AUDIT_ARCH, SOCKET = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}.get(platform.machine(), (0, 0))
IS_POSSIBLE = sys.platform == "linux" and AUDIT_ARCH != 0

PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 22, 38, 2
CLONE_NEWUSER, CLONE_NEWNET = 0x1000_0000, 0x4000_0000
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06  # BPF: load a word, jump if equal, return
NUMBER_AT, ARCH_AT, DOMAIN_AT = 0, 4, 16  # in struct seccomp_data: call, architecture, first argument
KILL, ALLOW = 0x8000_0000, 0x7FFF_0000
AF_UNIX = 1


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


# As (code, steps to jump if true, if false, value).
STEPS = (
    (LOAD, 0, 0, ARCH_AT),
    (EQUAL, 1, 0, AUDIT_ARCH),
    (RETURN, 0, 0, KILL),
    (LOAD, 0, 0, NUMBER_AT),
    (EQUAL, 1, 0, SOCKET),
    (RETURN, 0, 0, ALLOW),
    (LOAD, 0, 0, DOMAIN_AT),
    (EQUAL, 0, 1, AF_UNIX),
    (RETURN, 0, 0, ALLOW),
    (RETURN, 0, 0, KILL),
)


def forbid_sockets() -> None:
    """Lay the filter over this process, for good.

    Raises:
        OSError: the kernel does not take it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    program = _Program(len(STEPS), b"".join(struct.pack("HBBI", *step) for step in STEPS))
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs was refused")
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "the filter was refused")


def leave_network() -> bool:
    """Move this process to a network of its own without interfaces; tell whether the kernel let it."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if os.geteuid() == 0:
        return not libc.unshare(CLONE_NEWNET)
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET):
        return False
    for name, value in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(value)
    return True


if __name__ == "__main__":
    leave_network()
    forbid_sockets()
    os.execvp(sys.argv[1], sys.argv[1:])
