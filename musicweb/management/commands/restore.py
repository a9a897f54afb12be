"""Every table as it was at a moment, beside those there are: a rehearsal, or the first step after a mishap."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from musicweb.dynamo import restoring


class Command(BaseCommand):
    help = (
        "Restore all tables by point-in-time recovery under another prefix; with --compare say whether they are equal."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("prefix", help="of the new tables, such as musicweb-production-r1-")
        parser.add_argument("--at", type=datetime.fromisoformat, help="a moment with its zone; else some minutes ago")
        parser.add_argument("--compare", action="store_true", help="read all of both: for a site that is read-only")

    def handle(self, *args: Any, **options: Any) -> None:
        prefix, at = options["prefix"], options["at"]
        if at and not at.tzinfo:
            raise CommandError("Say the zone, too: 2026-11-27T10:00:00+00:00.")
        if prefix.startswith(settings.DYNAMO_PREFIX) or settings.DYNAMO_PREFIX.startswith(prefix):
            raise CommandError(f"Take a prefix that has nothing of {settings.DYNAMO_PREFIX}.")
        pairs = {name: prefix + name.removeprefix(settings.DYNAMO_PREFIX) for name in self._recoverable()}
        for table, target in pairs.items():
            restoring.restore(table, target, at=at)
        different = 0
        for table, target in pairs.items():
            restoring.wait_for(target)
            different += self._said(table, target, compare=options["compare"])
        self.stdout.write(
            f"{len(pairs)} tables restored as {prefix}…; docs/operations.md says how the site moves there."
        )
        if different:
            raise CommandError(f"{different} tables are not equal.")

    def _recoverable(self) -> list[str]:
        """Those with point-in-time recovery; the others hold what may be lost (infra/template.yaml)."""
        return [name for name in restoring.tables_of(settings.DYNAMO_PREFIX) if restoring.is_recoverable(name)]

    def _said(self, table: str, target: str, *, compare: bool) -> bool:
        if not compare:
            self.stdout.write(f"{target}: restored")
            return False
        before, after = restoring.content_of(table), restoring.content_of(target)
        word = "equal" if before == after else f"NOT equal to {before.items} items, {before.hash[:12]}"
        self.stdout.write(f"{target}: {after.items} items, {after.hash[:12]}, {word}")
        return before != after
