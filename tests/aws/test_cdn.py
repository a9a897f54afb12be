"""Signed cookies, checked as CloudFront checks them, by code that shares nothing with what makes them."""

import base64
import json
import re
import time

import boto3
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import Client

from accounts.models import User
from musicweb.aws import cdn
from tests.factories import make_artist, make_release, make_song
from tests.people import make_user, sign_in

KEYS = {name: rsa.generate_private_key(public_exponent=65537, key_size=2048) for name in ("KEYA", "KEYB", "STRANGER")}
SITE = "https://music.example"


class Refused(Exception):
    pass


def cloudfront_lets_in(url, cookies, *, trusted=("KEYA", "KEYB"), now=None):
    """https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-setting-signed-cookie-custom-policy.html"""
    key_id = cookies.get("CloudFront-Key-Pair-Id")
    if key_id not in trusted:
        raise Refused("no key of the group")
    policy, signature = (decoded(cookies[f"CloudFront-{name}"]) for name in ("Policy", "Signature"))
    try:
        KEYS[key_id].public_key().verify(signature, policy, padding.PKCS1v15(), hashes.SHA1())
    except InvalidSignature:
        raise Refused("signature") from None
    (statement,) = json.loads(policy)["Statement"]
    pattern = re.escape(statement["Resource"]).replace(r"\*", ".*").replace(r"\?", ".")
    if not re.fullmatch(pattern, url):
        raise Refused("another resource")
    if (now or time.time()) >= statement["Condition"]["DateLessThan"]["AWS:EpochTime"]:
        raise Refused("expired")


def decoded(value):
    """Base64 with characters that cookies may have."""
    return base64.b64decode(value.translate(str.maketrans("-_~", "+=/")), validate=True)


def pem(name):
    return KEYS[name].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture
def signing(settings):
    settings.SITE_URL, settings.MEDIA_KEY_ID, settings.MEDIA_PRIVATE_KEY = SITE, "KEYA", pem("KEYA")


SONG = "/media/private/artist/songs/one"


def test_the_song_they_are_for_opens_and_no_other(signing):
    cookies = cdn.signed_cookies(f"{SONG}/*")

    cloudfront_lets_in(f"{SITE}{SONG}/s123/aac.m4a", cookies)
    for other in ("/media/private/artist/songs/two/s1/aac.m4a", "/media/private/other/songs/one/s1/aac.m4a", SONG):
        with pytest.raises(Refused, match="another resource"):
            cloudfront_lets_in(SITE + other, cookies)
    with pytest.raises(Refused, match="another resource"):
        cloudfront_lets_in(f"https://evil.example{SONG}/s123/aac.m4a", cookies)


def test_they_end_within_half_an_hour_and_not_before_a_quarter(signing):
    cookies = cdn.signed_cookies(f"{SONG}/*")

    cloudfront_lets_in(f"{SITE}{SONG}/s/aac.m4a", cookies, now=time.time() + 15 * 60)
    with pytest.raises(Refused, match="expired"):
        cloudfront_lets_in(f"{SITE}{SONG}/s/aac.m4a", cookies, now=time.time() + 30 * 60 + 1)


def test_a_changed_policy_is_refused(signing):
    cookies = cdn.signed_cookies(f"{SONG}/*")
    wider = decoded(cookies["CloudFront-Policy"]).replace(b"songs/one/*", b"songs/*")
    changed = base64.b64encode(wider).decode().translate(str.maketrans("+=/", "-_~"))

    with pytest.raises(Refused, match="signature"):
        cloudfront_lets_in(f"{SITE}{SONG}/s/aac.m4a", {**cookies, "CloudFront-Policy": changed})


def test_while_keys_change_what_either_signed_opens_and_a_stranger_s_does_not(signing, settings):
    url, before = f"{SITE}{SONG}/s/aac.m4a", cdn.signed_cookies(f"{SONG}/*")
    settings.MEDIA_KEY_ID, settings.MEDIA_PRIVATE_KEY = "KEYB", pem("KEYB")
    after = cdn.signed_cookies(f"{SONG}/*")

    cloudfront_lets_in(url, before)
    cloudfront_lets_in(url, after)
    with pytest.raises(Refused, match="no key"):
        cloudfront_lets_in(url, before, trusted=("KEYB",))
    with pytest.raises(Refused, match="signature"):
        cloudfront_lets_in(url, {**after, "CloudFront-Key-Pair-Id": "KEYA"})


def test_the_key_may_lie_in_a_parameter_that_is_asked_for_once(tables, signing, settings):
    boto3.client("ssm").put_parameter(Name="/musicweb/test/media-key-a", Value=pem("KEYA"), Type="SecureString")
    settings.MEDIA_PRIVATE_KEY = "ssm:/musicweb/test/media-key-a"

    cloudfront_lets_in(f"{SITE}{SONG}/s/aac.m4a", cdn.signed_cookies(f"{SONG}/*"))


@pytest.fixture
def draft(tables, signing, settings):
    settings.SITE_URL, settings.MEDIA_SERVED_HERE = "http://testserver", False
    return make_song(release=make_release(artist=make_artist(owner=make_user("owner"), handle="linh")))


def test_the_owner_of_a_draft_gets_from_its_page_to_its_sound(draft):
    owner = sign_in(Client(), User.fetch(draft.owner_id))
    page = owner.get(f"/songs/{draft.id}-slow-rivers/").content.decode()
    (link, *_) = re.findall(r"/media/grant/[\w/.-]+?aac\.m4a", page)
    answer = owner.get(link)
    there = answer["Location"]
    cookies = {name: morsel for name, morsel in answer.cookies.items() if name.startswith("CloudFront-")}

    assert answer.status_code == 302
    assert there == f"/media/private/{draft.artist_id}/songs/{draft.id}/{draft.media_rev}/aac.m4a"
    assert {morsel["path"] for morsel in cookies.values()} == {f"/media/private/{draft.artist_id}/songs/{draft.id}"}
    assert all(morsel["secure"] and morsel["httponly"] for morsel in cookies.values())
    assert {morsel["max-age"] for morsel in cookies.values()} == {1800}
    assert answer["Cache-Control"] == "private, max-age=900"
    cloudfront_lets_in(f"http://testserver{there}", {name: morsel.value for name, morsel in cookies.items()})


def test_strangers_and_odd_keys_get_no_cookie(draft):
    link = f"/media/grant/{draft.artist_id}/songs/{draft.id}/{draft.media_rev}/aac.m4a"
    stranger = sign_in(Client(), make_user("bob"))
    moderator = sign_in(Client(), make_user("mo", ["moderators"]))
    odd = [f"/media/grant/{draft.artist_id}/songs/{tail}" for tail in ("*/x", "../../x/y", "", "x/../../../y")]

    assert [client.get(link).status_code for client in (Client(), stranger, moderator)] == [404, 404, 302]
    for path in odd:
        answer = moderator.get(path)
        assert not [name for name in answer.cookies if name.startswith("CloudFront-")], path


def test_public_sound_is_linked_where_cloudfront_has_it(tables, signing, settings):
    settings.SITE_URL = "http://testserver"
    song = make_song(release=make_release(published=True), published=True)
    page = Client().get(f"/songs/{song.id}-slow-rivers/")

    assert f"/media/public/{song.artist_id}/songs/{song.id}/" in page.content.decode()
