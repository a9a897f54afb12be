"""A command of manage.py with a stage's settings, which the environment holds (`run.manage`).

Django checks the settings first. A site without a mail domain is one all the same, here as in `zappa_settings.py`.
"""

import sys

from django.conf import settings
from django.core.management import execute_from_command_line

from .zappa_settings import NO_MAIL

if __name__ == "__main__":
    settings.SILENCED_SYSTEM_CHECKS = [NO_MAIL]
    execute_from_command_line(["manage.py", *sys.argv[1:]])
