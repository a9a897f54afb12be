"""Letting a browser write one object of S3: a form (presigned POST) or parts (presigned multipart)."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .clients import s3
from .errors import translated

GRANT_SECONDS = 3600
PARTS_MAX = 10_000  # S3's limit


class PostForm(NamedTuple):
    """Where a form goes and its hidden fields; the file is the last field, named "file"."""

    url: str
    fields: dict[str, str]


class Head(NamedTuple):
    size_bytes: int
    content_type: str


def presign_post(
    bucket: str, key: str, *, content_type: str, size_bytes: int | None, max_bytes: int, redirect_to: str = ""
) -> PostForm:
    """A form that writes exactly this key and type, of exactly `size_bytes`, or where None of 1 to `max_bytes`.

    S3 refuses anything else. With `redirect_to` it sends the browser there afterwards (303).
    """
    least, most = (1, max_bytes) if size_bytes is None else (size_bytes, size_bytes)
    fields = {"Content-Type": content_type}
    if redirect_to:
        fields["success_action_redirect"] = redirect_to
    conditions = [["content-length-range", least, most], *({name: value} for name, value in fields.items())]
    signed = s3().generate_presigned_post(bucket, key, Fields=fields, Conditions=conditions, ExpiresIn=GRANT_SECONDS)
    return PostForm(url=signed["url"], fields=signed["fields"])


def create_multipart(bucket: str, key: str, *, content_type: str) -> str:
    """The id of a new multipart upload; no object exists until it is completed."""
    with translated():
        return s3().create_multipart_upload(Bucket=bucket, Key=key, ContentType=content_type)["UploadId"]


def presign_part(bucket: str, key: str, multipart_id: str, number: int) -> str:
    """Where the bytes of part `number` (from 1) are PUT; signed without a request to AWS."""
    params = {"Bucket": bucket, "Key": key, "UploadId": multipart_id, "PartNumber": number}
    return s3().generate_presigned_url("upload_part", Params=params, ExpiresIn=GRANT_SECONDS)


def list_parts(bucket: str, key: str, multipart_id: str) -> dict[int, str]:
    """Part number → ETag of what has arrived. Raises Missing for one that was completed or aborted."""
    with translated():
        pages = s3().get_paginator("list_parts").paginate(Bucket=bucket, Key=key, UploadId=multipart_id)
        return {part["PartNumber"]: part["ETag"] for page in pages for part in page.get("Parts", ())}


def complete_multipart(bucket: str, key: str, multipart_id: str, etags: Mapping[int, str]) -> None:
    """Make the object of these parts. Raises Missing for unknown parts and for one already completed."""
    parts = [{"PartNumber": number, "ETag": etags[number]} for number in sorted(etags)]
    with translated():
        s3().complete_multipart_upload(
            Bucket=bucket,
            Key=key,
            UploadId=multipart_id,
            MultipartUpload={"Parts": parts},  # type: ignore[typeddict-item]
        )


def abort_multipart(bucket: str, key: str, multipart_id: str) -> None:
    """Throw its parts away. Raises Missing for one that was completed or aborted."""
    with translated():
        s3().abort_multipart_upload(Bucket=bucket, Key=key, UploadId=multipart_id)


def head(bucket: str, key: str) -> Head:
    """Size and type of an object. Raises Missing."""
    with translated():
        found = s3().head_object(Bucket=bucket, Key=key)
    return Head(size_bytes=found["ContentLength"], content_type=found.get("ContentType", ""))


def part_numbers(size_bytes: int, part_bytes: int) -> Iterable[int]:
    """The numbers of the parts of a file of this size."""
    return range(1, max(1, -(-size_bytes // part_bytes)) + 1)
