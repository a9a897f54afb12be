"""The child's side: limits on itself first, then one job, told in JSON lines on standard output.

Run as `python -P -m catalog.media.job <order as JSON>` by `catalog.media.child`, in the job's own folder.
Lines: {"progress": percent}, then one of {"facts": …}, {"picture": …}, {"refusal": code, "facts": …}.
"""

import ctypes
import errno
import json
import os
import resource
import signal
import sys
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from catalog.media.facts import Limits
from catalog.media.refusals import Refusal

OPEN_FILES = 64
NO_FAULT_OF_THE_FILE = 75  # exit status: a full disk, a missing library; trying again may help
OF_THE_MACHINE = (errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EROFS)
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38


@dataclass(frozen=True)
class Order:
    """What the parent asks: `kind` is "song" or a picture's shape; `parent` the process that must live on."""

    kind: str
    source: str
    out: str
    limits: Limits
    memory_bytes: int  # of address space
    cpu_s: int
    file_bytes: int  # largest file written
    parent: int
    with_cover: bool = True  # whether a song's embedded cover is rendered

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Order":
        order = json.loads(text)
        return cls(**{**order, "limits": Limits(**order["limits"])})


def main(order: Order) -> int:
    limit_yourself(order)
    lines = _own_lines()
    try:
        _say(lines, _done(order, lines))
    except Refusal as refusal:
        _say(lines, {"refusal": refusal.code, "facts": refusal.facts})
    except MemoryError:
        _say(lines, {"refusal": "memory", "facts": {}})
    except ImportError:
        traceback.print_exc()
        return NO_FAULT_OF_THE_FILE
    except OSError as error:
        if error.errno == errno.EFBIG:
            _say(lines, {"refusal": "too_large", "facts": {}})
            return 0
        traceback.print_exc()
        return NO_FAULT_OF_THE_FILE if error.errno in OF_THE_MACHINE else 1
    return 0


def limit_yourself(order: Order) -> None:
    """Before any decoder is loaded. A second of processor time more turns SIGXCPU into SIGKILL."""
    for kind, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_AS, order.memory_bytes, order.memory_bytes),
        (resource.RLIMIT_CPU, order.cpu_s, order.cpu_s + 1),
        (resource.RLIMIT_FSIZE, order.file_bytes, order.file_bytes),
        (resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES),
    ):
        resource.setrlimit(kind, (soft, hard))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != order.parent:  # it died before the line above
        sys.exit(1)


def _done(order: Order, lines: IO[str]) -> dict[str, Any]:
    # Here, not above: the limits hold while these are loaded.
    from catalog.media import process

    source, out = Path(order.source), Path(order.out)
    if order.kind != "song":
        return {"picture": asdict(process.write_picture(source, out, order.limits, shape=order.kind))}
    facts = process.run(
        source, out, lambda percent: _say(lines, {"progress": percent}), order.limits, with_cover=order.with_cover
    )
    return {"facts": facts.as_json()}


def _own_lines() -> IO[str]:
    """Standard output for our lines alone: what a library prints goes to standard error."""
    lines = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    return lines


def _say(lines: IO[str], message: dict[str, Any]) -> None:
    lines.write(json.dumps(message) + "\n")
    lines.flush()


if __name__ == "__main__":
    sys.exit(main(Order.from_json(sys.argv[1])))
