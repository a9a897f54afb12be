"""`make package`: runs `zappa package` on the code alone, in an environment that holds nothing else.

Zappa packs the whole active environment and the whole current folder, so both are made for it here.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
FOLDER = PROJECT / ".local" / "package"
ENVIRONMENT = PROJECT / ".local" / "package-venv"
CODE = (
    "accounts",
    "catalog",
    "infra/package",
    "locale",
    "musicweb",
    "playlists",
    "static",
    "templates",
    "zappa_settings.json",
)
NOT_FOR_LAMBDA = shutil.ignore_patterns(
    "__pycache__", "local", "build.py", "runserver.py", "worker.py", "import_music.py"
)


def main(stages: list[str]) -> None:
    source = FOLDER / "source"
    shutil.rmtree(source, ignore_errors=True)
    for name in CODE:
        path = PROJECT / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=NOT_FOR_LAMBDA)
        else:
            shutil.copy(path, source / name)
    environment = os.environ | {
        "VIRTUAL_ENV": str(ENVIRONMENT),
        "PATH": f"{ENVIRONMENT / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(source),  # for the hook
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    for stage in stages:
        archive = FOLDER / f"{stage}.zip"
        archive.unlink(missing_ok=True)
        command = [str(ENVIRONMENT / "bin" / "zappa"), "package", stage, "--output", str(archive)]
        done = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True)
        if done.returncode or not archive.exists():
            sys.exit(f"zappa package {stage} failed:\n{done.stdout}{done.stderr}")
        print(f"{archive.relative_to(PROJECT)}: {archive.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
