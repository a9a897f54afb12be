"""The whole of `manage.py runserver`: it starts everything, keeps the data, ends everything, and says what was lost."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from musicweb.local import stack
from musicweb.local.emulator import installed
from musicweb.local.folder import PROJECT, LocalError
from musicweb.local.ports import any_free, is_free
from tests.embedded import first_port, missing_tool
from tests.local.processes import child, listener, wait_for_end

pytestmark = pytest.mark.integration
QUEUE = "remembered"


class Site:
    """A `runserver` in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.port = any_free(start=first_port() + 200)
        self.emulator_port = any_free(start=first_port() + 250)
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self, *options):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("MUSICWEB_", "AWS_"))}
        began = time.monotonic()
        self.process = subprocess.Popen(
            [
                sys.executable,
                "manage.py",
                "runserver",
                str(self.port),
                f"--emulator-port={self.emulator_port}",
                "--empty",
                *options,
            ],
            cwd=PROJECT,
            env=environment | {"MUSICWEB_LOCAL": str(self.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if line.startswith("Ctrl-C ends"):
                self.seconds = time.monotonic() - began
                return
        raise AssertionError(f"The site did not come up:\n{self.said}")

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.said += self.process.communicate(timeout=60)[0]
        return self.process.returncode

    @property
    def aws(self):
        return f"http://127.0.0.1:{self.emulator_port}"


@pytest.fixture
def site(tmp_path):
    try:
        installed()
    except LocalError as error:
        missing_tool(str(error))
    site = Site(tmp_path)
    yield site
    if site.process.poll() is None:
        site.end()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_command_brings_everything_and_one_signal_ends_it_and_keeps_the_data(site, number):
    site.start()
    for role in ("listener", "artist", "moderator", "admin"):
        assert f"{role}@example.org" in site.said
    assert f"The site is at {site.url}/" in site.said
    assert urllib.request.urlopen(f"{site.url}/health/").status == 200
    stack.client("sqs", site.aws).create_queue(QueueName=QUEUE)

    assert site.end(number) == 0

    assert is_free(site.port)
    assert is_free(site.emulator_port)
    site.start()
    assert "Deploying" not in site.said
    assert [url for url in stack.client("sqs", site.aws).list_queues()["QueueUrls"] if url.endswith(QUEUE)]


def test_a_changed_file_brings_a_new_server_and_a_new_worker_but_the_same_aws(site):
    site.start()
    server, emulator = listener(site.port), listener(site.emulator_port)
    worker = child(site.process.pid, "manage.py worker")
    (PROJECT / "musicweb" / "context.py").touch()
    wait_for_end(server)
    wait_for_end(worker)

    deadline = time.monotonic() + 30
    while child(site.process.pid, "manage.py worker") is None:
        assert time.monotonic() < deadline, "No worker came back."
    assert listener(site.emulator_port) == emulator


def test_when_it_is_killed_nothing_of_it_lives_on_and_nothing_is_lost(site):
    site.start()
    children = [listener(site.port), listener(site.emulator_port)]
    stack.client("sqs", site.aws).create_queue(QueueName=QUEUE)

    site.end(signal.SIGKILL)
    for pid in children:
        wait_for_end(pid)

    site.start()
    assert "is lost" not in site.said
    assert [url for url in stack.client("sqs", site.aws).list_queues()["QueueUrls"] if url.endswith(QUEUE)]


def test_after_the_embedded_aws_was_killed_the_next_start_says_what_was_lost(site):
    site.start()
    site.end()
    site.start()
    emulator = listener(site.emulator_port)
    s3 = stack.client("s3", site.aws)
    s3.put_object(Bucket="musicweb-local-media-000000000000", Key="private/a/originals/orphan", Body=b"x")

    os.kill(emulator, signal.SIGKILL)
    site.end()
    site.start()

    assert "was killed" in site.said
    assert "1 objects of musicweb-local-media" in site.said


def test_after_the_first_run_was_killed_the_site_is_made_anew(site):
    site.start()
    os.kill(listener(site.emulator_port), signal.SIGKILL)
    site.end()

    site.start()

    assert "was killed" in site.said
    assert urllib.request.urlopen(f"{site.url}/health/").status == 200


def test_the_stack_follows_the_site_to_another_port(site):
    site.start()
    site.end()
    site.port = any_free(start=first_port() + 300)
    site.url = f"http://127.0.0.1:{site.port}"

    site.start()

    assert "Deploying" in site.said
    cors = stack.client("s3", site.aws).get_bucket_cors(Bucket="musicweb-local-uploads-000000000000")["CORSRules"][0]
    assert cors["AllowedOrigins"] == [site.url]


def test_localhost_is_sent_to_the_one_address_before_any_cookie(site):
    site.start()
    opener = urllib.request.build_opener(
        type("NoRedirect", (urllib.request.HTTPRedirectHandler,), {"redirect_request": lambda *_: None})
    )

    with pytest.raises(urllib.error.HTTPError) as answer:
        opener.open(urllib.request.Request(f"{site.url}/?q=1", headers={"Host": f"localhost:{site.port}"}))

    assert answer.value.headers["Location"] == f"{site.url}/?q=1"
    assert "Set-Cookie" not in answer.value.headers


def test_a_busy_port_is_one_line_with_the_remedy(site):
    site.start()
    second = subprocess.run(
        [sys.executable, "manage.py", "runserver", str(site.port)],
        cwd=PROJECT,
        env={name: value for name, value in os.environ.items() if not name.startswith(("MUSICWEB_", "AWS_"))}
        | {"MUSICWEB_LOCAL": str(site.folder)},
        capture_output=True,
        text=True,
    )

    assert second.returncode != 0
    assert "make run PORT=8001" in second.stderr
    assert second.stderr.count("\n") == 1
