"""What `manage.py runserver` starts and ends: the embedded AWS, the worker and the server, in that order.

Only this process, the outermost, owns them. The server is a child that ends with code 3 when the
code changed; then it is started again, and the worker too, as soon as its job is done.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable

from . import accounts, environment, stack
from .emulator import Emulator
from .folder import LOCAL
from .leash import Leashed
from .ports import Ports, require_free

CODE_CHANGED = 3  # Django's autoreloader says so
INNER = {"RUN_MAIN": "true"}  # and asks this to tell its inner process from its outer one
JOB_SECONDS = 10  # that a job gets to end when everything ends; a killed one is done again at the next start
SEEDED = "seeded"
Say = Callable[[str], None]


class Supervisor:
    def __init__(self, ports: Ports, *, server: list[str], fill: bool, say: Say):
        self._ports = ports
        self._server_command = [sys.executable, "manage.py", "runserver", *server]
        self._fill = fill
        self._say = say
        self._emulator = Emulator(LOCAL / "emulator", ports.emulator)
        self._server: Leashed | None = None
        self._worker: Leashed | None = None
        self._filler: subprocess.Popen[bytes] | None = None
        self._worker_lock = threading.Lock()
        self._again = threading.Event()  # the server ended because we wanted a new one
        self._ending = threading.Event()

    def run(self) -> int:
        """Until Ctrl-C or SIGTERM. Raises LocalError when something in the way needs a person."""
        require_free(self._ports.site, use="the site", remedy="Choose another: make run PORT=8001")
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        try:
            self._bring_up_aws()
            threading.Thread(target=self._greet_and_fill, daemon=True, name="greeting").start()
            return self._serve()
        except KeyboardInterrupt:
            return 0
        finally:
            self._end()

    # ---- the embedded AWS ----
    def _bring_up_aws(self) -> None:
        unclean, saved_at = self._emulator.unclean, self._emulator.saved_at
        self._emulator.start()
        if not environment.is_current(self._ports, self._emulator):
            self._say("Deploying infra/template.yaml to the embedded AWS…")
            environment.write(
                self._ports, stack.deploy(self._emulator.url, stage=environment.STAGE, app_url=self._ports.site_url)
            )
        self._ports.remember()
        if unclean:
            lost = f"since {saved_at.astimezone():%d %B %H:%M:%S}" if saved_at else "so far"
            self._say(f"The embedded AWS was killed: what was written to its tables and queues {lost} is lost.")
            (LOCAL / SEEDED).unlink(missing_ok=True)
            self._python("musicweb.local.reconcile").wait()

    def _restart_aws(self) -> None:
        """So that its state is on disk. Its temporary credentials do not outlive it, so all who hold some start anew."""
        self._stop_worker()
        self._emulator.restart()
        self._again.set()
        if self._server:
            self._server.process.terminate()
        self._start_worker()

    # ---- the server ----
    def _serve(self) -> int:
        while True:
            self._again.clear()
            self._server = Leashed(self._server_command, self._child_environment() | INNER, new_session=False)
            code = self._server.process.wait()
            if code == CODE_CHANGED:
                threading.Thread(target=self._renew_worker, daemon=True, name="renewal").start()
            elif not self._again.is_set():
                return code

    def _greet_and_fill(self) -> None:
        if not self._site_answers():
            return
        self._start_worker()  # after the site: they would take the processor from each other
        people = accounts.ensure(self._emulator.url)
        self._say(f"\nThe site is at {self._ports.site_url}/\n")
        for person in people:
            self._say(f"  {person.role:<10} {person.email:<24} {person.password}")
        self._say("\nCtrl-C ends it and keeps its data.\n")
        if self._fill and not (LOCAL / SEEDED).exists():
            self._filler = self._python("musicweb.local.seed")
            if self._filler.wait() == 0 and not self._ending.is_set():
                self._restart_aws()
                (LOCAL / SEEDED).touch()

    def _site_answers(self) -> bool:
        while not self._ending.wait(0.1):
            try:
                with urllib.request.urlopen(f"{self._ports.site_url}/health/", timeout=5):  # noqa: S310  our own
                    return True
            except urllib.error.HTTPError:
                return True
            except OSError:
                continue
        return False

    # ---- the worker ----
    def _start_worker(self) -> None:
        with self._worker_lock:
            if not self._ending.is_set():
                command = [sys.executable, "manage.py", "worker"]
                self._worker = Leashed(command, self._child_environment(), new_session=True)

    def _renew_worker(self) -> None:
        """The new one waits for the job of the old one."""
        old = self._worker
        if old and old.process.poll() is None:
            old.process.terminate()
            old.process.wait()
        if old is self._worker:
            self._start_worker()

    def _stop_worker(self) -> None:
        with self._worker_lock:
            if self._worker is None:
                return
            worker, self._worker = self._worker.process, None
        worker.terminate()
        try:
            worker.wait(JOB_SECONDS)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(worker.pid, signal.SIGKILL)  # with the decode it started
            worker.wait()

    def _end(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # ending takes a moment; a second Ctrl-C must not tear it
        self._ending.set()
        for child in (self._filler, self._server and self._server.process):
            if child and child.poll() is None:
                child.terminate()
                child.wait()
        self._stop_worker()
        self._emulator.stop()

    # ---- children ----
    def _child_environment(self) -> dict[str, str]:
        """Without what we loaded ourselves: it may be older than what the child is to load."""
        return dict(environment.before() or os.environ)

    def _python(self, module: str) -> "subprocess.Popen[bytes]":
        child = Leashed([sys.executable, "-m", module], self._child_environment(), new_session=False)
        return child.process


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
