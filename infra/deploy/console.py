"""What the operator reads and is asked."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str = "") -> None:
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Names a step while it runs, then how long it took."""
    began = time.monotonic()
    say(f"· {title}…")
    yield
    say(f"  {title}: done in {time.monotonic() - began:.0f} s")


def confirmed(question: str, word: str) -> bool:
    """Whether the operator types that very word. Nobody there is a no."""
    if not sys.stdin.isatty():
        say(f"{question}\n  Nobody is there to ask: add --yes.")
        return False
    try:
        return input(f"{question}\n  Type {word} to go on: ").strip() == word
    except EOFError:
        return False
