"""All songs of a release in one form: each with its own fields, and fields for all of them; and their order.

Each song is merged and saved for itself: what conflicts with another device is shown, everything else is saved.
"""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import may
from catalog import queries, services
from catalog.forms import EveryTrackForm, TrackForm
from catalog.views.answers import for_its_owner, note_edit
from catalog.views.editing import Edit, save_typed, values_of
from catalog.views.merging import seal
from musicweb import fresh
from musicweb.answers import see_other

if TYPE_CHECKING:
    from catalog.models import Song


class Track(NamedTuple):
    """A song and its part of the form. `edit` is how far saving it came."""

    song: "Song"
    form: TrackForm
    edit: "Edit[Song] | None" = None


@require_http_methods(["GET", "HEAD", "POST"])
@may("catalog.upload")
def all_songs(request: HttpRequest, release_id: str) -> HttpResponse:
    """Shows the form (GET), or saves it (POST); `move`, an id and “:up” or “:down”, changes the order too."""
    release = queries.own_release(release_id, request.user)
    songs = queries.songs_of_release(release)
    every, status = EveryTrackForm(prefix="every"), HTTPStatus.OK
    tracks = [Track(song, _fresh_form(song)) for song in songs]
    if request.method == "POST":
        for_its_owner(request, release)
        every = EveryTrackForm(request.POST, prefix="every")
        tracks, status = _saved(request.POST, songs, every, request)
        if status == HTTPStatus.OK:
            fresh.remember(request, "release", release_id)
            note_edit(request, release.title, request.path)
            messages.success(request, _("The songs were saved."))
            return see_other("studio-all-songs", release_id)
    context: dict[str, Any] = {"release": release, "tracks": tracks, "every": every}
    context["stale"] = [track for track in tracks if track.edit and track.edit.stale]
    context["wrong"] = [track for track in tracks if track.form.is_bound and track.form.errors]
    return render(request, "studio/all_songs.html", context, status=status)


def _saved(
    sent: QueryDict, songs: "list[Song]", every: EveryTrackForm, request: HttpRequest
) -> tuple[list[Track], HTTPStatus]:
    """The tracks as they are to be shown again, and whether that is needed. Songs that were not sent stay."""
    bound = {song.id: TrackForm(sent, prefix=song.id) for song in songs if f"{song.id}-version" in sent}
    valid = [form.is_valid() for form in (every, *bound.values())]
    if not all(valid):
        forms = [Track(song, bound.get(song.id) or _fresh_form(song)) for song in songs]
        return forms, HTTPStatus.UNPROCESSABLE_ENTITY
    _move(bound, sent.get("move", ""))
    tracks = []
    for song in songs:
        if song.id not in bound:
            tracks.append(Track(song, _fresh_form(song)))
            continue
        edit = _save(song, bound[song.id], every.wanted(), request)
        tracks.append(Track(edit.record, bound[song.id] if edit.saved else edit.form, edit))  # type: ignore[arg-type]
    edits = [track.edit for track in tracks if track.edit]
    if any(edit.stale for edit in edits):
        done = [_as_stored(track) if track.edit and track.edit.saved else track for track in tracks]
        return done, HTTPStatus.CONFLICT
    failed = any(not edit.saved for edit in edits)
    return tracks, HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK


def _save(song: "Song", form: TrackForm, wanted: dict[str, Any], request: HttpRequest) -> "Edit[Song]":
    form.cleaned_data.update((name, value) for name, value in wanted.items() if name in form.fields)
    beside = {name: value for name, value in wanted.items() if name not in form.fields}

    def save(record: "Song", typed: dict[str, Any]) -> "Song":
        return services.edit_song(song=record, **{**beside, **typed})

    return save_typed(form, song, read=lambda: queries.own_song(song.id, request.user), save=save)


def _move(forms: dict[str, TrackForm], move: str) -> None:
    """One place up or down on its disc, whose songs are numbered anew."""
    song_id, _colon, way = move.partition(":")
    if song_id not in forms or way not in ("up", "down"):
        return
    disc = forms[song_id].cleaned_data["disc_number"]
    on_disc = [
        (form.cleaned_data["track_number"], one)
        for one, form in forms.items()
        if form.cleaned_data["disc_number"] == disc
    ]
    order = [one for _number, one in sorted(on_disc)]
    at = order.index(song_id)
    to = at + (1 if way == "down" else -1)
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
    for number, one in enumerate(order, 1):
        forms[one].cleaned_data["track_number"] = number


def _as_stored(track: Track) -> Track:
    song = track.edit.saved if track.edit and track.edit.saved else track.song
    return Track(song, _fresh_form(song), track.edit)


def _fresh_form(song: "Song") -> TrackForm:
    values = values_of(TrackForm, song)
    return TrackForm(prefix=song.id, initial={**values, "was": seal(TrackForm(prefix=song.id), values)})
