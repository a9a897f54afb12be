"""`make package`: runs `zappa package` on the code alone, in an environment that holds nothing else.

Zappa packs the whole active environment and the whole current folder, so both are made for it here. A zip holds no
id, key or address: one fits every deployment of its kind, because the functions' own environments say the rest.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from prune import unused_by

PROJECT = Path(__file__).resolve().parent.parent.parent
FOLDER = PROJECT / ".local" / "package"
ENVIRONMENT = PROJECT / ".local" / "package-venv"
STATIC = FOLDER / "static"  # all static files under hashed names, for the bucket
NAMES = "staticfiles.json"
CODE = ("accounts", "catalog", "infra/package", "locale", "musicweb", "playlists", "templates", "zappa_settings.json")
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
    _collect_static(source / "static_names")
    for stage in stages:
        archive = FOLDER / f"{stage}.zip"
        archive.unlink(missing_ok=True)
        _exclude(source / "zappa_settings.json", stage)
        command = [str(ENVIRONMENT / "bin" / "python"), "-m", "zappa.cli", "package", stage, "--output", str(archive)]
        _run(command, source, PYTHONPATH=str(source))
        if not archive.exists():
            sys.exit(f"zappa package {stage} wrote no {archive}.")
        print(f"{archive.relative_to(PROJECT)}: {archive.stat().st_size / 1e6:.1f} MB", flush=True)


def _collect_static(names: Path) -> None:
    """Every file under its hashed name in FOLDER, and the list of names in the package."""
    shutil.rmtree(STATIC, ignore_errors=True)
    lines = (PROJECT / ".ci" / "production.env").read_text().splitlines()
    settings = dict(line.split("=", 1) for line in lines if "=" in line)
    settings |= {"MUSICWEB_SECRET_KEY": "signs nothing: no request is answered", "MUSICWEB_STATIC_ROOT": str(STATIC)}
    command = [str(ENVIRONMENT / "bin" / "python"), "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
    _run(command, PROJECT, DJANGO_SETTINGS_MODULE="musicweb.settings", **settings)
    names.mkdir()
    shutil.copy(STATIC / NAMES, names)


def _exclude(settings: Path, stage: str) -> None:
    """Zappa copies and compresses what the hook would only drop, unless it is told its names."""
    known = json.loads(settings.read_text())
    known[stage]["exclude"] = [*known["base"]["exclude"], *sorted(unused_by(stage) - {"infra", "static"})]
    settings.write_text(json.dumps(known))


def _run(command: list[str], folder: Path, **variables: str) -> None:
    environment = os.environ | {
        "VIRTUAL_ENV": str(ENVIRONMENT),
        "PATH": f"{ENVIRONMENT / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "AWS_DEFAULT_REGION": "us-east-1",
        "PYTHONNODEBUGRANGES": "1",  # no columns in tracebacks: a quarter of all bytecode is about them
        **variables,
    }
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main(sys.argv[1:])
