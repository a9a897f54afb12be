"""The worker of a developer's machine, which `runserver` starts."""

import os
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from musicweb.local.folder import LOCAL
from musicweb.local.leash import follow_owner
from musicweb.local.worker import Worker


class Command(BaseCommand):
    help = "Handles uploads, plays and table streams as the worker function does on AWS. SIGTERM ends it after its job."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        from musicweb.lambda_handler import handler

        worker = Worker(
            handler,
            queue_url=settings.UPLOAD_QUEUE_URL,
            plays_queue_url=settings.PLAYS_QUEUE_URL,
            table_prefix=settings.DYNAMO_PREFIX,
            checkpoints=LOCAL / "checkpoints.json",
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        follow_owner(_end_with_children)
        worker.run()


def _end_with_children() -> None:
    """The owner is gone: end at once, with the decode at hand. Its message comes back to the queue."""
    os.killpg(0, signal.SIGKILL) if os.getpgid(0) == os.getpid() else os._exit(1)
