"""Starts DynamoDB Local from Maven Central's jars, which are kept in `.local/engines/`.

In memory, 127.0.0.1 only, ends with this process (its standard input closes).
"""

import fcntl
import hashlib
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from musicweb.local.folder import LOCAL, PROJECT
from musicweb.local.ports import HOST

SOURCES = PROJECT / "infra" / "engines"
START_SECONDS = 60
TOOLS = {"java": "default-jdk-headless", "javac": "default-jdk-headless", "mvn": "maven"}


class DynamoDBLocal:
    """A running engine. 100,000 songs need a `heap` of 2g."""

    def __init__(self, port: int, *, heap: str = "512m"):
        self.url = f"http://{HOST}:{port}"
        classes, jars = prepared()
        self._process = subprocess.Popen(
            [
                "java", f"-Xmx{heap}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", f"-Dsqlite4java.library.path={jars}",
                "-cp", f"{classes}:{jars}/*", "LocalDynamo", "-inMemory", "-sharedDb", "-disableTelemetry", "-port", str(port),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self._process.poll() is None, "DynamoDB Local ended at once; run its command by hand to see why."
            assert time.monotonic() < deadline, "DynamoDB Local did not answer."
            time.sleep(0.05)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(self.url, timeout=2)
        except urllib.error.HTTPError:
            return True  # it speaks, but not to a request without a signature
        except OSError:
            return False
        return True


def missing() -> str:
    """The line that says which tools are missing, or ''."""
    absent = sorted({package for tool, package in TOOLS.items() if shutil.which(tool) is None})
    return f"Missing tools; run: apt-get install {' '.join(absent)}" if absent else ""


def prepared() -> tuple[Path, Path]:
    """Folders of our class and of the jars; fetched and compiled once for each version of the sources."""
    sources = [SOURCES / "pom.xml", SOURCES / "LocalDynamo.java"]
    version = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
    folder = LOCAL / "engines" / version
    classes, jars = folder / "classes", folder / "lib"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another test process may want the same
        if not (classes / "LocalDynamo.class").exists():
            fetch = ["mvn", "-q", "-B", "-f", str(sources[0]), "dependency:copy-dependencies"]
            subprocess.run([*fetch, "-DincludeScope=runtime", f"-DoutputDirectory={jars}"], check=True)
            classes.mkdir(exist_ok=True)
            subprocess.run(["javac", "-cp", f"{jars}/*", "-d", str(classes), str(sources[1])], check=True)
    return classes, jars
