"""Places in a song as links carry them: `?t=83`, `?t=1:23`, `?t=1:02:03`."""

import re

TIMECODE = re.compile(r"\d{1,6}(:\d{1,2}){0,2}", re.ASCII)
END_SECONDS = 1  # a place beyond the end is so much before it


def seconds_of(text: str, duration_ms: int | None) -> int:
    """Whole seconds from the beginning, inside the song; 0 for what is no place."""
    if not TIMECODE.fullmatch(text):
        return 0
    seconds = 0
    for part in text.split(":"):
        seconds = 60 * seconds + int(part)
    return seconds if duration_ms is None else max(0, min(seconds, duration_ms // 1000 - END_SECONDS))
