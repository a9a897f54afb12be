"""The emulator's life: it keeps what it was told, hears only 127.0.0.1, and dies with its owner."""

import os
import signal
import socket
import subprocess
import sys
import textwrap

import pytest

from musicweb.local import stack
from musicweb.local.emulator import Emulator, installed
from musicweb.local.folder import PROJECT, LocalError
from musicweb.local.ports import Ports, any_free, is_free
from tests.embedded import first_port, missing_tool
from tests.local.processes import LOOPBACK, listener, listeners, parent, wait_for_end

pytestmark = pytest.mark.integration
QUEUE = "remembered"


@pytest.fixture
def emulator(tmp_path):
    try:
        installed()
    except LocalError as error:
        missing_tool(str(error))
    started = Emulator(tmp_path, any_free(start=first_port() + 100))
    yield started
    started.stop()


def queues(emulator):
    return stack.client("sqs", emulator.url).list_queues().get("QueueUrls", [])


def test_what_was_written_outlives_a_restart(emulator):
    emulator.start()
    stack.client("sqs", emulator.url).create_queue(QueueName=QUEUE)
    emulator.restart()

    assert queues(emulator)[0].endswith(QUEUE)


def test_a_stopped_emulator_is_clean_and_a_killed_one_is_not(emulator):
    emulator.start()
    assert emulator.unclean
    emulator.stop()
    assert not emulator.unclean

    emulator.start()
    os.kill(listener(emulator.port), signal.SIGKILL)
    emulator.stop()
    assert emulator.unclean


def test_it_listens_on_this_machine_alone(emulator):
    emulator.start()

    assert {address for address, _ in listeners(listener(emulator.port))} == {LOOPBACK}


def test_it_saves_its_state_and_ends_when_its_owner_is_killed(emulator):
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(emulator.folder), str(emulator.port)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    )
    assert owner.stdout.readline() == "ready\n"
    pid = listener(emulator.port)
    leash = parent(pid)
    stack.client("sqs", emulator.url).create_queue(QueueName=QUEUE)

    owner.kill()
    owner.wait()
    wait_for_end(pid)
    wait_for_end(leash)

    assert is_free(emulator.port)
    assert not emulator.unclean
    emulator.start()
    assert queues(emulator)[0].endswith(QUEUE)


def test_a_port_in_use_is_one_line_with_the_remedy(emulator):
    with socket.create_server(("127.0.0.1", emulator.port)), pytest.raises(LocalError, match="EMULATOR_PORT") as error:
        emulator.start()

    assert str(emulator.port) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_emulator_is_one_line_with_the_remedy(monkeypatch, tmp_path):
    monkeypatch.setenv("EMULATOR_PROGRAM", str(tmp_path / "nothing"))

    with pytest.raises(LocalError, match="make env"):
        installed()


def test_ports_are_fixed_remembered_and_changeable(tmp_path):
    assert Ports.remembered(tmp_path) == Ports(8000, 14566)

    Ports.remembered(tmp_path, site=8123).remember(tmp_path)

    assert Ports.remembered(tmp_path) == Ports(8123, 14566)
    assert Ports.remembered(tmp_path, emulator=15555) == Ports(8123, 15555)


OWNER = textwrap.dedent("""
    import sys, time
    from musicweb.local.emulator import Emulator
    from pathlib import Path
    Emulator(Path(sys.argv[1]), int(sys.argv[2])).start()
    print("ready", flush=True)
    time.sleep(60)
""")
