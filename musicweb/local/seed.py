"""Fills an empty site with the project's own music, by the same way as any artist's, while the site is up."""

import os
import sys
import tempfile
from pathlib import Path


def seed() -> int:
    """The number of songs that the site has now through this. Safe to repeat."""
    from catalog import services
    from musicweb.local import accounts
    from musicweb.local.demo_music import compose_all
    from musicweb.local.importing import Album, Importer, Owner

    endpoint = os.environ["AWS_ENDPOINT_URL"]
    owner = Owner(accounts.subject(endpoint, "artist")[0])
    songs = 0
    with tempfile.TemporaryDirectory() as folder:
        for demo in compose_all(Path(folder)):
            artist = services.create_artist(owner=owner, handle=demo.artist_handle, name=demo.artist_name)
            if not artist.bio:
                services.edit_artist(artist=artist, version=int(artist.version), bio=demo.artist_bio)
            importer = Importer(artist)
            importer.add(Album(demo.title, demo.tracks, demo.cover, demo.release_type))
            songs += len(importer.summary.imported) + len(importer.summary.known)
            print(f"  {demo.artist_name}: {demo.title}", flush=True)
    return songs


def main() -> int:
    import django

    from musicweb.local.environment import load
    from musicweb.local.leash import follow_owner

    follow_owner(lambda: os._exit(1))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "musicweb.settings")
    sys.argv[1:] = ["seed"]
    load()
    django.setup()
    print("Composing some music to begin with…", flush=True)
    seed()
    return 0


if __name__ == "__main__":
    sys.exit(main())
