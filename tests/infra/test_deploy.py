"""The parts of `make deploy`, each by itself; tests/integration/test_deploy.py tells the whole story."""

import io
import json

import boto3
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from moto import mock_aws

from infra.deploy import console, keys, releases, stack, static, zappa_settings
from infra.deploy.site import DeployError, Site, _client
from musicweb.local.folder import PROJECT

BUCKET = "somewhere"
OUTPUTS = {
    "SiteUrl": "https://music.example.org", "TablePrefix": "musicweb-dev-", "UploadBucketName": "u", "MediaBucketName": "m",
    "StaticBucketName": "s", "DeployBucketName": "d", "UserPoolId": "us-east-1_A", "UserPoolArn": "arn:pool", "LoginOrigin": "https://login.example",
    "UserPoolClientId": "c", "DistributionId": "E1", "MediaKeyIdA": "K1", "WebRoleArn": "arn:web", "ApiRoleArn": "arn:api", "WorkerRoleArn": "arn:worker",
    **{f"{name}Url": f"https://queue/{name}" for name in ("UploadQueue", "UploadDlq", "PlaysQueue", "PlaysDlq", "StreamDlq")},
}  # fmt: skip
KEYS = keys.Keys(active="A", secret={"A": "long" * 20}, origin={"A": "k" * 24}, media={})


@pytest.fixture
def site(tmp_path):
    with mock_aws():
        _client.cache_clear()
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=BUCKET)
        yield Site(stage="dev", packages=tmp_path)
    _client.cache_clear()


@pytest.fixture
def packages(tmp_path):
    """Three zips; `write(text)` changes them."""

    def write(text):
        for name in ("production", "production_api", "production_worker"):
            (tmp_path / f"{name}.zip").write_text(name + text)
        return tmp_path

    return write


def keys_in(site, prefix=""):
    return {one["Key"] for one in site.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])}


def test_keys_are_made_once(site):
    first = keys.ensured(site)

    assert keys.ensured(site) == first
    assert len(first.secret_key) >= 64
    assert len(first.origin["A"]) >= 20
    assert site.client("ssm").get_parameter(Name="/musicweb/dev/secret-key-A")["Parameter"]["Type"] == "SecureString"


def test_the_template_gets_public_keys_only(site):
    given = keys.ensured(site).parameters()

    assert load_pem_public_key(given["MediaPublicKeyA"].encode()).key_size == 2048
    assert given["MediaPublicKeyB"] == given["OriginKeyB"] == ""
    assert not [value for value in given.values() if "PRIVATE" in value]


def test_settings_are_remembered_until_they_are_emptied(site):
    keys.settings(Site(stage="dev", settings={"MUSICWEB_REGISTRATION": "closed", "MUSICWEB_SITE_NAME": "Ours"}))
    known = keys.settings(Site(stage="dev", settings={"MUSICWEB_SITE_NAME": ""}))

    assert known == keys.settings(site) == {"MUSICWEB_REGISTRATION": "closed"}


def test_static_files_are_kept_for_ever_and_sent_once(site, tmp_path):
    for folder in ("js", "edge"):
        (tmp_path / folder).mkdir()
    for name in static.PLAIN:
        (tmp_path / name).write_text("2")
    (tmp_path / "js" / "player.abc.js").write_text("1")
    (tmp_path / "staticfiles.json").write_text(json.dumps({"paths": {"js/player.js": "js/player.abc.js"}}))

    assert [static.upload(site, BUCKET, tmp_path) for _ in range(2)] == [1, 0]
    found = site.client("s3").head_object(Bucket=BUCKET, Key="static/js/player.abc.js")
    assert found["CacheControl"] == "public, max-age=31536000, immutable"
    assert found["ContentType"] == "text/javascript; charset=utf-8"
    away = site.client("s3").head_object(Bucket=BUCKET, Key="static/edge/away.html")
    assert (away["CacheControl"], away["ContentType"]) == ("public, max-age=300", "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.css", "text/css; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.png", "image/png"),
        ("a.unheard-of", "application/octet-stream"),
    ],
)
def test_static_files_say_what_they_are(name, expected):
    assert static.content_type(name) == expected


def test_a_version_is_named_by_its_content(site, packages):
    first = releases.upload(site, BUCKET, packages("one"))

    assert releases.upload(site, BUCKET, packages("one")) == first
    assert releases.upload(site, BUCKET, packages("two")) != first


def test_the_version_before_is_known_and_kept(site, packages):
    served = []
    for text in "abcdefg":
        served.append(releases.upload(site, BUCKET, packages(text)))
        releases.serves(site, BUCKET, served[-1])

    assert (releases.current(site, BUCKET), releases.previous(site, BUCKET)) == (served[-1], served[-2])
    assert {key.split("/")[1] for key in keys_in(site, "releases/")} == {*served[-releases.KEPT :], "current.json"}


