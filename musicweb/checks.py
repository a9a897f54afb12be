"""Settings that must not be wrong: the start stops with what is wrong and what to set instead."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register

DEVELOPERS = {"test", "local"}  # stages on a developer's machine
REGISTRATIONS = ("open", "invitation", "closed")
SECRET_LENGTH = 50  # characters, as Django's own check asks for with --deploy
PART_MIN_BYTES = 5 * 1024**2  # S3's least of a part that is not the last
PARTS_MAX = 10_000
LAMBDA_MAX_SECONDS = 900


@register
def site_settings(app_configs: Any, **kwargs: Any) -> list[Error]:
    return [Error(message, hint=hint, id=f"musicweb.E{number:03}") for number, message, hint in sorted(_faults())]


def _faults() -> Iterator[tuple[int, str, str]]:
    yield from _address()
    yield from _resources()
    yield from _sizes()
    yield from _roles()


def _address() -> Iterable[tuple[int, str, str]]:
    url = urlsplit(settings.SITE_URL)
    if url.scheme not in ("http", "https") or not url.netloc or url.path or url.query or "@" in url.netloc:
        yield (
            1,
            f"MUSICWEB_SITE_URL is not an origin: {settings.SITE_URL}",
            "Write https://music.example, without a path.",
        )
    if any(letter.isupper() for letter in settings.SITE_URL):
        yield 2, "MUSICWEB_SITE_URL has capital letters, which browsers do not send.", "Write it in lower case."
    if "*" in settings.ALLOWED_HOSTS:
        yield 3, "ALLOWED_HOSTS lets every name in.", "Name the hosts in MUSICWEB_ALLOWED_HOSTS."
    if _away() and not settings.SITE_HTTPS:
        yield 4, f"The stage “{settings.STAGE}” is served without https.", "Begin MUSICWEB_SITE_URL with https://."
    if _away() and settings.DEBUG:
        yield 5, f"The stage “{settings.STAGE}” shows its errors to everybody.", "Leave MUSICWEB_DEBUG out."
    if _away() and len(settings.SECRET_KEY) < SECRET_LENGTH:
        yield 6, "MUSICWEB_SECRET_KEY is too short.", f"Use at least {SECRET_LENGTH} random characters."
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,20}", settings.STAGE):
        yield 7, f"MUSICWEB_STAGE names tables and buckets: {settings.STAGE}", "Use a-z, 0-9 and hyphens, 21 at most."


def _resources() -> Iterable[tuple[int, str, str]]:
    names = ("UPLOAD_BUCKET", "MEDIA_BUCKET", "STATIC_BUCKET", "UPLOAD_QUEUE_URL", "PLAYS_QUEUE_URL")
    for name in names if _away() else ():
        if not getattr(settings, name):
            yield 11, f"MUSICWEB_{name} is missing.", "It is an output of the stack; see infra/template.yaml."
    buckets = [bucket for bucket in (settings.UPLOAD_BUCKET, settings.MEDIA_BUCKET, settings.STATIC_BUCKET) if bucket]
    if len(set(buckets)) < len(buckets):
        yield 12, "Uploads, media and static files share a bucket.", "Give each its own: their rights differ."
    if _away() and settings.MEDIA_SERVED_HERE:
        yield (
            13,
            "Media would go through the web function.",
            "Leave MUSICWEB_MEDIA_SERVED_HERE out; CloudFront serves it.",
        )
    if bool(settings.MEDIA_KEY_ID) != bool(settings.MEDIA_PRIVATE_KEY):
        yield (
            18,
            "Media are signed with half a key.",
            "Set MUSICWEB_MEDIA_KEY_ID and MUSICWEB_MEDIA_PRIVATE_KEY, or none.",
        )
    if settings.DISTRIBUTION_ID and not settings.MEDIA_KEY_ID:
        yield 19, "Nobody could hear private media by CloudFront.", "Set MUSICWEB_MEDIA_KEY_ID and its private key."
    if _away() and not settings.MAIL_FROM:
        yield 15, "Nobody gets a mail: MUSICWEB_MAIL_FROM is missing.", "Set an address that SES may send from."
    if _away() and not all(settings.COGNITO.values()):
        missing = ", ".join(f"MUSICWEB_COGNITO_{key.upper()}" for key, value in settings.COGNITO.items() if not value)
        yield 14, f"Nobody can sign in: {missing} missing.", "They are outputs of the stack."
    if _away() and settings.COGNITO_FIXED_CODES:
        yield (
            16,
            "Pages would tell everybody the codes.",
            "Leave MUSICWEB_COGNITO_FIXED_CODES out: Cognito sends its own.",
        )
    if settings.REGISTRATION not in REGISTRATIONS:
        yield 17, f"MUSICWEB_REGISTRATION is “{settings.REGISTRATION}”.", f"Use one of {', '.join(REGISTRATIONS)}."


def _sizes() -> Iterable[tuple[int, str, str]]:
    for name in (
        "UPLOAD_MAX_BYTES",
        "UPLOAD_QUOTA_BYTES",
        "COVER_MAX_BYTES",
        "SONG_MAX_SECONDS",
        "PROCESSING_TIMEOUT_SECONDS",
        "HISTORY_KEEP_SECONDS",
    ):
        if getattr(settings, name) <= 0:
            yield 21, f"MUSICWEB_{name} must be more than 0.", "Leave it out for the default."
    if settings.UPLOAD_QUOTA_BYTES < settings.UPLOAD_MAX_BYTES:
        yield (
            22,
            "MUSICWEB_UPLOAD_QUOTA_BYTES is less than one file may have.",
            "Raise it or lower MUSICWEB_UPLOAD_MAX_BYTES.",
        )
    if settings.UPLOAD_PART_BYTES < PART_MIN_BYTES:
        yield 23, "MUSICWEB_UPLOAD_PART_BYTES is less than S3 accepts.", "Use at least 5 MiB: 5242880."
    if settings.UPLOAD_PART_BYTES * PARTS_MAX < settings.UPLOAD_MAX_BYTES:
        yield 24, "A file of MUSICWEB_UPLOAD_MAX_BYTES needs too many parts.", "Raise MUSICWEB_UPLOAD_PART_BYTES."
    if settings.PROCESSING_TIMEOUT_SECONDS >= LAMBDA_MAX_SECONDS:
        yield (
            25,
            "MUSICWEB_PROCESSING_TIMEOUT_SECONDS outlasts the worker function.",
            f"Stay below {LAMBDA_MAX_SECONDS}.",
        )
    if settings.SESSION_IDLE_SECONDS > settings.SESSION_ABSOLUTE_SECONDS:
        yield 26, "A session may idle longer than it may live.", "Lower MUSICWEB_SESSION_IDLE_SECONDS."


def _roles() -> Iterable[tuple[int, str, str]]:
    unknown = {*settings.STAFF_ROLES, *settings.DEFAULT_ROLES} - settings.ROLES.keys()
    if unknown:
        yield 31, f"Roles without permissions of their own: {', '.join(sorted(unknown))}.", "Add them to ROLES."


def _away() -> bool:
    return settings.STAGE not in DEVELOPERS
