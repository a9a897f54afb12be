"""Uploads as the browser makes them: JSON grants and parts, and plain forms without JavaScript."""

import json

import boto3
import pytest
import requests
from django.conf import settings
from django.test import Client

from catalog.models import Release, Upload
from tests.catalog.music import a_release, an_artist
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")
FILE = b"RIFF....WAVE" * 10


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def anns(client, ann):
    """Ann's browser."""
    return sign_in(client, ann)


@pytest.fixture
def release(ann):
    return a_release(an_artist(ann), public=False)


def say(client, address, **said):
    return client.post(
        address, json.dumps(said), content_type="application/json", headers={"Accept": "application/json"}
    )


def start(client, release, **said):
    file = {"filename": "rain.wav", "size_bytes": len(FILE), "content_type": "audio/wav", **said}
    return say(client, f"/studio/releases/{release.id}/uploads/", **file)


def send(client, grant, data=FILE):
    """The parts, as upload-queue.js sends them."""
    parts = []
    for number in range(1, grant["part_count"] + 1):
        url = say(client, f"{grant['parts_url']}?numbers={number}").json()["urls"][str(number)]
        chunk = data[(number - 1) * grant["part_bytes"] : number * grant["part_bytes"]]
        parts.append({"number": number, "etag": requests.put(url, data=chunk, timeout=10).headers["ETag"]})
    return parts


def test_a_file_sent_in_parts_becomes_a_waiting_song(anns, release):
    grant = start(anns, release).json()
    response = say(anns, grant["completion_url"], parts=send(anns, grant))
    assert (response.status_code, response.json()["state"]) == (200, "waiting")
    page = anns.get(f"/studio/releases/{release.id}/").content.decode()
    assert "rain" in page
    assert "Waiting" in page


def test_completing_twice_makes_one_song(anns, release):
    grant = start(anns, release).json()
    parts = send(anns, grant)
    for _ in range(2):
        assert say(anns, grant["completion_url"], parts=parts).status_code == 200
    assert len(Release.fetch(release.id).tracks.as_dict()) == 1


def test_a_large_file_is_cut_into_parts(anns, release, settings):
    settings.UPLOAD_PART_BYTES = 5 * 1024**2
    data = b"\0" * (5 * 1024**2 + 3)
    grant = start(anns, release, size_bytes=len(data)).json()
    assert grant["part_count"] == 2
    assert say(anns, grant["completion_url"], parts=send(anns, grant, data)).status_code == 200


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"size_bytes": 0}, "empty"),
        ({"size_bytes": settings.UPLOAD_MAX_BYTES + 1}, "too_large"),
        ({"filename": "virus.exe"}, "format"),
        ({"filename": "rain"}, "format"),
    ],
)
def test_what_may_not_be_sent_is_refused_with_a_remedy(anns, release, said, code):
    response = start(anns, release, **said)
    assert (response.status_code, response.json()["code"]) == (422, code)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["detail"].count(".") >= 1


def test_a_limit_is_named_with_both_sizes(anns, release, settings):
    settings.UPLOAD_MAX_BYTES = 1024
    detail = start(anns, release, size_bytes=2048).json()["detail"].replace("\xa0", " ")
    assert "2.0 KB" in detail
    assert "1.0 KB" in detail


def test_a_full_quota_says_what_to_do(anns, release, settings):
    settings.ROLE_LIMITS = {"artists": {**settings.ROLE_LIMITS["artists"], "quota_bytes": len(FILE) + 1}}
    assert start(anns, release).status_code == 201
    response = start(anns, release)
    assert response.json()["code"] == "quota"
    assert "Delete songs" in response.json()["detail"]


