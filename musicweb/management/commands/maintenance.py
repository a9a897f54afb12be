"""The maintenance switch from the command line: for work on tables and deployments."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from catalog.queries import site_state
from musicweb.moderation.services import set_read_only


class CommandLine:
    """Who does it, for the audit."""

    pk = "command-line"

    @staticmethod
    def get_username() -> str:
        return "manage.py maintenance"


class Command(BaseCommand):
    help = "Make the site read-only (on) or usual again (off): within 15 seconds everywhere. Without a word it says how it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("switch", nargs="?", choices=["on", "off"])

    def handle(self, *args: Any, **options: Any) -> None:
        if options["switch"]:
            set_read_only(options["switch"] == "on", by=CommandLine())
        self.stdout.write("The site is read-only." if site_state().read_only else "The site reads and writes.")
