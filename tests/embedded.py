"""The embedded AWS for tests: an emulator of its own on free ports, with the stack of `infra/template.yaml`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
import pytest
from django.conf import settings
from django.test import override_settings

from musicweb.local import environment, stack
from musicweb.local.emulator import Emulator
from musicweb.local.ports import any_free
from tests.environment import PROJECT, STAGE

SETTINGS = {
    "UPLOAD_BUCKET": "MUSICWEB_UPLOAD_BUCKET",
    "MEDIA_BUCKET": "MUSICWEB_MEDIA_BUCKET",
    "UPLOAD_QUEUE_URL": "MUSICWEB_UPLOAD_QUEUE_URL",
    "UPLOAD_DLQ_URL": "MUSICWEB_UPLOAD_DLQ_URL",
    "PLAYS_QUEUE_URL": "MUSICWEB_PLAYS_QUEUE_URL",
    "PLAYS_DLQ_URL": "MUSICWEB_PLAYS_DLQ_URL",
}
COGNITO = ("pool_id", "issuer", "domain", "client_id", "client_secret")


class EmbeddedAWS:
    """A running emulator with the deployed stack. `outputs` are the template's."""

    def __init__(self, folder: Path, *, app_url: str):
        self.emulator = Emulator(folder, any_free(start=first_port()))
        self.emulator.start()
        self.url = self.emulator.url
        self.deploy(app_url)

    def deploy(self, app_url: str) -> None:
        """Again for another address of the site: what Cognito and CORS allow."""
        self.app_url = app_url
        self.outputs = stack.deploy(self.url, stage=STAGE, project=PROJECT, app_url=app_url)
        self.environment = environment.resources(self.url, self.outputs)

    def client(self, service: str):
        """As the account's root."""
        return stack.client(service, self.url)

    def role(self, name: str) -> boto3.Session:
        """A session with the temporary credentials of a role of the template: "Web" or "Worker"."""
        assumed = self.client("sts").assume_role(RoleArn=self.outputs[f"{name}RoleArn"], RoleSessionName="test")
        credentials = assumed["Credentials"]
        return boto3.Session(
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials["SessionToken"],
            region_name=settings.AWS_REGION,
        )

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """The project's code meets this AWS: environment, settings and PynamoDB's connections."""
        found = self.environment
        changed = {name: found[variable] for name, variable in SETTINGS.items()}
        changed["COGNITO"] = {name: found[f"MUSICWEB_COGNITO_{name.upper()}"] for name in COGNITO}
        with pytest.MonkeyPatch.context() as patch, override_settings(**changed):
            patch.setenv("AWS_ENDPOINT_URL", self.url)
            patch.setattr(boto3, "DEFAULT_SESSION", None)
            forget_connections()
            yield
        forget_connections()

    def empty_queues(self) -> None:
        """What is left in a queue would come back in another test, up to four times."""
        sqs = self.client("sqs")
        for setting in SETTINGS:
            if setting.endswith(("_QUEUE_URL", "_DLQ_URL")):
                sqs.purge_queue(QueueUrl=self.environment[SETTINGS[setting]])

    def stop(self) -> None:
        self.emulator.stop()


def forget_connections() -> None:
    """PynamoDB keeps a connection, and with it an endpoint, for each model."""
    from tests.conftest import every_table

    for model in every_table():
        model._connection = None


def first_port() -> int:
    """Test processes that run side by side look for free ports in different places."""
    return 21000 + 500 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def missing_tool(line: str) -> None:
    """Skips on a developer's machine; in CI nothing may be skipped."""
    if os.environ.get("CI"):
        pytest.fail(line)
    pytest.skip(line)
