#!/usr/bin/env python
"""Django's commands. On a developer's machine they speak to the embedded AWS of `.local/`."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "musicweb.settings")
    if "MUSICWEB_STAGE" not in os.environ:
        from musicweb.local.environment import load

        load()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
