"""How measurements are printed: a table with its date and machine."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

Row = Sequence[object]


def machine() -> str:
    return f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def table(title: str, heads: Row, rows: Sequence[Row]) -> None:
    """Print a Markdown table."""
    print(f"\n## {title}\n{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {machine()}\n")
    for row in (heads, ["---"] * len(heads), *rows):
        print("| " + " | ".join(str(cell) for cell in row) + " |")


def kept(within: bool) -> str:
    return "kept" if within else "**missed**"


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
