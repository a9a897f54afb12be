"""A worker to be killed: processes the upload of the key it is given, and says how far it came."""

import sys
from types import ModuleType

import django

django.setup()

from catalog import services  # noqa: E402
from catalog.media import child  # noqa: E402
from catalog.services import processing  # noqa: E402


def saying(module: ModuleType, name: str) -> None:
    """Announce each call of a step of the work."""
    step = getattr(module, name)

    def said(*arguments, **more):
        print(name, flush=True)
        return step(*arguments, **more)

    setattr(module, name, said)


saying(child, "process_in_child")
for step in ("_store", "_commit", "settle_song"):
    saying(processing, step)
print("begun", flush=True)
services.process_upload(sys.argv[1])
print("done", flush=True)
