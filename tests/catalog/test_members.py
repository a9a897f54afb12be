"""Managing an artist together: asked, accepted, what managers may do, left, removed, handed over."""

import pytest
from django.test import Client

from accounts.models import Profile, Usage
from catalog import queries, services
from catalog.errors import Refused
from catalog.models import Artist, ArtistMember, Release, Song
from musicweb.dynamo.errors import NotFound
from tests.catalog.changes import Changes
from tests.factories import make_artist, make_release, make_song
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def bob():
    bob = make_user("bob")
    Profile("bob", id="01bob", user_id=bob.id).put_new()
    return bob


@pytest.fixture
def artist(ann):
    return make_artist(owner=ann, handle="lan-anh")


@pytest.fixture
def song(artist):
    return make_song(release=make_release(artist=artist))


@pytest.fixture
def bobs(bob):
    return sign_in(Client(), bob)


def join(artist, owner, user, whom="bob"):
    services.invite(artist=artist, by=owner, whom=whom)
    return services.accept(user=viewer(user), artist_id=artist.id)


def viewer(user):
    facts = {"id": user.id, "email": user.email, "name": user.name, "is_authenticated": True}
    return type("Viewer", (), {**facts, "has_perm": lambda self, perm, obj=None: False})()


@pytest.mark.parametrize("whom", ["bob", "@Bob", "bob@example.com", " BOB@example.com "])
def test_somebody_is_asked_by_handle_or_address_and_accepts(artist, ann, bob, bobs, song, whom):
    anns = sign_in(Client(), ann)
    assert anns.post("/studio/lan-anh/managers/", {"whom": whom}).status_code == 303
    assert bobs.get("/studio/lan-anh/").status_code == 404
    assert "Lan Anh" in bobs.get("/studio/").content.decode()
    assert bobs.post(f"/studio/invitations/{artist.id}/", {"action": "accept"}).status_code == 303
    assert bobs.get("/studio/lan-anh/").status_code == 200
    assert "Bob" in anns.get("/studio/lan-anh/managers/").content.decode()


def test_a_manager_does_what_its_owner_does(artist, ann, bob, bobs, song):
    join(artist, ann, bob)
    edit = {"title": "Theirs", "track_number": 1, "disc_number": 1, "version": Song.fetch(song.id).version}
    assert bobs.post(f"/studio/songs/{song.id}/", edit).status_code == 303
    assert bobs.post(f"/studio/releases/{song.release_id}/publication/", {"action": "publish"}).status_code == 303
    assert Song.fetch(song.id).listed
    assert bobs.get(f"/studio/songs/{song.id}/original/").status_code == 302
    draft = make_song(release=make_release(artist=Artist.fetch("lan-anh")))
    assert queries.may_read_media(f"private/{artist.id}/songs/{draft.id}/s1/aac.m4a", viewer(bob))
    assert bobs.get(queries.song_page(draft.id, viewer(bob)).song.url).status_code == 200


def test_what_a_manager_makes_belongs_to_the_owner(artist, ann, bob):
    artist = join(artist, ann, bob)
    release = services.create_release(owner=bob, artist=Artist.fetch(artist.handle), title="Together")
    assert (release.owner_id, release.manager_ids) == (ann.id, {bob.id})


def test_managers_of_other_artists_see_nothing(artist, ann, bob, bobs):
    other = make_artist(owner=make_user("eve"), handle="eve")
    join(artist, ann, bob)
    assert bobs.get("/studio/eve/").status_code == 404
    assert not queries.may_read_media(f"private/{other.id}/songs/x/s1/aac.m4a", viewer(bob))


def test_only_the_owner_asks_removes_and_hands_over(artist, ann, bob, bobs):
    make_user("eve")
    join(artist, ann, bob)
    assert bobs.post("/studio/lan-anh/managers/", {"whom": "eve@example.com"}).status_code == 404
    for act in ("removal", "owner"):
        assert bobs.post(f"/studio/lan-anh/managers/{act}/", {"member": ann.id}).status_code == 404
    assert Artist.fetch("lan-anh").owner_id == ann.id


def test_an_unknown_address_is_answered_like_a_known_one(artist, ann, bob):
    anns = sign_in(Client(), ann)
    answers = [
        anns.post("/studio/lan-anh/managers/", {"whom": whom}, follow=True).content.decode().replace(whom, "…")
        for whom in ("bob@example.com", "who@example.com")
    ]
    assert answers[0].count("Asked, no answer yet") == 1
    assert answers[1].count("Asked, no answer yet") == 2


