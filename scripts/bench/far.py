#!/usr/bin/env python3
"""Runs a command far away: far.py ONE_WAY_MS NEAR FAR COMMAND...

The command gets a network namespace of its own with the address FAR. The way to NEAR, an address of the namespace that this was
started in, leads through two TUN devices; every packet waits ONE_WAY_MS, those that open a connection included. (The kernel's own
way, tc with netem, is not in every kernel.) All of it is gone when the command has ended, whose exit code it takes. Needs root.
"""
import collections, ctypes, fcntl, os, select, struct, subprocess, sys, time

TUNSETIFF, IFF_TUN_NO_PI = 0x400454CA, 0x1001
CLONE_NEWNET = 0x40000000


def tun(name):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN_NO_PI))
    return device


def ip(*arguments):
    subprocess.check_call(["ip", *arguments])


delay, (near, far), command = float(sys.argv[1]) / 1000, sys.argv[2:4], sys.argv[4:]
here = tun("near0")
ip("link", "set", "near0", "up")
ip("route", "add", far, "dev", "near0", "src", near)
if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
    sys.exit(f"far.py: unshare: {os.strerror(ctypes.get_errno())}")
there = tun("far0")
ip("link", "set", "lo", "up")
ip("addr", "add", far, "dev", "far0")
ip("link", "set", "far0", "up")
ip("route", "add", near, "dev", "far0")

child = subprocess.Popen(command)
ended = os.pidfd_open(child.pid)
waiting = collections.deque()
other = {here: there, there: here}
while True:
    now = time.monotonic()
    while waiting and waiting[0][0] <= now:
        _, device, packet = waiting.popleft()
        try:
            os.write(device, packet)
        except OSError:
            pass  # A full queue drops packets, as networks do.
    timeout = max(0, waiting[0][0] - now) if waiting else None
    ready, _, _ = select.select([here, there, ended], [], [], timeout)
    if ended in ready:
        sys.exit(child.wait())
    for device in ready:
        try:
            while True:
                waiting.append((time.monotonic() + delay, other[device], os.read(device, 65535)))
        except BlockingIOError:
            pass
