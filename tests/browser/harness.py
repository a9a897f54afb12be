"""A small site of the project's own templates and middleware, for what needs no music and no AWS.

Rows are as catalog.rows makes them; the sound is a generated tone that is served with ranges.
"""

import io
import math
import struct
import wave
from functools import cache
from types import SimpleNamespace

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path

from catalog.timecodes import seconds_of
from musicweb import views
from musicweb.dynamo.errors import Throttled
from musicweb.dynamo.table import Page
from musicweb.templatetags.musicweb import duration, iso_duration

RATE = 8000
SECONDS = 30
REPEATED = 40  # how many times as long the song is whose address runs out
tickets: list[int] = []  # how often each was used
COLORS = ["#7c2d3b", "#2f5d50", "#8a6a1f", "#3b4a7a", "#5b3a6b"]
TITLES = [
    "Mưa Đêm",
    "Slow Rivers",
    "A Very Long Title That Goes On and On Until It Must Be Cut Off Somewhere",
    "Tide",
    "Ánh Sáng",
]


def song(number: int, name: str = "tone") -> SimpleNamespace:
    """Shown like a catalog.rows.SongRow, whose addresses this small site lacks."""
    duration_ms = SECONDS * 1000 * (REPEATED if name == "signed" else 1)
    return SimpleNamespace(
        id=f"01song{number}",
        title=TITLES[number % 5],
        url=f"/songs/01song{number}-x/",
        artist_name="Linh & the Lanterns",
        artist_url="/second/",
        release_title="Lanterns",
        release_url="/second/",
        duration_ms=duration_ms,
        time=duration(duration_ms),
        iso_time=iso_duration(duration_ms),
        track_mark=str(number + 1),
        explicit=False,
        loudness_lufs=-8.5 if number == 0 else -20.0,
        true_peak_dbtp=-0.5,
        aac_url=f"/media/{name}{number}.wav",
        opus_url="",
        cover_rev="p1" if number % 2 == 0 else "",
        cover_url_96=f"/media/cover{number}.svg" if number % 2 == 0 else "",
        cover_url_300=f"/media/cover{number}.svg" if number % 2 == 0 else "",
        cover_url_600=f"/media/cover{number}.svg" if number % 2 == 0 else "",
        cover_url_1400=f"/media/cover{number}.svg" if number % 2 == 0 else "",
        cover_avif_300=f"/media/cover{number}.svg" if number % 2 == 0 else "",
        cover_avif_600=f"/media/cover{number}.svg" if number % 2 == 0 else "",
        cover_avif_1400=f"/media/cover{number}.svg" if number % 2 == 0 else "",
        cover_color=COLORS[number % 5],
        cover_ground=COLORS[number % 5],
        track_number=number + 1,
        state="ready",
        playable=name != "none",
    )


class Words(forms.Form):
    title = forms.CharField(help_text="As it is on the cover.")
    words = forms.CharField(required=False, widget=forms.Textarea)


def home(request: HttpRequest) -> HttpResponse:
    rows = [song(number) for number in range(4)]
    page = Page(rows, "cursor")
    return render(request, "harness/home.html", {"rows": rows, "page": page, "cards": [song(n) for n in range(10)]})


def release(request: HttpRequest) -> HttpResponse:
    rows = [song(0), song(1, "missing"), song(2), song(3, "none")]
    return render(request, "harness/release.html", {"rows": rows, "row": song(0)})


def signed(request: HttpRequest) -> HttpResponse:
    tickets.clear()
    return render(request, "harness/release.html", {"rows": [song(0, "signed")], "row": song(0)})


def timed(request: HttpRequest) -> HttpResponse:
    """As a song's page: it begins at a second."""
    row, asked = song(0), request.GET.get("t", "")
    return render(request, "harness/timed.html", {"row": row, "start": seconds_of(asked, row.duration_ms)})


