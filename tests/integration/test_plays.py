"""A play from the beacon to the page, each function with its own role's credentials."""

from django.conf import settings
from django.test import Client

from playlists import queries
from tests.factories import make_release, make_song
from tests.integration.roles import WorkerFunction
from tests.people import make_user, sign_in


def test_a_play_goes_through_the_queue_into_history_and_statistics(worker_function: WorkerFunction, web_function):
    song = make_song(release=make_release(published=True), published=True)
    worker_function.run()  # what publishing has caused
    browser = sign_in(Client(), make_user("ann-plays"))
    for sender in (browser, browser, Client()):
        beacon = {"play_id": "0b1c8a3e6f3e4b539a3e0f6f1f0a7c" + ("11" if sender is browser else "22")}
        beacon |= {"song_id": song.id, "listened_ms": "30000", "source": "site"}
        assert sender.post("/plays/", beacon, headers={"Origin": settings.SITE_URL}).status_code == 204

    worker_function.run()

    assert worker_function.failed == []
    assert queries.song_statistics(song).total.plays == 2
    (day,) = browser.get("/library/history/").context["page"].days
    assert [row.song.title for row in day.rows] == [song.title]

    browser.post("/library/history/deletion/")
    assert browser.get("/library/history/").context["page"].days == []

    for paused in ("1", "0"):  # changes marks, too, which the web function may do
        assert browser.post("/library/history/pause/", {"paused": paused}).status_code == 303
