"""A stub of Lambda's Runtime API that drives the real `awslambdaric` over an unpacked package, as Lambda does.

The function gets the package and awslambdaric on its path, the environment it is given and nothing else of this
process. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html says what is spoken.
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
ANSWER_SECONDS = 120
RUNTIME = ("awslambdaric", "simplejson", "snapshot_restore_py")  # what Lambda's own image has


@dataclass
class Answer:
    """What the function answered: `value`, or the `error` it raised."""

    value: Any = None
    error: dict[str, Any] | None = None


class Function:
    """A running function. `invoke` sends it an event and waits for the answer."""

    def __init__(self, process: "subprocess.Popen[bytes]", server: "_Server"):
        self._process = process
        self._server = server

    def invoke(self, event: Any) -> Answer:
        self._server.events.put(event)
        deadline = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < deadline:
            try:
                return self._server.answers.get(timeout=0.05)
            except queue.Empty:
                if self._process.poll() is not None:
                    raise RuntimeError(f"The function ended with {self._process.returncode}.") from None
        raise RuntimeError(f"The function gave no answer within {ANSWER_SECONDS} s.")

    def wait_until_ready(self) -> None:
        """Returns when it has asked for its first event: its init phase is over."""
        if not self._server.asked.wait(ANSWER_SECONDS):
            raise RuntimeError("The function never asked for an event.")

    def cpu_seconds(self) -> float:
        """Used so far, in user and system mode."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_bytes(self) -> int:
        """The most memory it has had."""
        for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
        raise RuntimeError("The kernel does not tell the function's memory.")


@contextmanager
def function(
    package: Path, environment: Mapping[str, str], *, name: str = "musicweb-production", log: Path | None = None
) -> Iterator[Function]:
    """The handler of an unpacked package in a process of its own; it ends with the block."""
    server = _Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    output = (log or package.parent / "function.log").open("wb")
    try:
        process = subprocess.Popen(
            [sys.executable, "-s", "-S", "-m", "awslambdaric", "musicweb.lambda_handler.handler"],
            cwd=package,
            env=_environment(package, name, server.server_port) | dict(environment),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield Function(process, server)
        finally:
            process.kill()
            process.wait()
    finally:
        output.close()
        server.shutdown()
        server.server_close()


def _environment(package: Path, name: str, port: int) -> dict[str, str]:
    return {
        "AWS_LAMBDA_RUNTIME_API": f"{HOST}:{port}",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": "stub",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.11",
        "AWS_EC2_METADATA_DISABLED": "true",
        "LAMBDA_TASK_ROOT": str(package),
        "PYTHONPATH": os.pathsep.join([str(package), str(_runtime_only(package.parent / "runtime"))]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": os.environ["PATH"],
        "TZ": ":UTC",
    }


def _runtime_only(folder: Path) -> Path:
    """A folder with links to awslambdaric and what it needs: the rest of this environment stays out of sight."""
    folder.mkdir(exist_ok=True)
    for name in (*RUNTIME, "runtime_client"):
        found = find_spec(name)
        if found is None or found.origin is None:
            raise RuntimeError(f"{name} is not installed: make dev")
        source = Path(found.origin).parent if found.submodule_search_locations else Path(found.origin)
        link = folder / source.name
        if not link.exists():
            link.symlink_to(source)
    return folder


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((HOST, 0), _Handler)
        self.events: queue.Queue[Any] = queue.Queue()
        self.answers: queue.Queue[Answer] = queue.Queue()
        self.asked = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A function that is ended cuts its connection while it waits for an event."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        """`/invocation/next` waits until there is one."""
        self.server.asked.set()
        body = json.dumps(self.server.events.get()).encode()
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", str(uuid.uuid4()))
        self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + ANSWER_SECONDS) * 1000)))
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:000000000000:function:stub")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def do_POST(self) -> None:
        """`/invocation/<id>/response`, `/invocation/<id>/error` or `/init/error`."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or "null")
        failed = self.path.endswith("/error")
        self.server.answers.put(Answer(error=body) if failed else Answer(value=body))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.wfile.flush()

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""
