"""Sessions in one DynamoDB item each: found by the hash of their id, expired by the table's TTL.

The cookie holds a random id of 256 bits; the table only its SHA-256, so a copy of the table opens
no session. Every write is conditional: a deleted session cannot come back, and what two requests
change at once is merged key by key.
"""

import hashlib
import logging
import secrets
import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute, VersionAttribute

from .errors import Conflict, NotFound, Throttled, Unavailable
from .table import Table

logger = logging.getLogger(__name__)
TOUCH_SECONDS = 3600  # how stale the idle expiry may be: reading pages writes at most once in this time
MERGES_MAX = 5


class SessionRecord(Table):
    class Meta:
        table_name = settings.DYNAMO_PREFIX + "sessions"

    key = UnicodeAttribute(hash_key=True)  # SessionStore.hash_of(session_key)
    data = UnicodeAttribute()  # signed JSON
    created = NumberAttribute()  # epoch seconds
    touched = NumberAttribute()  # epoch seconds, when `expires` was last moved
    expires = TTLAttribute()
    version = VersionAttribute()


class SessionStore(SessionBase):
    """Django's session over SessionRecord. Reading is one strongly consistent get; without a key it is nothing.

    A session ends settings.SESSION_IDLE_SECONDS after it was last used and settings.SESSION_ABSOLUTE_SECONDS
    after it began, whichever comes first.
    """

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._row: SessionRecord | None = None

    @staticmethod
    def hash_of(session_key: str) -> str:
        """The key of a session's item."""
        return hashlib.sha256(session_key.encode()).hexdigest()

    @classmethod
    def delete_by_hash(cls, session_hash: str) -> None:
        """End a session of which only the item's key is known; it holds from the next request on."""
        SessionRecord(session_hash).remove(any_version=True)

    # ---- Django's interface ----
    def load(self) -> dict[str, Any]:
        self._row = self._fetch()
        if self._row is None:
            self._session_key = None
            return {}
        return self.decode(self._row.data)

    def reload(self) -> None:
        """Forget what this request changed and read the item again."""
        self._session_cache = self.load()
        self.modified = False

    def exists(self, session_key: str) -> bool:
        return type(self)(session_key)._fetch() is not None

    def create(self) -> None:
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False, must_match: bool = False) -> None:
        """Store the session. Raises UpdateError if it was deleted meanwhile.

        If another request changed it, the keys changed here are laid over what is there now; with
        `must_match` Conflict is raised instead, and nothing is written.
        """
        if self.session_key is None:
            return self.create()
        if must_create:
            return self._insert()
        changes = self._session_content()
        for _ in range(MERGES_MAX):
            if self._row is None:
                raise UpdateError
            try:
                return self._write(changes)
            except Conflict:
                before, self._row = self.decode(self._row.data), self._fetch()
                if must_match and self._row is not None:
                    raise
                if self._row is not None:
                    changes = _merged(before, changes, self.decode(self._row.data))
        raise Conflict("This session is written by too many requests at once.")

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            self.delete_by_hash(self.hash_of(key))

    @classmethod
    def clear_expired(cls) -> None:
        """Nothing: the table's TTL does it, and `load` does not wait for that."""

    # ---- idle expiry ----
    def is_stale(self) -> bool:
        """Whether `touch` would move the expiry by more than an hour."""
        return self._row is not None and time.time() - self._row.touched > TOUCH_SECONDS

    def touch(self) -> None:
        """Move the idle expiry without writing data. Raises UpdateError if the session was deleted meanwhile."""
        row = self._row
        if row is None:
            return
        expires = _expiry(row.created)
        actions = [SessionRecord.touched.set(int(time.time())), SessionRecord.expires.set(expires)]
        try:
            row.change(*actions)
        except Conflict as error:
            if self._fetch() is None:
                raise UpdateError from error
            # another request wrote it, and with that moved the expiry

    # ---- below ----
    def _session_content(self, *, no_load: bool = False) -> dict[str, Any]:
        content: dict[str, Any] = self._get_session(no_load)  # type: ignore[attr-defined]  # missing in the stubs
        return content

    def _get_new_session_key(self) -> str:
        return secrets.token_urlsafe(32)

    def _fetch(self) -> SessionRecord | None:
        try:
            row = SessionRecord.fetch(self.hash_of(self.session_key or ""))
        except NotFound:
            return None
        return row if row.expires.timestamp() > time.time() else None  # TTL deletes up to days late

    def _insert(self) -> None:
        now = int(time.time())
        row = SessionRecord(self.hash_of(self.session_key or ""), created=now, touched=now, expires=_expiry(now))
        row.data = self.encode(self._session_content(no_load=True))
        try:
            row.put_new()
        except Conflict as error:
            raise CreateError from error
        self._row = row

    def _write(self, content: dict[str, Any]) -> None:
        row = self._row
        assert row is not None  # noqa: S101  for the type checker; the caller has looked
        data, now = self.encode(content), int(time.time())
        row.change(
            SessionRecord.data.set(data),
            SessionRecord.touched.set(now),
            SessionRecord.expires.set(_expiry(row.created)),
        )
        self._session_cache = content


def _expiry(created: float) -> datetime:
    seconds = min(time.time() + settings.SESSION_IDLE_SECONDS, created + settings.SESSION_ABSOLUTE_SECONDS)
    return datetime.fromtimestamp(int(seconds), UTC)


def _merged(before: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Theirs, with what I added, changed or removed since `before`."""
    missing = object()
    changed = {name: value for name, value in mine.items() if before.get(name, missing) != value}
    return {name: value for name, value in {**theirs, **changed}.items() if name in mine or name not in before}


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's, for sites whose anonymous pages are cached: no cookie in, none out, and no `Vary: Cookie`.

    A used session gets its idle expiry moved, at most once an hour. If a session is deleted while a
    request is under way, that request still gets its answer, and the browser loses the cookie.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = getattr(request, "session", None)
        if session is None:
            return response
        has_cookie = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not has_cookie and (not session.modified or session.is_empty()):
            return response  # read perhaps, but there was nothing to read
        try:
            answer = super().process_response(request, response)
            if session.accessed and not session.modified and session.is_stale() and response.status_code < 500:
                self._touch(session, answer)
        except (UpdateError, SessionInterrupted):
            response.delete_cookie(
                settings.SESSION_COOKIE_NAME,
                path=settings.SESSION_COOKIE_PATH,
                domain=settings.SESSION_COOKIE_DOMAIN,
                samesite=settings.SESSION_COOKIE_SAMESITE,  # type: ignore[arg-type]
            )
            return response
        return answer

    @staticmethod
    def _touch(session: SessionStore, response: HttpResponse) -> None:
        try:
            session.touch()
        except (Throttled, Unavailable) as error:
            logger.warning("the expiry of a session is left to a later request: %s", error)
            return
        seconds = session.get_expiry_age()
        response.set_cookie(
            settings.SESSION_COOKIE_NAME,
            session.session_key or "",
            max_age=seconds,
            expires=http_date(time.time() + seconds),
            domain=settings.SESSION_COOKIE_DOMAIN,
            path=settings.SESSION_COOKIE_PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=settings.SESSION_COOKIE_HTTPONLY,
            samesite=settings.SESSION_COOKIE_SAMESITE,  # type: ignore[arg-type]
        )
