"""Commands of Django that speak of a database, answered with one friendly line."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db.migrations.autodetector import MigrationAutodetector


class NoDatabaseCommand(BaseCommand):
    """Takes whatever the original takes, prints `line` and succeeds."""

    requires_system_checks: list[str] = []
    line = ""
    autodetector = MigrationAutodetector  # a system check compares those of two commands

    def run_from_argv(self, argv: list[str]) -> None:
        self.handle()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(self.line)
