"""What can go wrong with S3 and SQS, said once."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

MISSING = {"404", "NoSuchKey", "NoSuchUpload", "NoSuchVersion", "NotFound", "InvalidPart", "InvalidPartOrder"}


class AwsError(Exception):
    """A request to S3 or SQS that gave no answer one can use."""


class Missing(AwsError, FileNotFoundError):
    """No object, upload or part of that name."""


class Unavailable(AwsError):
    """The service did not answer, refused the request or is not reachable; it may pass later."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn the errors of boto3 raised inside into the ones of this module."""
    try:
        yield
    except ClientError as error:
        missing = error.response.get("Error", {}).get("Code") in MISSING
        raise (Missing if missing else Unavailable)(str(error)) from error
    except BotoCoreError as error:
        raise Unavailable(str(error)) from error
