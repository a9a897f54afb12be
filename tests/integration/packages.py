"""The zips of `make package`, built once for a run of tests from the code as it is, and their unpacked folders."""

import fcntl
import hashlib
import os
import subprocess
import zipfile
from functools import cache
from pathlib import Path

from musicweb.local.folder import PROJECT

FOLDER = PROJECT / ".local" / "package"
INPUTS = ("accounts", "catalog", "infra/package", "locale", "musicweb", "playlists", "static", "templates")
SINGLE = ("zappa_settings.json", "requirements/deploy.txt")


@cache
def built(*stages: str) -> dict[str, Path]:
    """Builds those whose code has changed since they were built; that takes half a minute for each."""
    with (PROJECT / ".local" / "package.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another test process may build the same
        found = {stage: FOLDER / f"{stage}.zip" for stage in stages}
        stale = [stage for stage, path in found.items() if _mark(path) != _digest()]
        if stale:
            _build(stale)
            for stage in stale:
                found[stage].with_suffix(".digest").write_text(_digest())
    return found


def unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as content:
        content.extractall(folder)
    return folder


def production_environment() -> dict[str, str]:
    """A function's environment in production, with made-up names and keys."""
    lines = (PROJECT / ".ci" / "production.env").read_text().splitlines()
    made = dict(line.split("=", 1) for line in lines if "=" in line)
    return made | {"MUSICWEB_SECRET_KEY": "only-for-this-test-" * 4, "MUSICWEB_SERVES_HTTP": "1"}


def _build(stages: list[str]) -> None:
    python = PROJECT / ".local" / "package-venv" / "bin" / "python"
    make = ["make", "--silent", "package", f"STAGES={' '.join(stages)}"]
    command = [str(python), "infra/package/build.py", *stages] if python.exists() else make
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def _mark(archive: Path) -> str:
    mark = archive.with_suffix(".digest")
    return mark.read_text() if archive.exists() and mark.exists() else ""


@cache
def _digest() -> str:
    digest = hashlib.sha256()
    files = [PROJECT / name for name in SINGLE]
    for name in INPUTS:
        for folder, _, names in os.walk(PROJECT / name):
            files += [Path(folder, each) for each in names if not folder.endswith("__pycache__")]
    for file in sorted(files):
        digest.update(str(file.relative_to(PROJECT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
