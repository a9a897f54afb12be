"""`runserver`, which also brings the embedded AWS and the worker. Against another AWS it is Django's own."""

import os
from typing import Any

from django.contrib.staticfiles.management.commands.runserver import Command as Runserver
from django.core.management.base import CommandError, CommandParser

from musicweb.local import environment
from musicweb.local.folder import LocalError
from musicweb.local.leash import follow_owner
from musicweb.local.ports import HOST, Ports
from musicweb.local.supervisor import INNER, Supervisor


class Command(Runserver):
    help = "Serves the site at 127.0.0.1, with an embedded AWS and a worker beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--emulator-port", type=int, help="Port of the embedded AWS (remembered; at first 14566)")
        parser.add_argument("--empty", action="store_true", help="Do not fill an empty site with demo music")

    def handle(self, *args: Any, **options: Any) -> None:
        options["insecure_serving"] = True  # DEBUG is off here as on AWS; static files still come from this process
        if environment.before() is None:
            super().handle(*args, **options)
        elif all(os.environ.get(name) == value for name, value in INNER.items()):
            follow_owner(lambda: os._exit(0))
            super().handle(*args, **options)
        else:
            self._supervise(options)

    def _supervise(self, options: dict[str, Any]) -> None:
        try:
            ports = Ports.remembered(site=_port(options["addrport"]), emulator=options["emulator_port"])
            switches = [
                f"--{name}"
                for name, wanted in (("noreload", "use_reloader"), ("nothreading", "use_threading"))
                if not options[wanted]
            ]
            raise SystemExit(
                Supervisor(ports, server=[str(ports.site), *switches], fill=not options["empty"], say=self._say).run()
            )
        except LocalError as error:
            raise CommandError(str(error)) from error

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def on_bind(self, server_port: int) -> None:
        """The supervisor greets, once the site answers."""

    def check_migrations(self) -> None:
        """There are none: nothing here is relational."""


def _port(address: str | None) -> int | None:
    if not address:
        return None
    host, _, port = address.rpartition(":")
    if host not in ("", HOST, "localhost") or not port.isdigit():
        raise CommandError(f"The site listens on {HOST} only. Give a port number.")
    return int(port)
