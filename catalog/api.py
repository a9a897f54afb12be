"""Songs and artists for programs: what their pages show, by the same queries."""

from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from catalog import queries
from catalog.errors import Moved
from catalog.links import artist_url, picture_url
from catalog.rows import ArtistRow, SongRow
from musicweb.api.answers import LIMIT_MAX, Cursor, Limit, PageOut, answers, page_of
from musicweb.api.bearer import caller
from musicweb.problems import problem
from musicweb.templatetags.musicweb import absolute

if TYPE_CHECKING:
    from catalog.models import Artist

router = Router()
PICTURE_PX = 600
Q = Annotated[str, Field(max_length=100, description="What the title or name begins with.", default="")]
Id = Annotated[str, Field(pattern="^[0-9a-z]{26}$", description="A ULID in small letters.")]
Handle = Annotated[str, Field(max_length=100)]


class ArtistBrief(Schema):
    handle: str
    name: str
    url: str


class ReleaseBrief(Schema):
    id: str
    title: str = Field(description="Empty where the list does not carry it.")
    url: str


class SongOut(Schema):
    """A song. Addresses are whole; those of sound answer 404 to whoever may not hear it."""

    id: str
    title: str
    url: str
    artist: ArtistBrief
    release: ReleaseBrief
    duration_ms: int | None = None
    loudness_lufs: float | None = None
    true_peak_dbtp: float | None = None
    explicit: bool
    public: bool = Field(description="Whether lists show it to everybody.")
    cover_url: str
    aac_url: str
    opus_url: str
    peaks_url: str


class ArtistOut(ArtistBrief):
    bio: str
    location: str
    links: list[str]
    tags: list[str]
    picture_url: str


@router.get("/songs", response=answers({200: PageOut[SongOut]}, 400, 404, 410), url_name="api-songs", tags=["songs"])
def list_songs(
    request: HttpRequest,
    q: Q = "",
    artist: Annotated[str, Field(max_length=100, description="A handle: that artist's songs, newest first.")] = "",
    tag: Annotated[str, Field(max_length=100, description="Songs of a tag, newest first.")] = "",
    cursor: Cursor = "",
    limit: Limit = LIMIT_MAX,
) -> Any:
    """Public songs, by title. `artist` or `tag` list in another order; only one of `q`, `artist` and `tag` counts at once."""
    if sum(map(bool, (q, artist, tag))) > 1:
        return problem(422, "one_filter", "Only one of q, artist and tag can be asked for at once.")
    if artist:
        found = queries.artist_songs(artist, caller(request), after=cursor, limit=limit)
    elif tag:
        found, _ = queries.tagged_songs(tag, after=cursor, limit=limit)
    else:
        found = queries.songs_by_title(q, after=cursor, limit=limit)
    return page_of(found.next, [song_out(row) for row in found])


@router.get("/songs/{song_id}", response=answers({200: SongOut}, 404, 410), url_name="api-song", tags=["songs"])
def read_song(request: HttpRequest, song_id: Id) -> Any:
    """A song, also a draft of one's own."""
    return song_out(queries.song_page(song_id, caller(request)).song)


@router.get("/artists", response=answers({200: PageOut[ArtistBrief]}, 400), url_name="api-artists", tags=["artists"])
def list_artists(request: HttpRequest, q: Q = "", cursor: Cursor = "", limit: Limit = LIMIT_MAX) -> Any:
    """Public artists, by name."""
    found = queries.artists_by_name(q, after=cursor, limit=limit)
    return page_of(found.next, [artist_brief(row) for row in found])


@router.get(
    "/artists/{handle}",
    response=answers({200: ArtistOut, 308: None}, 404, 410),
    url_name="api-artist",
    tags=["artists"],
)
def read_artist(request: HttpRequest, handle: Handle) -> Any:
    """An artist. A handle that was given up redirects to the new one."""
    try:
        return artist_out(queries.visible_artist(handle, caller(request)))
    except Moved as moved:
        return HttpResponse(status=308, headers={"Location": absolute(f"/api/v1/artists/{moved.to}")})


def song_out(row: SongRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "url": absolute(row.url),
        "artist": {
            "handle": row.artist_handle,
            "name": row.artist_name,
            "url": absolute(row.artist_url),
        },
        "release": {"id": row.release_id, "title": row.release_title, "url": absolute(row.release_url)},
        "duration_ms": row.duration_ms,
        "loudness_lufs": row.loudness_lufs,
        "true_peak_dbtp": row.true_peak_dbtp,
        "explicit": row.explicit,
        "public": row.listed,
        "cover_url": absolute(row.cover_url_600),
        "aac_url": absolute(row.aac_url),
        "opus_url": absolute(row.opus_url),
        "peaks_url": absolute(row.peaks_url),
    }


def artist_brief(row: "ArtistRow | Artist") -> dict[str, Any]:
    return {"handle": row.handle, "name": row.name, "url": absolute(artist_url(row.handle))}


def artist_out(artist: "Artist") -> dict[str, Any]:
    return {
        **artist_brief(artist),
        "bio": artist.bio,
        "location": artist.location,
        "links": list(artist.links or ()),
        "tags": list(artist.tags or ()),
        "picture_url": absolute(picture_url(artist.id, "picture", artist.picture_rev or "", PICTURE_PX)),
    }
