"""Lists of songs. A page has fifty rows: their template is rendered once for each kind of them."""

from collections.abc import Collection, Iterable

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from catalog.rows import SongRow
from musicweb.patterns import Kind, repeated

register = template.Library()


@register.simple_tag(takes_context=True)
def song_rows(context: Context, rows: Iterable[SongRow], liked: Collection[str] | None) -> SafeString:
    """components/song_row.html for each; `liked` are ids."""

    def kind_of(row: SongRow) -> Kind:
        return {"playable": row.playable, "cover_rev": bool(row.cover_rev), "liked": row.id in (liked or ())}

    return repeated(context, "components/song_row.html", rows, kind_of)


@register.simple_tag(takes_context=True)
def studio_songs(context: Context, rows: Iterable[SongRow]) -> SafeString:
    """studio/_song.html for each."""
    return repeated(context, "studio/_song.html", rows, _standing)


def _standing(row: SongRow) -> Kind:
    return {"state": row.state, "status": row.status, "withdrawn": row.withdrawn}
