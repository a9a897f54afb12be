"""A wrong setting stops the start with what to do."""

import pytest

from musicweb.checks import site_settings

ON_AWS = {
    "STAGE": "production",
    "SITE_URL": "https://music.example",
    "SITE_HTTPS": True,
    "SECRET_KEY": "s" * 60,
    "ALLOWED_HOSTS": ["music.example"],
    "UPLOAD_BUCKET": "uploads",
    "MEDIA_BUCKET": "media",
    "STATIC_BUCKET": "static",
    "UPLOAD_QUEUE_URL": "https://sqs.example/1/uploads",
    "PLAYS_QUEUE_URL": "https://sqs.example/1/plays",
    "MEDIA_SERVED_HERE": False,
    "MAIL_FROM": "site@music.example",
    "COGNITO": {"pool_id": "p", "issuer": "i", "domain": "d", "client_id": "c", "client_secret": "s"},
}


def codes(settings, **changes: object) -> list[str]:
    for name, value in {**ON_AWS, **changes}.items():
        setattr(settings, name, value)
    return [str(error.id).removeprefix("musicweb.") for error in site_settings(None)]


def test_the_settings_of_a_developer_and_of_aws_are_fine(settings) -> None:
    assert site_settings(None) == []
    assert codes(settings) == []


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("E018", {"MEDIA_KEY_ID": "K1"}),
        ("E019", {"DISTRIBUTION_ID": "E2"}),
        ("E001", {"SITE_URL": "https://music.example/app"}),
        ("E001", {"SITE_URL": "music.example"}),
        ("E002", {"SITE_URL": "https://Music.example"}),
        ("E003", {"ALLOWED_HOSTS": ["*"]}),
        ("E004", {"SITE_URL": "http://music.example", "SITE_HTTPS": False}),
        ("E005", {"DEBUG": True}),
        ("E006", {"SECRET_KEY": "short"}),
        ("E007", {"STAGE": "My Stage"}),
        ("E011", {"MEDIA_BUCKET": ""}),
        ("E012", {"MEDIA_BUCKET": "uploads"}),
        ("E013", {"MEDIA_SERVED_HERE": True}),
        ("E014", {"COGNITO": {**ON_AWS["COGNITO"], "client_id": ""}}),
        ("E015", {"MAIL_FROM": ""}),
        ("E016", {"COGNITO_FIXED_CODES": {"confirm": "123456"}}),
        ("E017", {"REGISTRATION": "maybe"}),
        ("E021", {"COVER_MAX_BYTES": 0}),
        ("E022", {"UPLOAD_QUOTA_BYTES": 1}),
        ("E023", {"UPLOAD_PART_BYTES": 1024, "UPLOAD_MAX_BYTES": 1024}),
        ("E024", {"UPLOAD_MAX_BYTES": 10**12, "UPLOAD_QUOTA_BYTES": 10**12}),
        ("E025", {"PROCESSING_TIMEOUT_SECONDS": 900}),
        ("E026", {"SESSION_ABSOLUTE_SECONDS": 60}),
        ("E031", {"STAFF_ROLES": {"owners"}}),
    ],
)
def test_a_wrong_setting_is_named(settings, code: str, changes: dict[str, object]) -> None:
    assert codes(settings, **changes) == [code]


def test_every_error_says_what_to_do(settings) -> None:
    codes(settings, SECRET_KEY="short", MEDIA_BUCKET="", UPLOAD_PART_BYTES=1)
    assert all(error.hint for error in site_settings(None))
