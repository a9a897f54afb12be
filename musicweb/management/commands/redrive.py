"""Dead letters go back to the queues they came from, once what stopped them is mended."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from musicweb.aws import dead_letters

QUEUES = {
    "uploads": ("UPLOAD_DLQ_URL", "UPLOAD_QUEUE_URL"),
    "plays": ("PLAYS_DLQ_URL", "PLAYS_QUEUE_URL"),
}


class Command(BaseCommand):
    help = "Put dead letters back into their queues (uploads, plays; both without a word). Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("queues", nargs="*", metavar="queue", help=", ".join(QUEUES))

    def handle(self, *args: Any, **options: Any) -> None:
        if unknown := set(options["queues"]) - set(QUEUES):
            self.stderr.write(f"No such queue: {', '.join(sorted(unknown))}.")
            raise SystemExit(2)
        for name in options["queues"] or QUEUES:
            dead, alive = (getattr(settings, setting) for setting in QUEUES[name])
            number = dead_letters.put_back_all(dead, alive) if dead else 0
            self.stdout.write(f"{name}: {number} put back.")
        if settings.STREAM_DLQ_URL and (left := dead_letters.count(settings.STREAM_DLQ_URL)):
            self.stdout.write(
                f"streams: {left} stay. They name records of a stream and hold none; docs/operations.md says what to do."
            )
