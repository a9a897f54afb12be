"""What hangs on a leash hears when its owner lets go."""

import subprocess
import sys

from musicweb.local.folder import PROJECT
from musicweb.local.leash import Leashed


def test_a_follower_learns_that_it_was_released():
    program = (
        "import threading; from musicweb.local.leash import follow_owner; gone = threading.Event();"
        "follow_owner(gone.set); assert gone.wait(20)"
    )
    child = Leashed([sys.executable, "-c", program], {"PYTHONPATH": str(PROJECT)}, new_session=True)

    child.release()

    assert child.process.wait(20) == 0


def test_a_program_that_fails_by_itself_leaves_its_marker(tmp_path):
    marker = tmp_path / "running"
    leash = [sys.executable, "-m", "musicweb.local.leash", str(marker)]

    assert subprocess.run([*leash, sys.executable, "-c", "raise SystemExit(3)"], cwd=PROJECT).returncode == 3
    assert marker.exists()

    assert subprocess.run([*leash, sys.executable, "-c", ""], cwd=PROJECT).returncode == 0
    assert not marker.exists()