def share(request: HttpRequest) -> HttpResponse:
    row = SimpleNamespace(**song(0).__dict__, is_open=True)
    embedded = SimpleNamespace(html='<iframe src="/embed/"></iframe>')
    return render(request, "catalog/share.html", {"row": row, "song": row, "start": 0, "embedded": embedded})


def second(request: HttpRequest) -> HttpResponse:
    return render(
        request, "harness/second.html", {"states": ["waiting", "processing", "ready", "rejected"], "one": song(0)}
    )


def words(request: HttpRequest) -> HttpResponse:
    form = Words(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return HttpResponseRedirect("/second/", status=303)
    return render(request, "harness/form.html", {"form": form}, status=422 if form.is_bound else 200)


def broken(request: HttpRequest) -> HttpResponse:
    raise ArithmeticError("on purpose")


def busy(request: HttpRequest) -> HttpResponse:
    raise Throttled


def away(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("http://localhost:1/oauth2/authorize")


def foreign(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>Admin</title><h1>Another kind of page</h1>")


def media(request: HttpRequest, name: str) -> HttpResponse:
    if name.startswith("missing"):
        raise Http404
    if name == "peaks.json":
        return JsonResponse({str(n): [int(127 + 120 * math.sin(k / 9)) for k in range(n)] for n in (800, 1800)})
    if name.startswith("cover"):
        fill = COLORS[int(name[5]) % 5]
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="{fill}"/><circle cx="6" cy="4" r="3" fill="#f2c48d"/><path d="M0 7 3 5l3 2 3-1v3H0z" fill="#1d1a22"/></svg>'
        return HttpResponse(drawing, content_type="image/svg+xml")
    if name.startswith("signed"):
        tickets.append(0)
        return HttpResponseRedirect(f"/ticket/{len(tickets) - 1}")
    return ranged(request, tone())


def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """A signed address. The page's first one lets in once, as if it ran out right after."""
    tickets[number] += 1
    if number == 0 and tickets[number] > 1:
        return HttpResponse(status=403)
    return ranged(request, tone(repeated=REPEATED))


def ranged(request: HttpRequest, sound: bytes) -> HttpResponse:
    first, last = 0, len(sound) - 1
    asked = request.headers.get("Range", "")
    if asked:
        begin, _, end = asked.removeprefix("bytes=").partition("-")
        first, last = int(begin), min(int(end or last), last)
    response = HttpResponse(sound[first : last + 1], status=206 if asked else 200, content_type="audio/wav")
    response["Accept-Ranges"] = "bytes"
    response["Content-Range"] = f"bytes {first}-{last}/{len(sound)}"
    return response


@cache
def tone(repeated: int = 1) -> bytes:
    """A quiet 220 Hz of SECONDS, or of so many times as long."""
    period = [int(2000 * math.sin(2 * math.pi * 220 * n / RATE)) for n in range(RATE)]
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{RATE}h", *period) * SECONDS * repeated)
    return out.getvalue()


urlpatterns = [
    path("", home, name="home"),
    path("release/", release, name="release"),
    path("signed/", signed, name="signed"),
    path("timed/", timed, name="timed"),
    path("songs/01song0-x/share/", share, name="share-song"),
    path("help/keys/", views.keys, name="keys"),
    path("second/", second, name="second"),
    path("form/", words, name="form"),
    path("part/", words, name="part"),
    path("broken/", broken, name="broken"),
    path("busy/", busy, name="busy"),
    path("away/", away, name="away"),
    path("forgot-password/", second, name="forgot-password"),
    path("health/", views.health, name="health"),
    path("admin/", foreign, name="foreign"),
    path("media/<str:name>", media, name="media"),
    path("ticket/<int:number>", ticket, name="ticket"),
    path("language/<slug:code>/", views.language, name="language"),
]
handler400 = "musicweb.views.bad_request"
handler404 = "musicweb.views.not_found"
handler500 = "musicweb.views.server_error"
