"""What the caller likes and has listened to, for programs."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from catalog.api import Id, SongOut, song_out
from catalog.queries import song_page
from musicweb.api.answers import LIMIT_MAX, Cursor, Limit, PageOut, answers, count_write, page_of
from musicweb.api.bearer import caller
from musicweb.visitors import visitor_of
from playlists import queries, services
from playlists.forms import DAY_MS

router = Router()
Key = Annotated[str, Field(pattern="^[0-9]{13}-[0-9A-Za-z]{0,8}$", description="As the list says it.")]


class LikeOut(Schema):
    song: SongOut


class ListenedOut(Schema):
    key: str
    at: datetime
    song: SongOut


class PlayIn(Schema):
    """That the caller has listened to a song: 30 seconds of it, or half of a shorter one."""

    play_id: UUID = Field(description="Made by the program; sent again, the play counts once.")
    song_id: Id
    listened_ms: int = Field(ge=1, le=DAY_MS)


class PlayOut(Schema):
    play_id: UUID


@router.get("/likes", response=answers({200: PageOut[LikeOut]}, 400), url_name="api-likes", tags=["likes"])
def list_likes(request: HttpRequest, cursor: Cursor = "", limit: Limit = LIMIT_MAX) -> Any:
    """Liked songs, newest like first. A like made a second ago may be missing still."""
    page = queries.likes_page(caller(request), after=cursor, limit=limit)
    return page_of(page.next, [{"song": song_out(row)} for row in page.rows])


@router.put("/likes/{song_id}", response=answers({204: None}, 404, 410, 429), url_name="api-like", tags=["likes"])
def create_like(request: HttpRequest, song_id: Id) -> Any:
    """Like a song; nothing happens when it is liked already."""
    user = caller(request)
    count_write(user.pk)
    services.like(user_id=user.pk, song=song_page(song_id, user).record)
    return Status(204, None)


@router.delete("/likes/{song_id}", response=answers({204: None}, 429), url_name="api-like", tags=["likes"])
def delete_like(request: HttpRequest, song_id: Id) -> Any:
    """Take a like back, also of a song that is gone; nothing happens when there is none."""
    count_write(caller(request).pk)
    services.unlike(user_id=caller(request).pk, song_id=song_id)
    return Status(204, None)


@router.get("/history", response=answers({200: PageOut[ListenedOut]}, 400), url_name="api-history", tags=["history"])
def list_history(request: HttpRequest, cursor: Cursor = "", limit: Limit = LIMIT_MAX) -> Any:
    """What the caller has listened to, newest first."""
    page = queries.history_page(caller(request), after=cursor, limit=limit)
    rows = [row for day in page.days for row in day.rows]
    return page_of(page.next, [_listened(row) for row in rows])


@router.post("/history", response=answers({202: PlayOut}, 400, 413, 415, 429), url_name="api-history", tags=["history"])
def create_listened(request: HttpRequest, play: PlayIn) -> Any:
    """Say that a song was listened to. It is counted and listed within seconds, unless the history is paused."""
    user = caller(request)
    count_write(user.pk)
    services.record_play(
        play_id=play.play_id.hex,
        song_id=play.song_id,
        listened_ms=play.listened_ms,
        source="api",
        visitor=visitor_of(request),
        user_id=user.pk,
    )
    return Status(202, {"play_id": play.play_id})


@router.get("/history/{key}", response=answers({200: ListenedOut}, 404), url_name="api-listened", tags=["history"])
def read_listened(request: HttpRequest, key: Key) -> Any:
    """One entry of the history."""
    return _listened(queries.listened(caller(request), key))


@router.delete("/history/{key}", response=answers({204: None}, 429), url_name="api-listened", tags=["history"])
def delete_listened(request: HttpRequest, key: Key) -> Any:
    """Take one entry out; nothing happens when it is not there."""
    count_write(caller(request).pk)
    services.forget_play(user_id=caller(request).pk, key=key)
    return Status(204, None)


def _listened(row: queries.Listened) -> dict[str, Any]:
    return {"key": row.key, "at": row.at, "song": song_out(row.song)}
