"""`make deploy` into an account of MiniStack, from the first time to the removal, and what people do there meanwhile.

One story, because each act needs the one before. What MiniStack cannot do (CloudFront's data plane, binary bodies) is in
test_package.py and tests/infra; docs/operations.md lists it.
"""

import json
import re
import time
from dataclasses import replace

import pytest
import requests

from infra.deploy import functions, keys, run, stack, status
from infra.deploy.site import DeployError
from tests.integration.rehearsal import SITE_URL, Visitor
from tests.integration.rehearsal import account as account
from tests.integration.rehearsal import make as make

PROCESSED_SECONDS = 180
BROKEN = {"django/__init__.pyc": "no bytecode"}


def test_a_site_from_its_first_deployment_to_its_removal(account, make, sound, capfd):
    site = account.site(account.version("first"))
    nothing_is_there_and_a_plan_changes_nothing(site)

    run.deploy(site, yes=True, package=False)

    first = set(functions.names(site).values())
    assert len(first) == 1
    outputs = stack.outputs(site)
    a_stranger_sees_the_home_page_and_nobody_comes_round_cloudfront(site)
    person = account.person(outputs["UserPoolId"], "ann@example.com", "listeners", "artists")
    artist = Visitor(site)
    artist.sign_in(person)
    song = a_song_is_uploaded_and_processed(site, artist, sound)
    token = account.id_token(outputs["UserPoolId"], outputs["UserPoolClientId"], person)
    the_api_answers_only_with_a_token(site, token, song)

    a_version_that_fails_the_smoke_test_gives_way_to_the_one_before(account, site, first)
    second = a_second_version_serves_and_the_first_comes_back(account, site, first)
    assert Visitor(site).get(f"/songs/{song}-rain/").status_code == 200
    the_status_is_told(site, capfd, first, second)
    a_plan_names_what_another_template_would_change(account, site, capfd)

    commands_of_manage_py_run_with_the_site_s_settings(make)
    new_keys_sign_nobody_out(site, artist)

    run.undeploy(site, yes=True, delete_data=False)
    only_the_data_are_left(account, site, outputs)


def nothing_is_there_and_a_plan_changes_nothing(site):
    with pytest.raises(DeployError, match=r"not there yet .* make deploy STAGE=production"):
        status.show(site)
    run.plan(site)
    assert stack.described(site) is None
    with pytest.raises(DeployError, match="DomianName"):
        stack.deploy(site, {"DomianName": "music.example.org"})


def a_stranger_sees_the_home_page_and_nobody_comes_round_cloudfront(site):
    stranger = Visitor(site)
    home = stranger.get("/")
    assert home.status_code == 200
    assert stranger.cookies == {}
    assert Visitor(site, with_key=False).get("/").status_code == 403
    bucket, name = stack.outputs(site)["StaticBucketName"], re.search(r'"/(static/css/site\.\w+\.css)"', home.text)
    found = site.client("s3").head_object(Bucket=bucket, Key=name[1])
    assert found["CacheControl"].endswith("immutable")


def a_song_is_uploaded_and_processed(site, artist, sound) -> str:
    """By the pages' own forms; events of S3 and of the tables carry it to the worker function. The song's id."""
    assert artist.post("/studio/artists/", {"name": "Ann", "handle": "ann"}).status_code == 303
    page = artist.get("/studio/ann/releases/").text
    release = re.search(r'name="release_id" value="(\w{26})"', page)[1]
    form = {"title": "Light", "release_type": "single", "release_id": release}
    assert artist.post("/studio/ann/releases/", form).status_code == 303
    studio = f"/studio/releases/{release}/"
    file = {"filename": "rain.flac", "size_bytes": len(sound), "content_type": "audio/flac"}
    grant = artist.send_json(studio, f"{studio}uploads/", file).json()
    (url,) = artist.send_json(studio, f"{grant['parts_url']}?numbers=1", {}).json()["urls"].values()
    etag = requests.put(url, data=sound, headers={"Origin": SITE_URL}, timeout=60).headers["ETag"]
    done = artist.send_json(studio, grant["completion_url"], {"parts": [{"number": 1, "etag": etag}]})
    assert done.status_code == 200, done.text
    song = processed(site, release)
    assert artist.post(f"{studio}publication/", {"action": "publish"}, page=studio).status_code == 303
    assert "rain" in Visitor(site).get(f"/songs/{song}-rain/").text.lower()
    return song


