"""`aws` is the embedded AWS with the real stack, `worker` what Lambda's pollers are on AWS."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from musicweb.local.emulator import installed
from musicweb.local.folder import LocalError
from musicweb.local.worker import Worker
from tests.catalog.media.sounds import FLAC, tone, write
from tests.embedded import EmbeddedAWS, missing_tool
from tests.integration.roles import WorkerFunction, acting_as
from tests.integration.studio import Studio


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker("integration")


@pytest.fixture(scope="session")
def embedded_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedAWS]:
    try:
        installed()
    except LocalError as error:
        missing_tool(str(error))
    running = EmbeddedAWS(tmp_path_factory.mktemp("aws"), app_url=settings.SITE_URL)
    yield running
    running.stop()


@pytest.fixture
def aws(embedded_aws: EmbeddedAWS) -> Iterator[EmbeddedAWS]:
    """Shared by the tests of a run: a test makes its own people and music. Only the queues begin empty."""
    embedded_aws.empty_queues()
    with embedded_aws.in_use():
        yield embedded_aws


@pytest.fixture
def worker(aws: EmbeddedAWS) -> Worker:
    """`run_until_idle()` handles what waits in the queue and the streams, in the test's own thread."""
    from musicweb.lambda_handler import handler

    return Worker(
        handler,
        queue_url=settings.UPLOAD_QUEUE_URL,
        plays_queue_url=settings.PLAYS_QUEUE_URL,
        table_prefix=settings.DYNAMO_PREFIX,
    )


@pytest.fixture(scope="session")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """How far the streams were read, so that no test hears the changes of another."""
    return tmp_path_factory.mktemp("streams") / "reached.json"


@pytest.fixture
def worker_function(aws: EmbeddedAWS, checkpoints: Path) -> WorkerFunction:
    """The worker with its role's credentials: `run()` handles what this test has caused."""
    return WorkerFunction(aws, checkpoints)


@pytest.fixture
def web_function(aws: EmbeddedAWS) -> Iterator[None]:
    """The test runs with the web function's credentials, so its role is proven to be enough."""
    with acting_as(aws.role("Web")):
        yield


@pytest.fixture
def studio(web_function: None) -> Studio:
    return Studio.opened()


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Three seconds of FLAC without tags."""
    return write(tmp_path_factory.mktemp("sound") / "rain", FLAC, tone(44_100 * 3)).read_bytes()
