"""Lists of songs. A page has fifty rows: their template is rendered once for each kind of them."""

from collections.abc import Collection, Iterable
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from catalog import schema_org
from catalog.licenses import license_of
from catalog.links import picture_url
from catalog.rows import ReleaseRow, SongRow
from musicweb.patterns import Kind, repeated
from musicweb.templatetags.musicweb import json_ld

register = template.Library()
register.simple_tag(license_of)
register.simple_tag(picture_url)


@register.simple_tag(takes_context=True)
def song_rows(context: Context, rows: Iterable[SongRow], liked: Collection[str] | None) -> SafeString:
    """components/song_row.html for each; `liked` are ids."""

    def kind_of(row: SongRow) -> Kind:
        known: Kind = {"playable": row.playable, "cover_rev": bool(row.cover_rev), "liked": row.id in (liked or ())}
        return {**known, "explicit": row.explicit}

    return repeated(context, "components/song_row.html", rows, kind_of)


@register.simple_tag(takes_context=True)
def studio_songs(context: Context, rows: Iterable[SongRow]) -> SafeString:
    """studio/_song.html for each."""
    return repeated(context, "studio/_song.html", rows, _standing)


@register.simple_tag
def song_card(song: SongRow) -> SafeString:
    return json_ld(schema_org.song(song))


@register.simple_tag
def release_card(release: ReleaseRow, tracks: Iterable[SongRow]) -> SafeString:
    return json_ld(schema_org.release(release, tracks))


@register.simple_tag
def artist_card(artist: Any, url: str, releases: Iterable[ReleaseRow]) -> SafeString:
    return json_ld(schema_org.artist(artist.name, url, releases=releases, description=artist.bio))


@register.simple_tag
def playlist_card(playlist: Any, songs: Iterable[SongRow], description: str) -> SafeString:
    """Of a playlists.rows.PlaylistRow, which this app does not know."""
    known = {"count": playlist.entry_count, "by": playlist.owner_name, "image": playlist.card_image}
    return json_ld(schema_org.playlist(playlist.title, playlist.url, songs=songs, description=description, **known))


def _standing(row: SongRow) -> Kind:
    return {"state": row.state, "status": row.status, "withdrawn": row.withdrawn, "visibility": row.visibility}
