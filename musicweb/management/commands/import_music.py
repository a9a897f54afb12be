"""Brings a folder of tagged files into the running site, by the same way as a browser."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from musicweb.dynamo.errors import NotFound, Unavailable


class Command(BaseCommand):
    help = "Import audio files into an artist's releases, one for each album. Safe to repeat. Ends with 1 if any was refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--artist", required=True, metavar="HANDLE", help="as in /artists/HANDLE/")

    def handle(self, *args: Any, **options: Any) -> None:
        from catalog.models import Artist
        from catalog.refusal_messages import message_of
        from musicweb.local.importing import Importer, albums

        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        found = albums(folder)
        if not found:
            raise CommandError(f"There are no audio files in {folder}.")
        try:
            artist = Artist.fetch(options["artist"])
        except NotFound as error:
            raise CommandError(f"There is no artist “{options['artist']}”. Make one in the studio first.") from error
        except Unavailable as error:
            raise CommandError(
                "The site is not running. Start it with “make run” and repeat this beside it."
            ) from error
        with tqdm(total=sum(len(album.files) for album in found), unit="file", file=sys.stderr) as bar:
            importer = Importer(artist, told=lambda name: bar.update())
            for album in found:
                bar.set_description(album.title)
                importer.add(album)
        summary = importer.summary
        for name, code in summary.refused:
            self.stdout.write(f"refused: {name}: {message_of(code)}")
        self.stdout.write(
            f"{len(summary.imported)} imported, {len(summary.known)} were there already, {len(summary.refused)} refused."
        )
        if summary.refused:
            raise SystemExit(1)