def test_a_cancelled_upload_gives_its_bytes_back(anns, release, settings):
    settings.ROLE_LIMITS = {"artists": {**settings.ROLE_LIMITS["artists"], "quota_bytes": len(FILE) + 1}}
    grant = start(anns, release).json()
    for _ in range(2):
        assert say(anns, grant["cancellation_url"]).status_code == 200
    assert start(anns, release).status_code == 201


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", "nonsense", '{"filename": 7}', '{"filename": "a.wav", "size_bytes": "x"}']
)
def test_a_body_that_makes_no_sense_is_answered_400(anns, release, body):
    response = anns.post(f"/studio/releases/{release.id}/uploads/", body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["detail"]


@pytest.mark.parametrize("numbers", ["", "0", "2", "x", "1,99999", "-1", "²"])
def test_other_parts_than_granted_are_not_signed(anns, release, numbers):
    grant = start(anns, release).json()
    assert say(anns, f"{grant['parts_url']}?numbers={numbers}").status_code in (400, 422)


@pytest.mark.parametrize("parts", [None, [], [1], [{"number": "1", "etag": "x"}], [{"number": 1}], [{"number": []}]])
def test_parts_that_make_no_sense_are_answered_400(anns, release, parts):
    grant = start(anns, release).json()
    assert say(anns, grant["completion_url"], parts=parts).status_code == 400


def test_parts_that_never_arrived_are_refused(anns, release):
    grant = start(anns, release).json()
    response = say(anns, grant["completion_url"], parts=[{"number": 1, "etag": '"0"'}])
    assert (response.status_code, response.json()["code"]) == (422, "not_arrived")


def test_another_size_than_granted_is_refused(anns, release):
    grant = start(anns, release).json()
    response = say(anns, grant["completion_url"], parts=send(anns, grant, FILE[:-1]))
    assert (response.status_code, response.json()["code"]) == (422, "size_mismatch")
    assert not Release.fetch(release.id).tracks.as_dict()


def test_somebody_elses_upload_is_not_found(anns, release):
    grant = start(anns, release).json()
    bobs = sign_in(Client(), make_user("bob"))
    assert start(bobs, release).status_code == 404
    for address in (f"{grant['parts_url']}?numbers=1", grant["completion_url"], grant["cancellation_url"]):
        assert say(bobs, address, parts=[{"number": 1, "etag": "x"}]).status_code == 404
    for address in ("", "finish/"):
        assert bobs.get(f"/studio/uploads/{grant['id']}/{address}").status_code == 404


def test_a_script_whose_session_ended_is_told_so(client, release):
    assert start(client, release).status_code == 401


def test_the_server_chooses_the_key(anns, ann, release):
    grant = start(anns, release, filename="../../etc/x\0.wav").json()
    assert Upload.fetch(grant["id"]).object_key == f"u/{ann.id}/{grant['id']}"


# ---- without JavaScript ----
def sent(page, data, client):
    """The form of the page, sent to S3; then the browser follows S3 back."""
    grant = page.context["grant"]
    requests.post(grant.url, data=grant.fields, files={"file": ("x", data)}, allow_redirects=False, timeout=10)
    back = grant.fields["success_action_redirect"]
    assert back.startswith(settings.SITE_URL)
    return client.get(back.removeprefix(settings.SITE_URL))


def test_a_song_is_added_with_plain_forms(anns, ann, release):
    asked = anns.post(f"/studio/releases/{release.id}/upload/", {"title": "Mưa rơi"})
    assert asked.status_code == 303
    page = anns.get(asked.headers["Location"])
    assert page.context["grant"].fields["key"].startswith(f"u/{ann.id}/")
    assert 'type="file"' in page.content.decode()
    done = sent(page, FILE, anns)
    assert (done.status_code, done.headers["Location"]) == (303, f"/studio/releases/{release.id}/")
    assert "Mưa rơi" in anns.get(done.headers["Location"]).content.decode()


def test_looking_at_the_form_grants_nothing(anns, ann, release):
    assert anns.get(f"/studio/releases/{release.id}/upload/").status_code == 200
    assert not Upload.page(Upload.by_owner, ann.id, limit=5).rows


def test_coming_back_without_a_file_says_so(anns, release):
    asked = anns.post(f"/studio/releases/{release.id}/upload/", {"title": "Rain"})
    page = anns.get(f"{asked.headers['Location']}finish/", follow=True)
    assert "has not arrived" in page.content.decode()


def test_the_plain_form_is_bounded_to_its_key_and_size(anns, release):
    from base64 import b64decode

    asked = anns.post(f"/studio/releases/{release.id}/upload/", {"title": "Rain"})
    fields = anns.get(asked.headers["Location"]).context["grant"].fields
    conditions = json.loads(b64decode(fields["policy"]))["conditions"]
    assert ["content-length-range", 1, settings.UPLOAD_MAX_BYTES] in conditions
    assert {"key": fields["key"]} in conditions


def test_a_cover_is_sent_with_a_plain_form(anns, release):
    asked = anns.post(f"/studio/releases/{release.id}/cover/")
    page = anns.get(asked.headers["Location"])
    assert "JPEG, PNG or WebP" in page.content.decode()
    done = sent(page, b"\x89PNG", anns)
    assert done.headers["Location"].startswith(f"/studio/releases/{release.id}/?cover=")
    page = anns.get(done.headers["Location"]).content.decode()
    assert "Waiting" in page
    upload = done.headers["Location"].partition("=")[2]
    fragment = anns.get(f"/studio/uploads/{upload}/cover/", headers={"HX-Request": "true"}).content.decode()
    assert "every 2s" in fragment


def test_a_cover_of_another_release_is_not_shown(anns, release):
    assert anns.get(f"/studio/releases/{release.id}/?cover=unknown").status_code == 200


def test_no_bytes_of_a_refused_file_stay(anns, release):
    grant = start(anns, release).json()
    say(anns, grant["completion_url"], parts=send(anns, grant, FILE + b"!"))
    assert "Contents" not in boto3.client("s3").list_objects_v2(Bucket=settings.UPLOAD_BUCKET)


def test_who_has_sent_enough_today_is_told_when_it_goes_on(anns, release, settings):
    settings.ROLE_LIMITS = {"artists": {**settings.ROLE_LIMITS["artists"], "day_files": 1}}
    assert start(anns, release).status_code == 201
    response = start(anns, release)
    assert (response.status_code, response.json()["code"]) == (422, "day_files")
    assert "UTC" in response.json()["detail"]
