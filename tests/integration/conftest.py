"""`aws` is the embedded AWS with the real stack, `worker` what Lambda's pollers are on AWS."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from musicweb.local.emulator import installed
from musicweb.local.folder import LocalError
from musicweb.local.worker import Worker
from tests.embedded import EmbeddedAWS, missing_tool


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
    """Shared by the tests of a run and never emptied: a test makes its own people and music."""
    with embedded_aws.in_use():
        yield embedded_aws


@pytest.fixture
def worker(aws: EmbeddedAWS) -> Worker:
    """`run_until_idle()` handles what waits in the queue and the streams, in the test's own thread."""
    from musicweb.lambda_handler import handler

    return Worker(handler, queue_url=settings.UPLOAD_QUEUE_URL, table_prefix=settings.DYNAMO_PREFIX)