def test_nobody_goes_back_to_a_version_that_was_withdrawn(site, packages):
    good, bad = (releases.upload(site, BUCKET, packages(text)) for text in ("good", "bad"))
    for release in (good, bad):
        releases.serves(site, BUCKET, release)
    releases.withdraw(site, BUCKET, bad)

    assert (releases.current(site, BUCKET), releases.previous(site, BUCKET)) == (good, None)


def test_a_run_that_broke_off_says_what_to_go_back_to(site, packages):
    served = [releases.upload(site, BUCKET, packages(text)) for text in "ab"]
    releases.serves(site, BUCKET, served[0])
    releases.tries(site, BUCKET, served[0])
    assert releases.broken_off(site, BUCKET) == served[0]

    releases.serves(site, BUCKET, served[1])
    assert releases.broken_off(site, BUCKET) is None


@pytest.fixture
def zappa(site, monkeypatch, tmp_path):
    """Zappa's settings as they are written."""
    monkeypatch.setattr(zappa_settings, "_client_secret", lambda site, outputs: "s" * 40)
    monkeypatch.setattr(stack, "parameters", lambda site: {"MailDomain": "example.org"})
    monkeypatch.setattr(Site, "folder", tmp_path)

    def write(**own):
        return json.loads(zappa_settings.write(site, OUTPUTS, KEYS, own, "abc").read_text())

    return write


def test_zappa_gets_roles_ids_and_environments_from_the_stack(zappa):
    settings = zappa(MUSICWEB_COGNITO_ISSUER="http://here/{UserPoolId}")

    assert {name: settings[name]["role_arn"] for name in ("dev", "dev_api", "dev_worker")} == {
        "dev": "arn:web",
        "dev_api": "arn:api",
        "dev_worker": "arn:worker",
    }
    assert settings["dev_api"]["authorizer"]["provider_arns"] == ["arn:pool"]
    assert [settings[name]["xray_tracing"] for name in ("dev", "dev_api", "dev_worker")] == [False, False, False]
    environment = settings["dev"]["aws_environment_variables"]
    assert environment["MUSICWEB_SITE_URL"] == "https://music.example.org"
    assert environment["MUSICWEB_COGNITO_ISSUER"] == "http://here/us-east-1_A"
    assert environment["MUSICWEB_SERVES"] == "pages"
    assert environment["MUSICWEB_MAIL_FROM"] == "music@example.org"
    assert environment["MUSICWEB_MEDIA_KEY_ID"] == "K1"
    assert environment["MUSICWEB_MEDIA_PRIVATE_KEY"] == "ssm:/musicweb/dev/media-key-A"
    assert "production" not in settings


def test_traces_are_on_where_the_template_allows_them(zappa, monkeypatch):
    monkeypatch.setitem(OUTPUTS, "Tracing", "on")

    assert zappa()["dev"]["xray_tracing"]


def test_behind_the_edge_the_functions_know_what_it_keeps_signs_and_sends(zappa, monkeypatch):
    edge = {"DistributionId": "E2EXAMPLE", "MediaKeyIdA": "K1EXAMPLE"}
    for name, value in edge.items():
        monkeypatch.setitem(OUTPUTS, name, value)
    environment = zappa()["dev"]["aws_environment_variables"]
    found = {name: environment[f"MUSICWEB_{name}"] for name in ("DISTRIBUTION_ID", "MEDIA_KEY_ID", "MEDIA_PRIVATE_KEY")}

    assert found == {
        "DISTRIBUTION_ID": "E2EXAMPLE",
        "MEDIA_KEY_ID": "K1EXAMPLE",
        "MEDIA_PRIVATE_KEY": "ssm:/musicweb/dev/media-key-A",
    }
    hashes = environment["MUSICWEB_ORIGIN_KEY_HASHES"].split(",")
    assert len(hashes) == len(KEYS.origin)
    assert not [key for key in KEYS.origin.values() if key in hashes]


def test_while_keys_are_changed_what_the_others_signed_still_counts(zappa, monkeypatch):
    monkeypatch.setitem(KEYS.secret, "B", "other" * 20)
    environment = zappa()["dev"]["aws_environment_variables"]

    assert environment["MUSICWEB_SECRET_KEY"] == KEYS.secret["A"]
    assert environment["MUSICWEB_SECRET_KEY_FALLBACKS"] == KEYS.secret["B"]


def test_settings_that_the_site_would_refuse_stop_the_deployment(zappa):
    with pytest.raises(DeployError, match="MUSICWEB_REGISTRATION"):
        zappa(MUSICWEB_REGISTRATION="perhaps")


def test_an_environment_too_large_for_lambda_stops_it_too(zappa):
    with pytest.raises(DeployError, match="4096"):
        zappa(MUSICWEB_SITE_NAME="x" * 4096)


def test_nobody_there_is_a_no(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO())

    assert not console.confirmed("Really?", "dev")
    assert "--yes" in capsys.readouterr().out


def test_the_template_goes_by_a_bucket_because_it_is_too_large_for_a_request():
    assert (PROJECT / "infra" / "template.yaml").stat().st_size > 51_200
