"""Files of a release that arrive at the same moment, on DynamoDB Local; S3 is moto."""

from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
from django.conf import settings
from moto import mock_aws

from catalog import services
from catalog.models import Release, Upload
from musicweb.aws.clients import s3
from tests.factories import make_release, make_upload

FILES, SOUND = 12, b"some sound"


@pytest.fixture
def release(dynamodb_local: str):
    with mock_aws(config={"core": {"passthrough": {"urls": [f"{dynamodb_local}.*"]}}}):
        boto3.client("s3").create_bucket(Bucket=settings.UPLOAD_BUCKET)
        yield make_release()


def test_every_file_of_a_folder_is_a_track_of_its_own_number(release: Release):
    uploads = [
        make_upload(release=release, filename=f"{number}.flac", size_bytes=len(SOUND)) for number in range(FILES)
    ]

    def arrive(upload: Upload) -> None:
        part = s3().upload_part(
            Bucket=settings.UPLOAD_BUCKET,
            Key=upload.object_key,
            UploadId=upload.multipart_id,
            PartNumber=1,
            Body=SOUND,
        )
        services.complete_upload(upload=upload, parts={1: part["ETag"]})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(arrive, uploads))
    tracks = Release.fetch(release.id).tracks.as_dict().values()
    assert sorted(track["track_number"] for track in tracks) == list(range(1, FILES + 1))