def processed(site, release) -> str:
    tables = site.client("dynamodb")
    deadline = time.monotonic() + PROCESSED_SECONDS
    while time.monotonic() < deadline:
        songs = tables.scan(TableName="musicweb-production-songs")["Items"]
        if [song for song in songs if song.get("state", {}).get("S") == "ready"]:
            return songs[0]["id"]["S"]
        time.sleep(0.5)  # a function of the emulator cannot be awaited otherwise
    raise AssertionError(f"The worker did not process {songs}.")


def the_api_answers_only_with_a_token(site, token, song):
    program = Visitor(site, "_api")
    assert program.get("/api/v1/songs").status_code == 401
    assert program.get("/api/v1/songs", Authorization="Bearer no.token.atall").status_code == 401
    answer = program.get(f"/api/v1/songs/{song}", Authorization=f"Bearer {token}", Accept="application/json")
    assert answer.status_code == 200, answer.text
    assert answer.json()["id"] == song


def a_version_that_fails_the_smoke_test_gives_way_to_the_one_before(account, site, first):
    bad = account.site(account.version("bad", **BROKEN))
    with pytest.raises(DeployError, match="serves again"):
        run.deploy(bad, yes=True, package=False)
    assert set(functions.names(site).values()) == first
    assert Visitor(site).get("/").status_code == 200


def a_second_version_serves_and_the_first_comes_back(account, site, first):
    good = account.site(account.version("second", **{"musicweb/second.txt": "2"}))
    run.deploy(good, yes=True, package=False)
    second = set(functions.names(site).values())
    assert second.isdisjoint(first)
    run.rollback(site, yes=True)
    assert set(functions.names(site).values()) == first
    return second


def the_status_is_told(site, capfd, first, second):
    capfd.readouterr()
    status.show(site)
    told = capfd.readouterr().out
    assert f"serves: {first.pop()}" in told
    assert second.pop() not in told  # nobody goes back to what was rolled back
    assert "dead letters: 0 uploads, 0 plays, 0 changes" in told


def a_plan_names_what_another_template_would_change(account, site, capfd):
    run.plan(site)
    assert "no resource of the template is added, removed or changed" in capfd.readouterr().out
    other = json.loads(account.template.read_text())
    other["Resources"]["UploadQueue"]["Properties"]["VisibilityTimeout"] = 4321
    template = account.folder / "other.json"
    template.write_text(json.dumps(other))
    run.plan(replace(site, template=template))
    assert "- change UploadQueue (AWS::SQS::Queue): VisibilityTimeout\n" in capfd.readouterr().out


def commands_of_manage_py_run_with_the_site_s_settings(make):
    """They read its tables and queues; what they say and how they end is passed on."""
    assert make("manage", "--", "maintenance") == (0, "The site reads and writes.\n", "")
    assert make("manage", "--", "redrive", "uploads") == (0, "uploads: 0 put back.\n", "")
    assert make("manage", "--", "redrive", "letters") == (2, "", "No such queue: letters.\n")
    code, _, said = make("manage", "--", "no_such_command")
    assert (code, "Unknown command: 'no_such_command'" in said) == (1, True)


def new_keys_sign_nobody_out(site, artist):
    assert artist.get("/studio/").status_code == 200
    old = keys.ensured(site)
    run.rotate(site, yes=True, finish=False)
    assert keys.ensured(site).accepted == [old.secret_key]
    assert artist.get("/studio/").status_code == 200  # with the old cookie
    later = Visitor(site)  # by the new origin key
    assert later.get("/").status_code == 200
    run.rotate(site, yes=True, finish=True)
    later.cookies = artist.cookies  # of a session that was not renewed in between, so no key opens it any more
    assert later.get("/studio/").status_code == 302
    assert artist.get("/studio/").status_code == 403  # the old origin key is nothing any more


def only_the_data_are_left(account, site, outputs):
    assert stack.described(site) is None
    assert set(functions.names(site).values()) == {"-"}
    tables = account.client("dynamodb").list_tables()["TableNames"]
    assert "musicweb-production-songs" in tables
    buckets = {bucket["Name"] for bucket in account.client("s3").list_buckets()["Buckets"]}
    assert outputs["MediaBucketName"] in buckets
    assert outputs["StaticBucketName"] not in buckets
