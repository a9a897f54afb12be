"""Songs, artists, people and one's own account, as programs read them."""

import pytest

from accounts.services import follow, save_profile
from catalog import services
from tests.factories import make_artist, make_release, make_song
from tests.people import make_user


@pytest.fixture
def songs(program):
    release = make_release(artist=make_artist(handle="linh", name="Linh"), title="Out", published=True)
    return [make_song(release=release, title=title, published=True) for title in ("Aubade", "Bells", "Cicadas")]


def test_all_public_songs_are_listed_by_title_a_page_at_a_time(program, songs):
    ask = program()
    first = ask("GET", "songs?limit=2").json()
    second = ask("GET", f"songs?limit=2&cursor={first['next']}").json()

    assert [song["title"] for song in first["items"] + second["items"]] == ["Aubade", "Bells", "Cicadas"]
    assert second["next"] is None


@pytest.mark.parametrize(("query", "titles"), [("q=be", ["Bells"]), ("artist=linh", ["Cicadas", "Bells", "Aubade"])])
def test_songs_are_found_by_the_beginning_of_their_title_and_by_artist(program, songs, query, titles):
    assert [song["title"] for song in program()("GET", f"songs?{query}").json()["items"]] == titles


def test_songs_are_found_by_tag(program, songs):
    services.edit_song(song=songs[0], version=songs[0].version, tags=["rain"])

    assert [song["title"] for song in program()("GET", "songs?tag=rain").json()["items"]] == ["Aubade"]


def test_two_filters_at_once_are_refused_with_a_reason(program, songs):
    answer = program()("GET", "songs?q=a&tag=rain")

    assert (answer.status_code, answer.json()["code"]) == (422, "one_filter")


def test_a_song_says_who_made_it_and_where_its_sound_is(program, songs):
    found = program()("GET", f"songs/{songs[0].id}").json()

    assert found["artist"] == {"handle": "linh", "name": "Linh", "url": "http://testserver/artists/linh/"}
    assert found["release"]["title"] == "Out"
    assert found["aac_url"].startswith("http://testserver/media/public/")
    assert found["public"]


def test_a_draft_is_there_for_its_owner_and_for_nobody_else(program):
    owner = make_user("owner")
    draft = make_song(release=make_release(artist=make_artist(owner=owner)))

    assert program(owner)("GET", f"songs/{draft.id}").json()["public"] is False
    assert program()("GET", f"songs/{draft.id}").status_code == 404


def test_what_was_removed_is_gone(program, songs):
    services.remove_song(song=songs[0])

    assert program()("GET", f"songs/{songs[0].id}").json()["code"] == "gone"


def test_artists_are_listed_by_name_and_read_by_handle(program, songs):
    ask = program()

    assert ask("GET", "artists").json()["items"] == [
        {"handle": "linh", "name": "Linh", "url": "http://testserver/artists/linh/"}
    ]
    assert ask("GET", "artists/linh").json()["name"] == "Linh"
    assert ask("GET", "artists/nobody").status_code == 404


def test_people_one_follows_are_listed_and_anybody_s_profile_is_read(program):
    ask, olga = program(), make_user("olga")
    save_profile(user_id=olga.id, version=0, handle="olga", name="Olga")
    assert ask("GET", "users").json()["items"] == []
    follow(follower_id=ask.user.id, target="person:olga", target_id="p", name="Olga")

    assert [one["handle"] for one in ask("GET", "users").json()["items"]] == ["olga"]
    assert ask("GET", "users/olga").json()["following"]


def test_one_s_own_account_is_the_only_one_there_is(program):
    ask, other = program(), make_user("other")
    mine = ask("GET", "accounts/me").json()

    assert (mine["email"], mine["roles"]) == ("ann@example.com", ["artists", "listeners"])
    assert ask("GET", "accounts").json()["items"] == [mine]
    assert ask("GET", f"accounts/{other.id}").status_code == 404


def test_an_answer_that_is_known_is_not_sent_again(program, songs):
    ask = program()
    first = ask("GET", f"songs/{songs[0].id}")
    again = ask("GET", f"songs/{songs[0].id}", headers={"If-None-Match": first["ETag"]})

    assert (first["Cache-Control"], "Authorization" in first["Vary"]) == ("private, no-cache", True)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["songs", "accounts/me", "songs/01hzzzzzzzzzzzzzzzzzzzzzzz", "openapi.json", "nothing"]
)
def test_head_says_what_get_says_without_the_body(program, songs, path):
    ask = program()
    got, head = ask("GET", path), ask("HEAD", path)

    assert (head.status_code, head.content) == (got.status_code, b"")
    names = ("Content-Type", "Content-Length", "ETag", "Cache-Control", "Vary")
    assert [head.get(name) for name in names] == [got.get(name) for name in names]


def test_head_meets_conditions_too(program, songs):
    ask = program()
    etag = ask("GET", "songs")["ETag"]

    assert ask("HEAD", "songs", headers={"If-None-Match": etag}).status_code == 304
