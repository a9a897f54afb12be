"""A run from beginning to end, and what is printed of it."""

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch
from uuid import UUID

import boto3
from django.conf import settings
from django.test import override_settings
from moto import mock_aws

from catalog.media import child, process
from catalog.media.facts import Facts
from musicweb.aws import clients
from tests.catalog.media.sounds import FLAC, tone, write
from tests.chaos import checking
from tests.chaos.acts import World
from tests.chaos.deliveries import Deliveries
from tests.chaos.faults import Faults

SECOND = 44_100
NO_LIMITS = {"quota_bytes": 10**15, "day_files": 10**9, "day_bytes": 10**15}  # one artist sends everything


@dataclass(frozen=True)
class History:
    seed: int
    acts: int
    world: World
    lost: list[str]
    doubled: list[str]
    unended: list[str]
    ends: dict[str, int]  # of uploads, by state

    def __str__(self) -> str:
        ms, outcomes, faults = sorted(self.world.ms), self.world.outcomes, self.world.faults
        kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(faults.counts.items()))
        done = ", ".join(f"{name} {outcomes[name]}" for name in ("acknowledged", "not acknowledged", "refused"))
        again, dead = self.world.deliveries.counts, len(self.world.deliveries.dead)
        return "\n".join(
            (
                f"seed {self.seed}: {self.acts} acts, {done}",
                f"{faults.calls} requests to AWS, {faults.retries} of them retries; faults: {kinds}",
                f"deliveries: {dict(again)}, dead letters {dead}; uploads: {self.ends}",
                f"lost {len(self.lost)}, doubled {len(self.doubled)}, uploads without an end {len(self.unended)}",
                f"an act with all its waiting: p50 {ms[len(ms) // 2]:.0f} ms, p99 {ms[int(len(ms) * 0.99)]:.0f} ms",
            )
        )


def run(acts: int, seed: int, endpoint: str) -> History:
    """Needs empty tables in the DynamoDB of this endpoint, which the project's code meets."""
    random.seed(seed)  # pauses with jitter
    with _other_services(endpoint), _decoded() as sound:
        faults = Faults(seed)
        deliveries = Deliveries(seed, faults)
        world = World(seed, faults, deliveries, sound)
        with faults.between():
            world.run(acts)
        lost, doubled = checking.lost_and_doubled(world)
        return History(seed, acts, world, lost, doubled, checking.unended(world), checking.ends(world))


@contextmanager
def _other_services(endpoint: str) -> Iterator[None]:
    with mock_aws(config={"core": {"passthrough": {"urls": [f"{endpoint}.*"]}}}):
        for bucket in (settings.UPLOAD_BUCKET, settings.MEDIA_BUCKET):
            boto3.client("s3").create_bucket(Bucket=bucket)
        names = {"PLAYS_QUEUE_URL": "musicweb-test-plays", "UPLOAD_QUEUE_URL": "musicweb-test-uploads"}
        queues = {
            setting: boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"] for setting, name in names.items()
        }
        for made in (clients._s3, clients._s3_resource, clients._sqs):
            made.cache_clear()
        with override_settings(**queues, ROLE_LIMITS={"artists": NO_LIMITS}):
            yield


@contextmanager
def _decoded() -> Iterator[bytes]:
    """The bytes of a second of sound. It is decoded once: every upload then gets copies of what came of it, with a
    checksum of its own, because a decode takes a second and its child knows no AWS that could fail."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        out.mkdir()
        source = write(Path(folder) / "second", FLAC, tone(SECOND))
        facts = process.run(source, out, lambda percent: None)

        def decode(source: Path, out: Path, **_: Any) -> Facts:
            shutil.copytree(Path(folder) / "out", out, dirs_exist_ok=True)
            return replace(facts, checksum=UUID(int=random.getrandbits(128)).hex, print_keys=())

        with patch.object(child, "process_in_child", decode):
            yield source.read_bytes()
