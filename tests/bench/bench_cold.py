"""Issue 5, line 2.5: sizes of the zips, and a cold start of the pages' function by awslambdaric: import and first page.

The function has the embedded AWS behind it. CPU is the function's own, user and system; the least of several starts,
because other programs share caches and cores.
"""

import tempfile
import zipfile
from pathlib import Path

from musicweb.local import environment, stack
from musicweb.local.emulator import Emulator
from musicweb.local.ports import any_free
from tests.bench.report import kept, table
from tests.infra.runtime_api import function
from tests.integration import gateway, packages

STARTS, WARM = 7, 30
CPU_SECONDS, MEMORY_BYTES = 0.5, 100_000_000
SIZES = {
    "production": (13, 40),
    "production_api": (13, 40),
    "production_worker": (None, 262),
}  # MB zipped, unzipped


def main() -> None:
    zips = packages.built(*SIZES)
    table(
        "Zips for Lambda, MB",
        ("stage", "zipped", "budget", "unzipped", "budget", ""),
        [_size(*one) for one in zips.items()],
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        emulator = Emulator(folder / "aws", any_free(start=16370))
        emulator.start()
        try:
            outputs = stack.deploy(emulator.url, stage="bench", app_url="https://music.example.org")
            settings = packages.production_environment() | environment.resources(emulator.url, outputs)
            settings |= {"MUSICWEB_MEDIA_SERVED_HERE": "", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
            task = packages.unpacked(zips["production"], folder / "task")
            starts = [_start(task, settings, folder) for _ in range(STARTS)]
        finally:
            emulator.stop()
    imported, first, warm, memory = (min(values) for values in zip(*starts, strict=True))
    rows = [
        ("import, CPU s", f"{imported:.2f}", "–", ""),
        ("import and home page, CPU s", f"{first:.2f}", CPU_SECONDS, kept(first <= CPU_SECONDS)),
        ("warm home page, CPU ms", f"{warm * 1000:.1f}", "–", ""),
        ("memory at most, MB", f"{memory / 1e6:.0f}", MEMORY_BYTES // 10**6, kept(memory <= MEMORY_BYTES)),
    ]
    table(f"Cold start of the pages' function (least of {STARTS})", ("", "", "budget", ""), rows)


def _size(stage: str, archive: Path) -> tuple[object, ...]:
    with zipfile.ZipFile(archive) as content:
        unzipped = sum(entry.file_size for entry in content.infolist()) / 1e6
    zipped, (zipped_max, unzipped_max) = archive.stat().st_size / 1e6, SIZES[stage]
    within = zipped <= (zipped_max or zipped) and unzipped <= (unzipped_max or unzipped)
    return stage, f"{zipped:.2f}", zipped_max or "–", f"{unzipped:.1f}", unzipped_max or "–", kept(within)


def _start(task: Path, settings: dict[str, str], folder: Path) -> tuple[float, float, float, float]:
    """CPU seconds of the import, and of it with the first page; of a warm page; memory in bytes."""
    with function(task, settings, log=folder / "function.log") as running:
        running.wait_until_ready()
        imported = running.cpu_seconds()
        answer = gateway.response(running.invoke(gateway.request("/")).value)
        assert answer.status == 200, answer.text
        first, memory = running.cpu_seconds(), running.peak_bytes()
        for _ in range(WARM):
            running.invoke(gateway.request("/"))
        return imported, first, (running.cpu_seconds() - first) / WARM, memory
