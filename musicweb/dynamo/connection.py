"""One DynamoDB client for all tables of the process.

PynamoDB makes a client for each model; each takes tens of milliseconds and megabytes, and keeps
connections of its own. Here they share one, with the timeouts of a request somebody waits for.
"""

import os
from functools import lru_cache
from typing import Any

import botocore.session
from botocore.config import Config
from pynamodb.connection import Connection

from . import capacity  # noqa: F401  listens to sessions made from here on
from .budget import keep_to_budget, timeouts
from .parsing import PlainParsers


class SharedConnection(Connection):
    """A PynamoDB connection that borrows the shared client. `Meta.host` and the like are not read."""

    @property
    def client(self) -> Any:
        return dynamodb_client()


def dynamodb_client() -> Any:
    """The client of the endpoint, region and account that the environment names now.

    Endpoint and attempts come from the standard variables (AWS_ENDPOINT_URL, AWS_MAX_ATTEMPTS).
    """
    environment = os.environ
    return _client(
        environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION"),
        environment.get("AWS_ENDPOINT_URL_DYNAMODB") or environment.get("AWS_ENDPOINT_URL"),
        environment.get("AWS_ACCESS_KEY_ID"),
        environment.get("AWS_MAX_ATTEMPTS"),
    )


@lru_cache(maxsize=4)
def _client(region: str | None, endpoint_url: str | None, account: str | None, attempts: str | None) -> Any:
    config = Config(
        **timeouts(),  # type: ignore[arg-type]  # its own two
        retries={"mode": "standard"},
        parameter_validation=False,  # PynamoDB builds well-formed requests; the check costs CPU on each
    )
    session = botocore.session.get_session()
    session.register_component("response_parser_factory", PlainParsers())
    client = session.create_client("dynamodb", region_name=region, endpoint_url=endpoint_url, config=config)
    return keep_to_budget(client)


def forget_client() -> None:
    """For tests that stop an engine and start another at the same address."""
    _client.cache_clear()
