"""Processes that end when their owner does, even when the owner was killed.

The owner holds the writing end of a pipe. A child of our own code calls `follow_owner()`; a foreign
program is run as `python -m musicweb.local.leash MARKER PROGRAM…`, which ends it by SIGTERM. MARKER is a
file that exists while the program runs and stays behind unless it ended by itself or on SIGTERM.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

FD = "MUSICWEB_LEASH_FD"
PR_SET_PDEATHSIG = 1


class Leashed:
    """A child of `sys.executable` that is told through a pipe when this process is gone."""

    def __init__(
        self, arguments: list[str], environment: dict[str, str], *, new_session: bool, log: Path | None = None
    ):
        reading, self._writing = os.pipe()
        output = log.open("ab") if log else None
        self.process = subprocess.Popen(
            arguments,
            env={**environment, FD: str(reading)},
            pass_fds=[reading],
            stdin=subprocess.DEVNULL if new_session else None,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=new_session,  # the terminal's Ctrl-C is the owner's to hear
        )
        os.close(reading)
        if output:
            output.close()

    def release(self) -> None:
        """Tell the child that it is no longer wanted."""
        if self._writing >= 0:
            os.close(self._writing)
            self._writing = -1


def follow_owner(on_gone: Callable[[], None]) -> None:
    """Call `on_gone` in a thread when the owner closes its end or dies. Nothing happens without an owner."""
    descriptor = os.environ.pop(FD, "")
    if descriptor:
        threading.Thread(target=_watch, args=(int(descriptor), on_gone), daemon=True, name="leash").start()


def _watch(descriptor: int, on_gone: Callable[[], None]) -> None:
    while os.read(descriptor, 64):
        pass
    on_gone()


def main() -> int:
    marker, *program = sys.argv[1:]
    unclean = Path(marker)
    unclean.touch()
    child = subprocess.Popen(program, stdin=subprocess.DEVNULL, preexec_fn=_end_with_leash)
    stop = threading.Event()

    def end(*_: object) -> None:
        stop.set()
        child.terminate()

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, end)
    follow_owner(end)
    code = child.wait()
    if code == 0 or (stop.is_set() and code == -signal.SIGTERM):
        unclean.unlink(missing_ok=True)
    return 0 if stop.is_set() else code


def _end_with_leash() -> None:
    """Linux: also when this small process itself is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
