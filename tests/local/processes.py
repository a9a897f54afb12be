"""What the kernel knows of processes that are not our children."""

import os
import select
from pathlib import Path

LOOPBACK, LISTENING = "0100007F", "0A"


def listener(port: int) -> int:
    """The process that listens on a port of this machine."""
    for pid in (int(process.name) for process in Path("/proc").iterdir() if process.name.isdigit()):
        if (LOOPBACK, port) in listeners(pid):
            return pid
    raise AssertionError("Nothing listens there.")


def listeners(pid: int) -> set[tuple[str, int]]:
    """The addresses, as the kernel writes them, and ports that a process listens on."""
    try:
        own = {str(descriptor.readlink()) for descriptor in Path(f"/proc/{pid}/fd").iterdir()}
    except OSError:  # it ended, or is not ours
        return set()
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENING and f"socket:[{fields[9]}]" in own:
                address, _, port = fields[1].partition(":")
                found.add((address, int(port, 16)))
    return found


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def wait_for_end(pid: int) -> None:
    """Not our child, so the kernel tells through a pidfd."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    readable, _, _ = select.select([descriptor], [], [], 20)
    os.close(descriptor)
    assert readable, "It lives on without its owner."


def child(of: int, command: str) -> int | None:
    """The child process whose command line ends so; None while there is none."""
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                words = (process / "cmdline").read_text().replace("\0", " ").strip()
                if words.endswith(command) and parent(int(process.name)) == of:
                    return int(process.name)
            except OSError:  # it has just ended
                continue
    return None
