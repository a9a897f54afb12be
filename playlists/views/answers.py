"""What a refusal is to HTTP."""

from http import HTTPStatus

from catalog.errors import Refused

STATUS = {
    "song_unknown": HTTPStatus.NOT_FOUND,
    "song_gone": HTTPStatus.GONE,
    "nowhere": HTTPStatus.UNPROCESSABLE_ENTITY,
    "too_late": HTTPStatus.GONE,
}


def status_of(refused: Refused) -> int:
    """409 where what is stored stands against it."""
    return STATUS.get(refused.code, HTTPStatus.CONFLICT)
