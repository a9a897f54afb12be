"""A worker to be killed: processes the upload of the key it is given, and says how far it came."""

import sys

import django

django.setup()

from catalog import services  # noqa: E402
from catalog.services import processing  # noqa: E402


def saying(name: str) -> None:
    """Announce each call of a step of the work."""
    step = getattr(processing, name)

    def said(*arguments, **more):
        print(name, flush=True)
        return step(*arguments, **more)

    setattr(processing, name, said)


for step in ("process_in_child", "_store", "_commit", "settle_song"):
    saying(step)
print("begun", flush=True)
services.process_upload(sys.argv[1])
print("done", flush=True)
