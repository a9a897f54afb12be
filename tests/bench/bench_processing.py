"""What a four-minute FLAC costs: processor seconds and memory of the child that processes it.

`python -m tests.bench.bench_processing` prints the table alone; `make bench` prints all.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from catalog.media import process
from tests.bench.report import kept, table
from tests.catalog.media import sounds

SECONDS = 240
CPU_S_LIMIT = 9
MEMORY_MB_LIMIT = 150


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = sounds.write(Path(folder) / "song", sounds.FLAC, music(SECONDS))
        # In a process of its own, as the worker does it: this one has held the whole song.
        command = [sys.executable, "-m", "tests.bench.bench_processing", str(source), folder]
        cost = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    rows = [
        ("processor time", f"{cost['cpu_s']:.1f} s", f"{CPU_S_LIMIT} s", kept(cost["cpu_s"] <= CPU_S_LIMIT)),
        ("memory", f"{cost['memory_mb']:.0f} MB", f"{MEMORY_MB_LIMIT} MB", kept(cost["memory_mb"] <= MEMORY_MB_LIMIT)),
        ("wall clock", f"{cost['wall_s']:.1f} s", "", ""),
    ]
    table("Processing a 4-minute FLAC", ("figure", "measured", "limit", ""), rows)


def measure(source: Path, out: Path) -> dict[str, float]:
    """What processing cost this process, the interpreter's start included."""
    started = time.monotonic()
    process.run(source, out, lambda percent: None)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "cpu_s": used.ru_utime + used.ru_stime,
        "memory_mb": peak_memory_kb() / 1024,
        "wall_s": time.monotonic() - started,
    }


def peak_memory_kb() -> int:
    """Of this program alone: `ru_maxrss` remembers the process that started it."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))


def music(seconds: int) -> np.ndarray:
    """Chords that change, beats and noise: as hard to encode as a full band."""
    time_s = np.arange(seconds * 44_100, dtype=np.float32) / 44_100
    rng = np.random.default_rng(1)
    root = 110 * 2 ** (np.array([0, 5, 7, 3])[(time_s / 2).astype(int) % 4] / 12)
    phase = np.cumsum(2 * np.pi * root / 44_100)
    chord = sum(np.sin(phase * partial) / partial for partial in (1, 1.5, 2, 3, 4, 5, 6, 8))
    beat = rng.standard_normal(len(time_s)) * np.exp(-(time_s % 0.5) * 20)
    left, right = 0.15 * chord + 0.15 * beat, 0.15 * np.roll(chord, 400) + 0.12 * beat
    return np.stack([left, right]).clip(-0.99, 0.99)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
    else:
        main()
