"""What this checkout keeps between runs: everything below `.local/`, which git ignores.

MUSICWEB_LOCAL names another folder: a second site beside the first, as the tests need it.
"""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
LOCAL = Path(os.environ.get("MUSICWEB_LOCAL") or PROJECT / ".local")
TEMPLATE = PROJECT / "infra" / "template.yaml"


class LocalError(Exception):
    """Why the local site cannot start, in one line that names the remedy."""
