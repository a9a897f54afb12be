"""MiniStack as a child process: IAM enforced, state kept between runs, 127.0.0.1 only.

It saves its state when it ends by SIGTERM and never in between, so it hangs on a leash that ends it
that way whatever happens to us, and `unclean` tells whether it was killed before it could save.
"""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from .folder import PROJECT, LocalError
from .leash import Leashed
from .ports import HOST, require_free

ROOT_KEY = ROOT_SECRET = "test"  # noqa: S105  the emulator's own well-known root user
ACCOUNT = "000000000000"
REGION = "us-east-1"
SERVICES = "cloudformation,cognito-idp,dynamodb,dynamodbstreams,iam,lambda,logs,s3,sqs,sts"
START_SECONDS = 60
STOP_SECONDS = 60
POLL_SECONDS = 0.05


class Emulator:
    """One MiniStack whose state is in `folder`."""

    def __init__(self, folder: Path, port: int, program: Path | None = None, services: str = SERVICES):
        self.folder = folder
        self.port = port
        self.url = f"http://{HOST}:{port}"
        self.program = program or installed()
        self.services = services  # each costs a part of a second at the start
        self._marker = folder / "running"
        self._state = folder / "state"
        self._child: Leashed | None = None

    @property
    def unclean(self) -> bool:
        """Whether the last run was killed. Ask before `start`."""
        return self._marker.exists()

    @property
    def saved_at(self) -> datetime | None:
        """When state was last saved (UTC); None when it never was."""
        times = [file.stat().st_mtime for file in self._state.glob("*.json")]
        return datetime.fromtimestamp(max(times), UTC) if times else None

    def start(self) -> None:
        """Returns when it answers. Raises LocalError for a port in use or an emulator that does not come up."""
        require_free(self.port, use="the embedded AWS", remedy="Choose another: make run EMULATOR_PORT=14567")
        for folder in (self._state, self.folder / "s3"):
            folder.mkdir(parents=True, exist_ok=True)
        leash = [sys.executable, "-m", "musicweb.local.leash", str(self._marker)]
        log = self.folder / "emulator.log"
        self._child = Leashed([*leash, str(self.program)], self._environment(), new_session=True, log=log)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._child.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise LocalError(f"The embedded AWS did not start; its last words are in {log}.")
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """End it by SIGTERM and wait until its state is on disk. Safe to call twice."""
        if self._child is None:
            return
        self._child.release()
        try:
            self._child.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.process.kill()
            self._child.process.wait()
        self._child = None

    def restart(self) -> None:
        self.stop()
        self.start()

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.process.poll() is None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_ministack/ready", timeout=2) as answer:  # noqa: S310  our own
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MUSICWEB_"))}
        return inherited | {
            "AUTH": "true",
            "PERSIST_STATE": "1",
            "S3_PERSIST": "1",
            "STATE_DIR": str(self._state),
            "S3_DATA_DIR": str(self.folder / "s3"),
            "BIND_HOST": HOST,
            "MINISTACK_HOST": HOST,
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_REGION": REGION,
            "SERVICES": self.services,
            "IOT_MTLS_ENABLED": "0",  # else it also listens on 8883
            "SFTP_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(PROJECT),  # the leash is ours; the emulator's own environment does not hold it
        }


def installed() -> Path:
    """The emulator's program in the environment that `make` gave it. Raises LocalError when it is missing."""
    chosen = os.environ.get("EMULATOR_PROGRAM", "")
    program = Path(chosen) if chosen else PROJECT / ".local" / "emulator-venv" / "bin" / "ministack"
    if not program.exists():
        raise LocalError(f"The embedded AWS is not installed at {program}. Run “make env” once.")
    return program
