"""Fixed ports on 127.0.0.1, remembered in `.local/ports.json`.

They lie below 32768, where the system takes no ports for outgoing connections.
"""

import json
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from .folder import LOCAL, LocalError

HOST = "127.0.0.1"
REMEMBERED = "ports.json"
FREE_FROM, FREE_TO = 21000, 32000


@dataclass(frozen=True)
class Ports:
    site: int = 8000
    emulator: int = 14566

    @classmethod
    def remembered(cls, folder: Path = LOCAL, *, site: int | None = None, emulator: int | None = None) -> "Ports":
        """Those of the last run unless given anew."""
        file = folder / REMEMBERED
        known = cls(**json.loads(file.read_text())) if file.exists() else cls()
        return cls(site or known.site, emulator or known.emulator)

    def remember(self, folder: Path = LOCAL) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / REMEMBERED).write_text(json.dumps(asdict(self)))

    @property
    def site_url(self) -> str:
        return f"http://{HOST}:{self.site}"

    @property
    def emulator_url(self) -> str:
        return f"http://{HOST}:{self.emulator}"


def require_free(port: int, *, use: str, remedy: str) -> None:
    """Raises LocalError naming the remedy when something listens on this port."""
    if not is_free(port):
        raise LocalError(f"Port {port}, which {use} needs, is in use. {remedy}")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def any_free(*, start: int = FREE_FROM) -> int:
    """A port for a test. `start` keeps tests that run side by side apart."""
    for port in range(start, FREE_TO):
        if is_free(port):
            return port
    raise LocalError(f"No port between {start} and {FREE_TO} is free. End some of the servers that listen there.")
