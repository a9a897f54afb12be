"""Static files under their hashed names: put into the bucket once, kept for ever, for each version knows its own."""

import json
import mimetypes
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .site import Site

PREFIX = "static/"
KEPT = "public, max-age=31536000, immutable"
PLAIN = ("edge/away.html", "edge/away.css")  # the template names them: what CloudFront shows when nothing answers
PLAIN_KEPT = "public, max-age=300"
WITH_CHARSET = ("text/", "application/json", "image/svg+xml")


def missing(site: Site, bucket: str, folder: Path) -> list[str]:
    """Hashed names that the bucket does not have yet."""
    names = json.loads((folder / "staticfiles.json").read_text())["paths"].values()
    pages = site.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=PREFIX)
    there = {entry["Key"].removeprefix(PREFIX) for page in pages for entry in page.get("Contents", ())}
    return sorted(set(names) - there)


def upload(site: Site, bucket: str, folder: Path) -> int:
    """How many were new, beside those of PLAIN, which are sent each time. CloudFront compresses them; S3 keeps them plain."""
    s3, names = site.client("s3"), missing(site, bucket, folder)

    def put(name: str) -> None:
        s3.put_object(
            Bucket=bucket,
            Key=PREFIX + name,
            Body=(folder / name).read_bytes(),
            ContentType=content_type(name),
            CacheControl=PLAIN_KEPT if name in PLAIN else KEPT,
        )

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(put, [*names, *PLAIN]))  # raises what any of them raised
    return len(names)


def content_type(name: str) -> str:
    found = "text/javascript" if name.endswith(".js") else mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith(WITH_CHARSET) else found
