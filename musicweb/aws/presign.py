"""Addresses that let a browser read one object of S3 for a short while."""

from urllib.parse import quote

from django.conf import settings

from .clients import s3


def presigned_get(
    bucket: str, key: str, *, filename: str = "", content_type: str = "", seconds: int = settings.MEDIA_GRANT_SECONDS
) -> str:
    """The address of an object for `seconds`; with `filename` the browser saves it under that name.

    Signed without a request to AWS.
    """
    params = {"Bucket": bucket, "Key": key}
    if filename:
        params["ResponseContentDisposition"] = f"attachment; filename*=UTF-8''{quote(filename, safe='')}"
    if content_type:
        params["ResponseContentType"] = content_type
    return s3().generate_presigned_url("get_object", Params=params, ExpiresIn=seconds)
