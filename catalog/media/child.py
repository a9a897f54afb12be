"""Untrusted files meet decoders only here: in a process of their own that may be lost.

The child has limits on memory, processor time, files and their size, the job's folder as home, and an
environment without secrets. Whatever becomes of it, the caller gets what was found out or a Refusal.
"""

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from catalog.media.facts import Facts, Limits, Picture
from catalog.media.job import NO_FAULT_OF_THE_FILE, Order
from catalog.media.refusals import CODES, Refusal

MEMORY_BYTES = 1536 * 1024**2  # address space; a song takes 0.1 GB of real memory, a large picture 0.4 GB
FILE_BYTES = 2 * 1024**3
TOLD_BYTES = 512 * 1024  # all lines of a child together; lyrics are the longest
PICTURE_TIMEOUT_S = 60.0
# What the interpreter needs to start, here and in Lambda; nothing else of the worker's environment.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT")

LAST_WORDS_BYTES = 4000  # of a traceback, for the log

logger = logging.getLogger(__name__)


class Unable(RuntimeError):
    """The child could not work (full disk, missing library): nothing is known about the file. Try again later."""


def process_in_child(
    source: Path,
    out: Path,
    *,
    timeout_s: float,
    memory_bytes: int = MEMORY_BYTES,
    cpu_s: int | None = None,
    progress: Callable[[int], None] = lambda percent: None,
    limits: Limits | None = None,
    with_cover: bool = True,
) -> Facts:
    """`catalog.media.process.run` at arm's length: renditions, peaks and the cover's files land in `out`.

    `cpu_s` is `timeout_s` unless told. What `progress` raises ends the job and is passed on.
    Raises Refusal; also "timeout", "memory" and "unreadable" for what a child died of. Raises Unable.
    """
    order = _order("song", source, out, limits, memory_bytes, cpu_s or int(timeout_s) + 1)
    order = replace(order, with_cover=with_cover)
    return Facts.from_json(_told(order, timeout_s, progress)["facts"])


def render_in_child(
    source: Path, out: Path, *, shape: str = "cover", timeout_s: float = PICTURE_TIMEOUT_S, limits: Limits | None = None
) -> Picture:
    """`catalog.media.pictures.render` at arm's length; the files are `Picture.files(out)`. Raises Refusal."""
    order = _order(shape, source, out, limits, MEMORY_BYTES, int(timeout_s) + 1)
    try:
        return Picture(**_told(order, timeout_s, lambda percent: None)["picture"])
    except Refusal as refusal:
        if refusal.code == "unreadable":
            raise Refusal("cover_unreadable") from refusal
        raise


def _order(kind: str, source: Path, out: Path, limits: Limits | None, memory_bytes: int, cpu_s: int) -> Order:
    return Order(
        kind=kind,
        source=str(source.absolute()),
        out=str(out.absolute()),
        limits=limits or Limits(),
        memory_bytes=memory_bytes,
        cpu_s=cpu_s,
        file_bytes=FILE_BYTES,
        parent=os.getpid(),
    )


def _told(order: Order, timeout_s: float, progress: Callable[[int], None]) -> dict[str, Any]:
    """The child's last word: a dict with "facts" or "picture"."""
    ends_at = time.monotonic() + timeout_s
    with (
        TemporaryFile() as errors,
        subprocess.Popen(
            [sys.executable, "-P", "-m", "catalog.media.job", order.as_json()],
            cwd=order.out,
            env=_environment(order.out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        ) as child,
    ):
        try:
            last = _follow(child, ends_at, progress)
            status = child.wait(timeout=max(0.1, ends_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise Refusal("timeout") from None
        finally:
            _kill(child)
        if "refusal" in last and not status:
            raise _refusal(last)
        if status or not last.keys() & {"facts", "picture"}:
            errors.seek(max(0, errors.seek(0, os.SEEK_END) - LAST_WORDS_BYTES))
            raise _died(status, errors.read(LAST_WORDS_BYTES))
    return last


def _follow(child: subprocess.Popen[bytes], ends_at: float, progress: Callable[[int], None]) -> dict[str, Any]:
    last: dict[str, Any] = {}
    for line in _lines(child, ends_at):
        try:
            last = json.loads(line)
        except ValueError as error:
            raise Refusal("unreadable") from error  # a child that talks nonsense was taken over or is dying
        if not isinstance(last, dict):
            raise Refusal("unreadable")
        if isinstance(percent := last.get("progress"), int):
            progress(min(100, max(0, percent)))
    return last


def _lines(child: subprocess.Popen[bytes], ends_at: float) -> Iterator[bytes]:
    """Whole lines until the child closes its end. Raises Refusal for a timeout or a flood."""
    assert child.stdout is not None  # noqa: S101
    told = 0
    waiting = b""
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, ends_at - time.monotonic())):
                raise Refusal("timeout")
            some = os.read(child.stdout.fileno(), 65536)
            told += len(some)
            if told > TOLD_BYTES:
                raise Refusal("unreadable")
            *lines, waiting = (waiting + some).split(b"\n")
            yield from lines
            if not some:
                return


def _kill(child: subprocess.Popen[bytes]) -> None:
    """The whole group: whatever the child started goes with it."""
    with suppress(ProcessLookupError):  # it ended by itself
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _refusal(told: dict[str, Any]) -> Refusal:
    code, facts = told["refusal"], told.get("facts")
    if code not in CODES or not isinstance(facts, dict):
        return Refusal("unreadable")
    return Refusal(code, **{str(name): value for name, value in facts.items() if isinstance(value, int | float | str)})


def _died(status: int, last_words: bytes) -> Refusal | Unable:
    logger.warning("A media child ended with status %s: %r", status, last_words)
    if status == NO_FAULT_OF_THE_FILE:
        return Unable("the media child could not work")
    if status == -signal.SIGXCPU:
        return Refusal("timeout")
    if status == -signal.SIGKILL:  # the machine's out-of-memory killer, or the hard processor limit
        return Refusal("memory")
    return Refusal("unreadable")


def _environment(folder: str) -> dict[str, str]:
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {
        **passed,
        "HOME": folder,
        "TMPDIR": folder,
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(str(Path(entry).absolute()) for entry in sys.path)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
