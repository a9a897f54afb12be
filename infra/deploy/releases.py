"""Versions of the code, in the deploy bucket: the zips of each, and which one serves.

Zappa's own rollback goes by Lambda's version numbers, which also count changes of settings and are pruned. A version
here is the three zips together, named by their content, so going back is deploying them again.
"""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .site import KINDS, Site

FOLDER = "releases/"
POINTER = f"{FOLDER}current.json"
TRYING = f"{FOLDER}trying.json"  # there while functions change: what to go back to if that breaks off
KEPT = 5
ZIP_STAGE = "production"  # a zip holds nothing of a stage: those of production serve the others too


def identified(folder: Path) -> str:
    """The same zips have the same name."""
    digest = hashlib.sha256()
    for kind in KINDS:
        digest.update(archive(folder, kind).read_bytes())
    return digest.hexdigest()[:12]


def archive(folder: Path, kind: str) -> Path:
    return folder / f"{ZIP_STAGE}{kind}.zip"


def address(bucket: str, release: str, kind: str) -> str:
    return f"s3://{bucket}/{_key(release, kind)}"


def upload(site: Site, bucket: str, folder: Path) -> str:
    """Returns the version's name. What lies there already is not sent again."""
    s3, release = site.client("s3"), identified(folder)
    there = _keys(site, bucket, f"{FOLDER}{release}/")
    for kind in KINDS:
        if _key(release, kind) not in there:
            s3.upload_file(str(archive(folder, kind)), bucket, _key(release, kind))
    return release


def history(site: Site, bucket: str) -> list[dict[str, Any]]:
    """Versions that served, the one that serves now first, each with its `release` and since when."""
    s3 = site.client("s3")
    if POINTER not in _keys(site, bucket, POINTER):
        return []
    kept: list[dict[str, Any]] = json.loads(s3.get_object(Bucket=bucket, Key=POINTER)["Body"].read())
    return kept


def current(site: Site, bucket: str) -> str | None:
    known = history(site, bucket)
    return known[0]["release"] if known else None


def previous(site: Site, bucket: str) -> str | None:
    known = history(site, bucket)
    return known[1]["release"] if len(known) > 1 else None


def serves(site: Site, bucket: str, release: str) -> None:
    """From now on. Zips that fell out of the history are removed."""
    before = [one for one in history(site, bucket) if one["release"] != release]
    now = {"release": release, "since": datetime.now(UTC).isoformat(timespec="seconds")}
    _write(site, bucket, [now, *before][:KEPT])
    settled(site, bucket)


def withdraw(site: Site, bucket: str, release: str) -> None:
    """It turned out bad: nobody goes back to it."""
    _write(site, bucket, [one for one in history(site, bucket) if one["release"] != release])


def tries(site: Site, bucket: str, back_to: str | None) -> None:
    """From now on functions may have different versions, until `settled`."""
    site.client("s3").put_object(Bucket=bucket, Key=TRYING, Body=json.dumps({"back_to": back_to}).encode())


def unsettled(site: Site, bucket: str) -> bool:
    """A run is at work, or broke off, while functions changed: what serves may not have been tried yet."""
    return TRYING in _keys(site, bucket, TRYING)


def broken_off(site: Site, bucket: str) -> str | None:
    """The version to go back to, when a run broke off while functions changed."""
    if not unsettled(site, bucket):
        return None
    found: dict[str, str | None] = json.loads(site.client("s3").get_object(Bucket=bucket, Key=TRYING)["Body"].read())
    return found["back_to"]


def settled(site: Site, bucket: str) -> None:
    site.client("s3").delete_object(Bucket=bucket, Key=TRYING)


def _write(site: Site, bucket: str, known: list[dict[str, Any]]) -> None:
    s3, kept = site.client("s3"), {one["release"] for one in known}
    s3.put_object(Bucket=bucket, Key=POINTER, Body=json.dumps(known).encode(), ContentType="application/json")
    for key in _keys(site, bucket, FOLDER):
        if key not in (POINTER, TRYING) and key.split("/")[1] not in kept:
            s3.delete_object(Bucket=bucket, Key=key)


def _keys(site: Site, bucket: str, prefix: str) -> set[str]:
    pages = site.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return {entry["Key"] for page in pages for entry in page.get("Contents", ())}


def _key(release: str, kind: str) -> str:
    return f"{FOLDER}{release}/{ZIP_STAGE}{kind}.zip"
