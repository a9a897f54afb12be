"""The site that is deployed: its names, its clients of AWS, and where its files are."""

import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from musicweb.local.stack import load

PROJECT = Path(__file__).resolve().parent.parent.parent
PROJECT_NAME = "musicweb"
STAGES = ("production", "dev")
KINDS = {"": "Web", "_api": "Api", "_worker": "Worker"}  # end of Zappa's stage → its role in the template
_PATIENT = Config(connect_timeout=10, read_timeout=120, retries={"mode": "standard", "max_attempts": 8})


class DeployError(Exception):
    """Why it stopped, and what to do, in a sentence or two."""


@dataclass(frozen=True)
class Site:
    stage: str
    region: str = "us-east-1"
    template: Path = PROJECT / "infra" / "template.yaml"
    packages: Path = PROJECT / ".local" / "package"
    parameters: dict[str, str] = field(default_factory=dict, hash=False)  # of the template, given with this run
    settings: dict[str, str] = field(default_factory=dict, hash=False)  # MUSICWEB_…, given with this run

    def client(self, service: str) -> Any:
        return _client(service, self.region, os.environ.get("AWS_ENDPOINT_URL"))

    @property
    def declared(self) -> dict[str, Any]:
        """The template, read once: that takes a second. Nobody changes it."""
        return _template(self.template, self.template.stat().st_mtime_ns)

    @property
    def name(self) -> str:
        return f"{PROJECT_NAME}-{self.stage}"

    @property
    def stack(self) -> str:
        """Zappa calls its own stacks as its functions, so this one has another name."""
        return f"{self.name}-resources"

    @property
    def folder(self) -> Path:
        """What this run writes, ignored by git: Zappa's settings with all ids, its log."""
        folder = PROJECT / ".local" / "deploy" / self.stage
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def zappa_stages(self) -> list[str]:
        return [self.stage + kind for kind in KINDS]

    def function(self, kind: str) -> str:
        """The function's name, as Zappa makes it of project and stage."""
        return f"{self.name}{kind.replace('_', '-')}"

    def account(self) -> str:
        account: str = self.client("sts").get_caller_identity()["Account"]
        return account

    def gateway(self, api_id: str, kind: str) -> tuple[str, dict[str, str]]:
        """Address of a gateway's stage, and the headers that lead there (an emulator goes by the Host header)."""
        host = f"{api_id}.execute-api.{self.region}.amazonaws.com"
        endpoint = os.environ.get("AWS_ENDPOINT_URL")
        if endpoint:
            return f"{endpoint}/{self.stage}{kind}", {"Host": f"{api_id}.execute-api.{urlsplit(endpoint).netloc}"}
        return f"https://{host}/{self.stage}{kind}", {}


@lru_cache(maxsize=2)
def _template(path: Path, changed: int) -> dict[str, Any]:
    return load(path)


@lru_cache(maxsize=32)
def _client(service: str, region: str, endpoint: str | None) -> Any:
    return boto3.client(service, region_name=region, endpoint_url=endpoint, config=_PATIENT)  # type: ignore[call-overload]
