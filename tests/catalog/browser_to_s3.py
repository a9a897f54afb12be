"""What a browser does between a grant and its completion, with moto's or the embedded S3."""

from django.conf import settings

from catalog.models import Upload
from musicweb.aws.clients import s3


def send_parts(upload: Upload, content: bytes, *, part_bytes: int = 5 * 1024**2) -> dict[int, str]:
    """Put the content as parts; their ETags."""
    starts = range(0, max(1, len(content)), part_bytes)
    place = {"Bucket": settings.UPLOAD_BUCKET, "Key": upload.object_key, "UploadId": upload.multipart_id}
    return {
        number: s3().upload_part(**place, PartNumber=number, Body=content[start : start + part_bytes])["ETag"]
        for number, start in enumerate(starts, start=1)
    }


def send_form(upload: Upload, content: bytes, *, content_type: str = "") -> None:
    """As S3 stores what a presigned form sent."""
    s3().put_object(
        Bucket=settings.UPLOAD_BUCKET,
        Key=upload.object_key,
        Body=content,
        ContentType=content_type or upload.content_type,
    )


def event_of(upload: Upload) -> dict:
    """What S3 puts into the queue."""
    named = {"bucket": {"name": settings.UPLOAD_BUCKET}, "object": {"key": upload.object_key, "sequencer": "00"}}
    return {"eventSource": "aws:s3", "eventName": "ObjectCreated:CompleteMultipartUpload", "s3": named}