@pytest.mark.parametrize(
    ("whom", "code"), [("nobody-here", "nobody"), ("a@b", "no_address"), ("ann@example.com", "manages_already")]
)
def test_who_cannot_be_asked_is_said_at_the_field(artist, ann, whom, code):
    with pytest.raises(Refused, match=code):
        services.invite(artist=artist, by=ann, whom=whom)
    response = sign_in(Client(), ann).post("/studio/lan-anh/managers/", {"whom": whom})
    assert response.status_code == 422
    assert response.context["form"].errors["whom"]


def test_an_invitation_taken_back_or_declined_cannot_be_accepted(artist, ann, bob):
    key = services.invite(artist=artist, by=ann, whom="bob")
    services.remove_manager(artist=artist, by=ann, key=key)
    with pytest.raises(NotFound):
        services.accept(user=viewer(bob), artist_id=artist.id)
    services.invite(artist=artist, by=ann, whom="bob")
    services.decline(user=viewer(bob), artist_id=artist.id)
    with pytest.raises(NotFound):
        services.accept(user=viewer(bob), artist_id=artist.id)


def test_who_was_removed_writes_nothing_more_even_while_a_song_still_names_them(artist, ann, bob, bobs, song):
    join(artist, ann, bob)
    stale = Song.fetch(song.id)
    services.remove_manager(artist=Artist.fetch("lan-anh"), by=ann, key=bob.id)
    now = Song.fetch(song.id)
    now.change(Song.manager_ids.set(stale.manager_ids))  # as if it were not mended yet
    edit = {"title": "Stolen", "track_number": 1, "disc_number": 1, "version": Song.fetch(song.id).version}
    assert bobs.post(f"/studio/songs/{song.id}/", edit).status_code == 403
    assert Song.fetch(song.id).title != "Stolen"


def test_who_leaves_is_out_of_everything(artist, ann, bob, bobs, song):
    join(artist, ann, bob)
    assert bobs.post("/studio/lan-anh/managers/removal/", {"member": bob.id}).headers["Location"] == "/studio/"
    assert bobs.get("/studio/lan-anh/").status_code == 404
    assert bobs.get(f"/studio/songs/{song.id}/").status_code == 404
    assert not Song.fetch(song.id).manager_ids
    assert not Release.fetch(song.release_id).manager_ids


def test_a_new_owner_pays_and_the_old_one_goes_on_managing(artist, ann, bob, song):
    Usage(ann.id).change(Usage.stored_bytes.set(int(song.original_size_bytes)))
    join(artist, ann, bob)
    services.hand_over(artist=Artist.fetch("lan-anh"), by=ann, to=bob.id)
    Changes().deliver()
    song, release = Song.fetch(song.id), Release.fetch(song.release_id)
    assert [record.owner_id for record in (Artist.fetch("lan-anh"), release, song)] == [bob.id] * 3
    assert [record.manager_ids for record in (Artist.fetch("lan-anh"), release, song)] == [{ann.id}] * 3
    assert Usage.fetch(ann.id).stored_bytes == 0
    assert Usage.fetch(bob.id).stored_bytes == song.original_size_bytes
    assert [artist.handle for artist in queries.artists_of(viewer(ann))] == ["lan-anh"]


def test_an_artist_under_a_new_address_keeps_its_managers(artist, ann, bob, bobs):
    join(artist, ann, bob)
    now = Artist.fetch("lan-anh")
    services.edit_artist(artist=now, version=now.version, handle="lan")
    assert bobs.get("/studio/lan/").status_code == 200
    assert [artist.handle for artist in queries.artists_of(viewer(bob))] == ["lan"]


def test_nothing_is_left_of_a_manager_whose_account_ends(artist, ann, bob, song):
    join(artist, ann, bob)
    services.invite(artist=make_artist(owner=ann, handle="second"), by=ann, whom="bob@example.com")
    services.forget_manager(user=viewer(bob))
    assert not list(ArtistMember.page(None, bob.id, limit=9))
    assert not list(ArtistMember.page(None, "mail:bob@example.com", limit=9))
    assert not Artist.fetch("lan-anh").manager_ids
    assert not Song.fetch(song.id).manager_ids
