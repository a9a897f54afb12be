"""The admin of the catalogue, as moderators and admins see it."""

import json
import re
from html import unescape

import boto3
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from catalog.models import DEAD, READY, Artist, Release, Song, Upload
from musicweb.dynamo.capacity import measured
from musicweb.ids import new_id
from tests.catalog.music import a_release, a_song, an_artist
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")
KINDS = ["artist", "release", "song", "upload"]


@pytest.fixture
def owner(tables):
    return make_user("ann")


@pytest.fixture
def moderator(client, tables):
    return sign_in(client, make_user("mo", ["moderators"]))


@pytest.fixture
def admin(client, tables):
    return sign_in(client, make_user("ada", ["admins"]))


@pytest.fixture
def song(owner):
    return a_song(a_release(an_artist(owner)))


@pytest.fixture
def upload(owner):
    upload = Upload(
        new_id(),
        owner_id=owner.id,
        artist_handle="lan-anh",
        artist_id=new_id(),
        release_id=new_id(),
        filename="Mưa.flac",
        filename_key="mua.flac",
        content_type="audio/flac",
        size_bytes=1000,
        object_key="u/1/2",
        state=DEAD,
        reason="timeout",
    )
    upload.put_new()
    return upload


def listed(kind):
    return reverse(f"admin:catalog_{kind}_changelist")


def form_of(kind, key):
    return reverse(f"admin:catalog_{kind}_change", args=[key])


def texts(response):
    return [unescape(str(message)) for message in response.context["messages"]]


def hidden(response):
    content = response.content.decode()
    return {"seen_version": re.search(r'name="seen_version" value="(\d+)"', content)[1]}


# ---- the order ----
def test_a_click_on_a_column_sorts_by_it_alone(client, admin, owner):
    an_artist(owner, "bo", "Bo")
    an_artist(owner, "an", "An")
    answer = client.get(listed("artist"), {"o": "1.-5"})  # what Django makes of a click beside the usual order
    assert [str(artist) for artist in answer.context["cl"].result_list] == ["An", "Bo"]


# ---- who may ----
@pytest.mark.parametrize("kind", KINDS)
def test_anonymous_people_are_sent_to_the_sites_sign_in_and_back(client, kind):
    response = client.get(listed(kind), follow=False)
    assert response.status_code == 302
    response = client.get(response["Location"])
    assert response["Location"] == f"{reverse('login')}?next={listed(kind)}"


@pytest.mark.parametrize("kind", KINDS)
def test_artists_are_refused(client, owner, kind):
    sign_in(client, owner)
    response = client.get(client.get(listed(kind))["Location"])
    assert response.status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_moderators_see_lists_and_neither_add_nor_delete(moderator, song, upload, kind):
    key = {"artist": "lan-anh", "release": song.release_id, "song": song.id, "upload": upload.id}[kind]
    assert moderator.get(listed(kind)).status_code == 200
    page = moderator.get(form_of(kind, key))
    assert page.status_code == 200
    assert ('name="_save"' in page.content.decode()) == (kind != "upload")
    assert moderator.get(reverse(f"admin:catalog_{kind}_delete", args=[key])).status_code == 403
    assert moderator.get(reverse(f"admin:catalog_{kind}_add")).status_code == 403


def test_moderators_see_no_people(moderator):
    assert "accounts" not in moderator.get(reverse("admin:index")).content.decode()
    assert moderator.get(reverse("admin:accounts_user_changelist")).status_code == 403


def test_the_sign_out_of_the_admin_is_that_of_the_site(admin):
    response = admin.post(reverse("admin:logout"))
    assert (response.status_code, response["Location"]) == (307, reverse("logout"))


# ---- lists ----
def test_every_page_of_a_list_costs_four_requests_at_most(moderator, owner):
    artist = an_artist(owner)
    release = a_release(artist)
    for number in range(60):
        a_song(release, f"Song {number:02}", created_at=timezone.now())
    page, seen = listed("song"), []
    while page:
        with measured() as spent:
            content = moderator.get(page).content.decode()
        assert spent.requests <= 4
        assert "GetItem" in {call.operation for call in spent.calls}
        seen += re.findall(r"Song \d\d", content)
        number = len(set(seen)) // 25 + 1
        link = re.search(rf'href="(\?p=[^"]*)"[^>]*>{number}<', content)
        page = listed("song") + unescape(link[1]) if link and number > 1 else None
    assert len(set(seen)) == 60


@pytest.mark.parametrize("query", ["?q=rai", "?status__exact=published", "?withdrawn__exact=0", "?state__exact=ready"])
def test_songs_are_found_by_the_start_of_their_title_and_by_filters(moderator, song, query):
    with measured() as spent:
        assert "Rain" in moderator.get(listed("song") + query).content.decode()
    assert spent.requests <= 4


@pytest.mark.parametrize("query", ["?q=sun", "?status__exact=draft", "?withdrawn__exact=1", "?state__exact=rejected"])
def test_songs_that_do_not_match_are_not_listed(moderator, song, query):
    assert "Rain" not in moderator.get(listed("song") + query).content.decode()


def test_search_folds_marks_and_case(moderator, song):
    assert "Mưa đêm" in moderator.get(listed("release") + "?q=MUA").content.decode()


@pytest.mark.parametrize("query", ["?state__exact=dead", "?state__exact=dead&q=MƯA", "?q=mua"])
def test_uploads_are_filtered_by_their_state_and_show_the_reason(moderator, upload, query):
    content = moderator.get(listed("upload") + query).content.decode()
    assert "Mưa.flac" in content
    assert "timeout" in content


