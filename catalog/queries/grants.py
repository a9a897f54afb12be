"""Who may see what is not public: loaders that answer NotFound to strangers."""

from typing import Any, Protocol, TypeVar

from catalog.models import REMOVED, Artist, ArtistMember, Release, Song, Upload
from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.errors import NotFound

MODERATE = "catalog.moderate"
ARTISTS_MAX = 50  # that one user manages
MEMBER = "member"  # state of an ArtistMember who has accepted

Thing = TypeVar("Thing", bound="Owned")


class Viewer(Protocol):
    """What is asked of `request.user`, signed in or not."""

    @property
    def is_authenticated(self) -> Any: ...

    def has_perm(self, perm: str, obj: Any = None) -> bool: ...


class Owned(Protocol):
    """An artist or something of theirs. What has several managers has `manager_ids` too."""

    owner_id: Any


def manages(viewer: Viewer, thing: Owned) -> bool:
    """Its owner, or one of those who manage it with them."""
    return bool(viewer.is_authenticated) and managed_by(getattr(viewer, "id", None), thing)


def managed_by(user_id: str | None, thing: Owned) -> bool:
    """Whether this user is one of those who manage it."""
    return bool(user_id) and (thing.owner_id == user_id or user_id in (getattr(thing, "manager_ids", None) or ()))


def manages_now(viewer: Viewer, thing: Owned) -> bool:
    """As `manages`, by the artist itself: what its songs and releases repeat may be a moment old. One strong get."""
    if not manages(viewer, thing) or isinstance(thing, Artist):
        return manages(viewer, thing)
    handle = getattr(thing, "artist_handle", None)
    if not handle:
        return True
    artist = Artist.fetch(handle)
    return manages(viewer, Artist.fetch(artist.moved_to) if artist.moved_to else artist)


def owns(viewer: Viewer, thing: Owned) -> bool:
    """The one whose quota pays, and who alone names the others."""
    return manages(viewer, thing) and bool(thing.owner_id == getattr(viewer, "id", None))


def may_see(viewer: Viewer, thing: Owned) -> bool:
    """Its owner or a moderator, whatever its state."""
    return manages(viewer, thing) or (bool(viewer.is_authenticated) and viewer.has_perm(MODERATE))


def own_artist(handle: str, user: Viewer) -> Artist:
    """The artist for its owner or a moderator. One strong get; NotFound to everybody else."""
    artist = Artist.fetch(handle)
    if artist.moved_to:
        artist = Artist.fetch(artist.moved_to)
    return _seen(artist, user)


def own_release(release_id: str, user: Viewer) -> Release:
    """The release for its owner or a moderator. One strong get; NotFound to others and once removed."""
    release = Release.fetch(release_id)
    if release.status == REMOVED:
        raise NotFound(release_id)
    return _seen(release, user)


def own_song(song_id: str, user: Viewer) -> Song:
    """The song for its owner or a moderator. One strong get; NotFound to others and once removed."""
    song = Song.fetch(song_id)
    if song.status == REMOVED:
        raise NotFound(song_id)
    return _seen(song, user)


def own_upload(upload_id: str, user: Viewer) -> Upload:
    """The upload for its owner or a moderator. One strong get; NotFound to others."""
    return _seen(Upload.fetch(upload_id), user)


def may_read_media(key: str, user: Viewer) -> bool:
    """Whether this reader may have this object of the media bucket: at most one get and one Query.

    What is public is for everybody. `private/<artist id>/…` is for who manages that artist and for
    moderators. Any other key is for nobody.
    """
    scope, _, rest = key.partition("/")
    if scope == "public" and rest:
        return True
    artist_id, _, inside = rest.partition("/")
    if scope != "private" or not (artist_id and inside) or not user.is_authenticated:
        return False
    if user.has_perm(MODERATE):
        return True
    user_id = getattr(user, "id", "")
    (member,) = get_together([Want(ArtistMember, (user_id, artist_id), fresh=True)])
    if member is not None and member.state == MEMBER:
        return True
    mine = Artist.page(Artist.by_owner, user_id, limit=ARTISTS_MAX)
    return any(artist.id == artist_id for artist in mine)


def _seen(thing: Thing, user: Viewer) -> Thing:
    if not may_see(user, thing):
        raise NotFound("It belongs to somebody else.")
    return thing
