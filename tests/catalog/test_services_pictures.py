"""Pictures of artists and people go the way of covers, and replace the ones before."""

import pytest

from accounts.models import Profile, User
from catalog import services
from catalog.models import Artist, Upload
from catalog.services.scope import media
from tests.catalog.browser_to_s3 import send_form
from tests.catalog.media.pictures import picture
from tests.factories import make_artist
from tests.people import make_user

pytestmark = pytest.mark.usefixtures("tables")


def sent(owner, shape, subject, subject_id, *, content=b""):
    upload, grant = services.start_picture_upload(
        owner=owner, shape=shape, subject=subject, subject_id=subject_id, back="/back/"
    )
    assert grant.url
    send_form(upload, content or picture(900, 300))
    services.complete_upload(upload)
    services.process_upload(upload.object_key)
    return Upload.fetch(upload.id)


def files():
    return sorted(media().under(""))


def test_an_artist_gets_a_picture_and_a_banner_and_then_others():
    artist = make_artist()
    owner = User.fetch(artist.owner_id)
    for shape, count in (("picture", 5), ("banner", 4)):
        for _ in range(2):
            assert sent(owner, shape, artist.handle, artist.id).state == "ready"
            shown = Artist.fetch(artist.handle)
            revision = getattr(shown, f"{shape}_rev")
            kept = [name for name in files() if f"/{shape}/" in name]
            assert len(kept) == count
            assert all(name.startswith(f"public/{artist.id}/{shape}/{revision}/") for name in kept)
    assert shown.banner_color.startswith("#")


def test_a_person_gets_an_avatar():
    person = make_user("mai")
    Profile("mai", id="profile-of-mai", user_id=person.id).put_new()
    person.change(User.handle.set("mai"))
    assert sent(person, "avatar", person.id, "profile-of-mai").state == "ready"
    profile = Profile.fetch("mai")
    assert profile.avatar_color.startswith("#")
    assert f"public/profile-of-mai/avatar/{profile.avatar_rev}/300.avif" in files()


def test_a_picture_that_is_none_leaves_the_old_one():
    artist = make_artist()
    owner = User.fetch(artist.owner_id)
    sent(owner, "picture", artist.handle, artist.id)
    before = Artist.fetch(artist.handle).picture_rev
    refused = sent(owner, "picture", artist.handle, artist.id, content=b"<svg/>" * 9)
    assert (refused.state, refused.reason) == ("rejected", "cover_format")
    assert Artist.fetch(artist.handle).picture_rev == before
