"""Why a file was not taken, in words: what happened and what to do. Codes: `catalog.media.refusals`, and the last few here."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.media.formats import NAMES

MESSAGES: dict[str, Promise] = {
    "empty": gettext_lazy("This file is empty. Export it again and upload the new file."),
    "not_audio": gettext_lazy(
        "This file holds no audio that we know. Upload a WAV, FLAC, AIFF, M4A, MP3, OGG or Opus file."
    ),
    "playlist": gettext_lazy("This file is a playlist, not audio. Upload the audio files it lists."),
    "archive": gettext_lazy("This file is an archive. Unpack it and upload the audio files inside."),
    "video": gettext_lazy("This file is a video. Export its sound, for example as FLAC or WAV, and upload that."),
    "format": gettext_lazy(
        "This kind of audio is not taken. Convert it to FLAC or WAV, which loses nothing, and upload that."
    ),
    "unreadable": gettext_lazy("This file is damaged and cannot be played. Export it again and upload the new file."),
    "truncated": gettext_lazy(
        "This file ends early: a part of it is missing. Export it again and upload the new file."
    ),
    "duration_lies": gettext_lazy(
        "This file is longer than it says of itself, so players would cut it off. Export it again and upload the new file."
    ),
    "too_short": gettext_lazy("This file is too short to be a song. Check that the whole song was exported."),
    "too_long": gettext_lazy("This file is too long. Split it into several songs and upload each."),
    "too_many_channels": gettext_lazy("This file has more than 8 channels. Mix it down to stereo and upload that."),
    "sample_rate": gettext_lazy("This file has a sample rate that is not taken. Export it with 44.1 or 48 kHz."),
    "too_large": gettext_lazy("This file is too large. Export it as FLAC, which loses nothing, or split it."),
    "timeout": gettext_lazy(
        "This file took too long to process. Export it again, as FLAC or WAV, and upload the new file."
    ),
    "memory": gettext_lazy("This file takes too much memory to process. Export it again, as FLAC or WAV, in stereo."),
    "cover_format": gettext_lazy("A cover is a JPEG, PNG or WebP picture. Save it as one of these and upload that."),
    "cover_unreadable": gettext_lazy("This picture is damaged. Save it again and upload the new file."),
    "cover_too_large": gettext_lazy(
        "This picture is too large. Make it smaller, for example 3000 × 3000 pixels, and upload that."
    ),
    # of the way here, not of the file
    "size_mismatch": gettext_lazy("Not the file that was announced has arrived: its size differs. Upload it again."),
    "type_mismatch": gettext_lazy("Not the file that was announced has arrived: its type differs. Upload it again."),
    "not_arrived": gettext_lazy("The file has not arrived. Upload it again."),
    "cancelled": gettext_lazy("The upload was cancelled. Upload the file again if you still want it."),
    "failed": gettext_lazy("This file could not be processed; it is not the file’s fault. Upload it again later."),
    "superseded": gettext_lazy("Another file was sent after this one. Only that one was taken; nothing is to be done."),
    "removed": gettext_lazy("What the file was for has been removed meanwhile. Upload it to another release."),
}

_UNKNOWN = gettext_lazy("This file could not be processed. Export it again and upload the new file.")


def message(code: str, **facts: float | str) -> str:
    """The sentence for a code in the language of now, with figures where `facts` (a Refusal's) has them."""
    return _with_figures(code, facts) or str(MESSAGES.get(code, _UNKNOWN))


def message_of(code: str) -> str:
    """The sentence for a code that was stored without its facts."""
    return message(code)


def formats_taken() -> str:
    """“WAV, FLAC, … or Opus”, to be shown before an upload."""
    return _("%(formats)s or %(last)s") % {"formats": ", ".join(NAMES[:-1]), "last": NAMES[-1]}


def _with_figures(code: str, facts: dict[str, float | str]) -> str:
    if code == "truncated" and {"claimed_s", "found_s"} <= facts.keys():
        return _(
            "This file should be %(claimed)s long, but after %(found)s nothing follows. "
            "Export it again and upload the new file."
        ) % {"claimed": _clock(facts["claimed_s"]), "found": _clock(facts["found_s"])}
    if code == "too_long" and "limit_s" in facts:
        return _("This file is longer than %(limit)s. Split it into several songs and upload each.") % {
            "limit": _clock(facts["limit_s"])
        }
    if code == "too_many_channels" and {"channels", "limit"} <= facts.keys():
        return _("This file has %(channels)s channels; at most %(limit)s are taken. Mix it down to stereo.") % facts
    if code == "cover_too_large" and {"width", "height"} <= facts.keys():
        return (
            _(
                "This picture has %(width)s × %(height)s pixels. Make it smaller, for example 3000 × 3000, and upload that."
            )
            % facts
        )
    return ""


def _clock(seconds: float | str) -> str:
    """“4:31”, “1:04:31”."""
    minutes, rest = divmod(round(float(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
