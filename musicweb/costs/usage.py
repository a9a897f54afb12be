"""The measured figures: `usage.json`, as the benchmark wrote it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

USAGE = Path(__file__).parent / "usage.json"


@cache
def usage() -> dict[str, Any]:
    """What was measured, and when: see `tests/bench/bench_usage.py`."""
    found: dict[str, Any] = json.loads(USAGE.read_text())
    return found
