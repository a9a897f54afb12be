"""The studio: an artist's lists, and the forms of artists, releases and songs."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import may
from catalog import addresses, queries, services
from catalog.errors import Refused
from catalog.forms import ArtistDetailsForm, ArtistForm, NewReleaseForm, ReleaseForm, SongForm
from catalog.rows import SongRow
from catalog.views.answers import for_its_owner, note_edit
from catalog.views.editing import edit, refuse
from catalog.views.pictures import picture_parts
from catalog.views.refusals import words_for, words_of
from catalog.views.release_parts import (
    UPLOADED,
    cover_parts,
    release_parts,
    replacement_parts,
    tracks_parts,
    upload_limits,
)
from musicweb import caching, fresh
from musicweb.answers import see_other
from musicweb.aws.presign import presigned_get
from musicweb.dynamo.errors import Conflict

form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@may("catalog.upload")
def index(request: HttpRequest) -> HttpResponse:
    """The artists of whoever asks."""
    artists = queries.artists_of(request.user, fresh.ids(request, "artist"))
    invitations = queries.invitations_of(request.user)
    return render(request, "studio/index.html", {"artists": artists, "invitations": invitations})


@form_view
@may("catalog.upload")
def new_artist(request: HttpRequest) -> HttpResponse:
    form = ArtistForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            artist = services.create_artist(owner=request.user, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            fresh.remember(request, "artist", artist.handle)
            note_edit(request, artist.name, reverse("studio-artist", args=[artist.handle]))
            return see_other("studio-artist", artist.handle)
    context = {"form": form, "heading": _("New artist"), "back": reverse("studio"), "action": _("Create")}
    return render(request, "studio/form_page.html", context, status=422 if form.errors else 200)


@require_safe
@may("catalog.upload")
def artist(request: HttpRequest, handle: str) -> HttpResponse:
    """An artist's releases, or with `list=songs` the songs, drafts included, newest first.

    Laid over with what was just written. One list at a time: both would pass the page's budget.
    """
    artist, after = queries.own_artist(handle, request.user), request.GET.get("after")
    songs = request.GET.get("list") == "songs"
    page: Any
    if songs:
        page = queries.studio_songs(artist, after=after, fresh_ids=fresh.ids(request, "song"))
    else:
        page = queries.studio_releases(artist, after=after, fresh_ids=fresh.ids(request, "release"))
    return render(request, "studio/artist.html", {"artist": artist, "page": page, "songs": songs, **UPLOADED})


@form_view
@may("catalog.upload")
def artist_details(request: HttpRequest, handle: str) -> HttpResponse:
    """Name, address and words of an artist; the old address then redirects to the new one."""
    done = edit(
        request,
        ArtistDetailsForm,
        read=lambda: queries.own_artist(handle, request.user),
        save=lambda artist, typed: services.edit_artist(artist=artist, **typed),
    )
    if done.saved:
        fresh.remember(request, "artist", done.saved.handle)
        return see_other("studio-artist", done.saved.handle)
    context = {"edit": done, "form": done.form, "heading": done.record.name, "action": _("Save")}
    context["back"] = reverse("studio-artist", args=[done.record.handle])
    context |= picture_parts(request, done.record)
    return render(request, "studio/artist_details.html", context, status=done.status)


@form_view
@may("catalog.upload")
def new_release(request: HttpRequest, handle: str) -> HttpResponse:
    artist = queries.own_artist(handle, request.user)
    form = NewReleaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            release = services.create_release(owner=request.user, artist=artist, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        except Conflict:
            form.add_error(None, _("This form was used already. Load the page again."))
        else:
            fresh.remember(request, "release", release.id)
            note_edit(request, release.title, reverse("studio-release", args=[release.id]))
            return see_other("studio-release", release.id)
    context = {"form": form, "heading": _("New release"), "action": _("Create")}
    context["back"] = reverse("studio-artist", args=[handle])
    return render(request, "studio/form_page.html", context, status=422 if form.errors else 200)


@form_view
@may("catalog.upload")
def release(request: HttpRequest, release_id: str) -> HttpResponse:
    """A release's details, cover, tracks and uploads; a POST saves the details."""
    done = edit(
        request,
        ReleaseForm,
        read=lambda: queries.own_release(release_id, request.user),
        save=lambda release, typed: services.edit_release(release=release, **typed),
    )
    if done.saved:
        fresh.remember(request, "release", release_id)
        return see_other("studio-release", release_id)
    context = {"edit": done, "form": done.form, **release_parts(request, done.record)}
    return render(request, "studio/release.html", context, status=done.status)


@require_safe
@may("catalog.upload")
def tracks(request: HttpRequest, release_id: str) -> HttpResponse:
    """The list of songs alone, for its page to ask for until everything is processed."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("studio-release", release_id)
    release = queries.own_release(release_id, request.user)
    return render(request, "studio/_tracks.html", tracks_parts(request, release))


@require_safe
@may("catalog.upload")
def cover(request: HttpRequest, upload_id: str) -> HttpResponse:
    """The cover alone, for its page to ask for until the new one is there or refused."""
    upload = queries.own_upload(upload_id, request.user)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("studio-release", upload.release_id)
    release = queries.own_release(upload.release_id, request.user)
    return render(request, "studio/_cover.html", cover_parts(request, release, upload))


@require_POST
@may("catalog.upload")
def retry(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Has a file processed once more that failed without its own fault."""
    upload = queries.own_upload(upload_id, request.user)
    for_its_owner(request, upload)
    try:
        services.retry_upload(upload)
    except Refused as refused:
        messages.error(request, words_of(refused))
    return see_other("studio-release", upload.release_id)


@require_safe
@may("catalog.upload")
def original(request: HttpRequest, song_id: str) -> HttpResponse:
    """The file as it was sent, under its own name, from S3."""
    song = queries.own_song(song_id, request.user)
    key = addresses.original_key(*song.original_place)
    name = song.original_name or song.title
    response = HttpResponseRedirect(presigned_get(settings.MEDIA_BUCKET, key, filename=name))
    response["Cache-Control"] = caching.PRIVATE
    return response


@form_view
@may("catalog.upload")
def song(request: HttpRequest, song_id: str) -> HttpResponse:
    """A song's details; a POST saves them."""
    done = edit(
        request,
        SongForm,
        read=lambda: queries.own_song(song_id, request.user),
        save=lambda song, typed: services.edit_song(song=song, **typed),
        stored=lambda song: {"lyrics": queries.lyrics_of(song_id, fresh=True) if song.has_lyrics else ""},
    )
    if done.saved:
        fresh.remember(request, "song", song_id)
        return see_other("studio-release", done.saved.release_id)
    context = {"edit": done, "form": done.form, "song": done.record, "row": SongRow.of_song(done.record)}
    context["reason"] = words_for(done.record.reason)
    context |= replacement_parts(request, done.record) | upload_limits(request)
    return render(request, "studio/song.html", context, status=done.status)
