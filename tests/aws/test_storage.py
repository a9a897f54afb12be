"""The buckets as Django storages."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from musicweb.aws.errors import Missing
from musicweb.aws.presign import presigned_get

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def media():
    return storages["default"]


@pytest.fixture
def uploads():
    return storages["uploads"]


def test_a_files_address_is_the_sites_own(media):
    assert media.url("public/a b/ü.webp") == "/media/public/a%20b/%C3%BC.webp"


def test_a_file_keeps_its_name_and_replaces_the_one_before(media):
    assert media.save("public/one.json", ContentFile(b"1")) == "public/one.json"
    assert media.save("public/one.json", ContentFile(b"2")) == "public/one.json"
    assert media.open("public/one.json").read() == b"2"


def test_a_move_changes_the_headers_and_leaves_nothing(media):
    media.save("public/a.m4a", ContentFile(b"sound"))
    media.move("public/a.m4a", "private/a.m4a")
    head = media.client.head_object(Bucket=media.bucket_name, Key="private/a.m4a")
    assert (head["ContentType"], head["CacheControl"]) == ("audio/mp4", "private, max-age=900")
    assert list(media.under("")) == ["private/a.m4a"]


def test_what_is_not_there_cannot_be_copied_or_downloaded(media, tmp_path):
    with pytest.raises(Missing):
        media.copy("public/none", "public/other")
    with pytest.raises(Missing):
        media.copy_all({"public/none": "public/other"})
    with pytest.raises(Missing):
        media.download("public/none", tmp_path / "none")


def test_deleting_takes_what_is_there_and_forgives_the_rest(media):
    for number in range(5):
        media.save(f"public/{number}.json", ContentFile(b"1"))
    media.delete_all([*media.under("public/"), "public/none"])
    media.delete_all([])
    assert list(media.under("")) == []


def test_an_upload_is_copied_on_the_server(media, uploads, tmp_path):
    uploads.save("u/ann/1", ContentFile(b"sound"))
    media.copy_in(uploads, "u/ann/1", "private/original")
    media.download("private/original", tmp_path / "original")
    assert (tmp_path / "original").read_bytes() == b"sound"
    with pytest.raises(Missing):
        uploads.url("u/ann/1")


def test_a_download_has_its_owners_file_name():
    address = presigned_get("bucket", "private/x", filename="Mưa đêm.flac")
    assert "attachment" in address
    assert "M%25C6%25B0a" in address
    assert "X-Amz-Expires=60" in address
