"""Pages do without the API: its packages are not even imported where it is not served."""

import os
import subprocess
import sys

import pytest

from musicweb.local.folder import PROJECT

HOME = """
import sys
sys.modules.update(dict.fromkeys(["ninja", "pydantic", "pydantic_core"]))  # to import one raises ImportError
from django.test import Client
from musicweb.wsgi import application
print(Client().get("/help/keys/").status_code, Client().get("/api/v1/songs").status_code)
"""


@pytest.mark.parametrize("serves", ["pages", ""])
def test_a_process_for_pages_neither_has_the_api_nor_loads_what_it_needs(serves):
    environment = os.environ | {"MUSICWEB_SERVES": serves, "MUSICWEB_STAGE": "elsewhere"}
    done = subprocess.run([sys.executable, "-c", HOME], cwd=PROJECT, env=environment, capture_output=True, text=True)

    assert done.stdout.split() == ["200", "404"], done.stderr