# ---- withdrawing and restoring ----
@pytest.mark.parametrize("kind", ["song", "release", "artist"])
def test_a_moderator_withdraws_and_restores(moderator, song, kind):
    model, key = {
        "song": (Song, song.id),
        "release": (Release, song.release_id),
        "artist": (Artist, "lan-anh"),
    }[kind]
    ticked = {"_selected_action": [key], "reason": "Not theirs"}
    response = moderator.post(listed(kind), {**ticked, "action": "withdraw"}, follow=True)
    assert texts(response) == ["1 changed."]
    found = model.fetch(key)
    assert (found.withdrawn, found.withdrawn_reason, found.listed) == (True, "Not theirs", None)
    moderator.post(listed(kind), {**ticked, "action": "restore"})
    found = model.fetch(key)
    assert (found.withdrawn, found.listed) == (False, "1")
    history = moderator.get(reverse(f"admin:catalog_{kind}_history", args=[key])).content.decode()
    assert "Withdrawn: Not theirs" in history
    assert "Restored." in history


def test_what_is_done_appears_among_the_decisions(moderator, song):
    moderator.post(listed("song"), {"_selected_action": [song.id], "action": "withdraw"})
    decisions = reverse("admin:moderation_decision_changelist")
    assert decisions in moderator.get(reverse("admin:index")).content.decode()
    assert "Rain" in moderator.get(decisions).content.decode()


# ---- editing ----
def test_an_edit_goes_through_the_service_so_that_lists_follow(moderator, song):
    address = form_of("song", song.id)
    form = {"title": "Sun", "disc_number": 1, "track_number": 4, **hidden(moderator.get(address))}
    assert moderator.post(address, form).status_code == 302
    found = Song.fetch(song.id)
    assert (found.title, found.title_key, found.track_number) == ("Sun", "sun", 4)
    assert Release.fetch(song.release_id).tracks.as_dict()[song.id]["title"] == "Sun"


def test_releases_and_artists_are_edited_too(moderator, song):
    address = form_of("release", song.release_id)
    form = {"title": "Day", "release_type": "ep", "description": "", **hidden(moderator.get(address))}
    assert moderator.post(address, form).status_code == 302
    assert Release.fetch(song.release_id).title_key == "day"
    address = form_of("artist", "lan-anh")
    form = {"name": "Lan", "bio": "Sings.", **hidden(moderator.get(address))}
    assert moderator.post(address, form).status_code == 302
    assert Artist.fetch("lan-anh").name_key == "lan"


def test_a_stale_edit_says_so_and_keeps_what_was_typed(moderator, song):
    address = form_of("song", song.id)
    form = {"title": "Sun", "disc_number": 1, "track_number": 4, **hidden(moderator.get(address))}
    Song.fetch(song.id).change(Song.track_number.set(9))
    content = moderator.post(address, form).content.decode()
    assert "Somebody else changed this" in content
    assert 'value="Sun"' in content
    assert Song.fetch(song.id).title == "Rain"


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "‮evil", '"><img src=x>'])
def test_titles_are_shown_as_text(moderator, owner, title):
    a_song(a_release(an_artist(owner)), title)
    content = moderator.get(listed("song")).content.decode()
    assert "<script>alert" not in content
    assert "<img src=x" not in content


def test_a_song_that_is_not_there_is_said_to_be_gone(moderator):
    response = moderator.get(form_of("song", "nowhere"), follow=True)
    assert "doesn’t exist" in texts(response)[0]


# ---- uploads ----
def test_an_admin_has_an_upload_processed_again(admin, upload):
    boto3.client("s3").put_object(Bucket=settings.UPLOAD_BUCKET, Key=upload.object_key, Body=b"x" * 1000)
    response = admin.post(listed("upload"), {"_selected_action": [upload.id], "action": "retry"}, follow=True)
    assert texts(response) == ["1 changed."]
    assert Upload.fetch(upload.id).state not in (DEAD, READY)
    assert _waiting(settings.UPLOAD_QUEUE_URL)


def test_a_moderator_may_not_retry(moderator, upload):
    moderator.post(listed("upload"), {"_selected_action": [upload.id], "action": "retry"})
    assert Upload.fetch(upload.id).state == DEAD


def test_dead_letters_are_shown_and_put_back(admin, upload):
    body = json.dumps({"Records": [{"s3": {"bucket": {"name": "b"}, "object": {"key": f"u/owner/{upload.id}"}}}]})
    for message in (body, "not an event"):
        boto3.client("sqs").send_message(QueueUrl=settings.UPLOAD_DLQ_URL, MessageBody=message)
    address = reverse("admin:catalog_upload_dead_letters")
    assert address in admin.get(listed("upload")).content.decode()
    content = admin.get(address).content.decode()
    assert "About 2 messages" in content
    assert form_of("upload", upload.id) in content
    response = admin.post(address, follow=True)
    assert texts(response) == ["2 messages put back into the queue."]
    assert _waiting(settings.UPLOAD_QUEUE_URL) == 2
    assert _waiting(settings.UPLOAD_DLQ_URL) == 0


def test_a_moderator_sees_dead_letters_and_may_not_put_them_back(moderator):
    address = reverse("admin:catalog_upload_dead_letters")
    assert moderator.get(address).status_code == 200
    assert moderator.post(address).status_code == 403


def _waiting(url):
    answer = boto3.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(answer["Attributes"]["ApproximateNumberOfMessages"])
