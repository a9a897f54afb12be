"""Reads: everything a page shows. Each function says what it costs; keys and indexes end here."""

from .feeds import artist_feed
from .followed import HomePage, home_page
from .grants import may_read_media, own_artist, own_release, own_song, own_upload, owns
from .hearing import may_hear, songs_together
from .hidden import RECENTLY_HIDDEN, Hidden, hidden_want
from .members import INVITED, invitations_of, managers_of
from .pages import ArtistPage, ReleasePage, SongPage, artist_page, new_releases, release_page, song_page, visible_artist
from .search import SearchResults, artist_songs, artists_by_name, search, songs_by_title
from .site import SiteState, known_state, site_state
from .studio import artists_of, lyrics_of, songs_of_release, studio_releases, studio_songs, uploads_of, uploads_together
from .tags import cloud, tag_cloud, tag_counts_want, tagged_releases, tagged_songs

__all__ = [
    "INVITED",
    "RECENTLY_HIDDEN",
    "ArtistPage",
    "Hidden",
    "HomePage",
    "ReleasePage",
    "SearchResults",
    "SiteState",
    "SongPage",
    "artist_feed",
    "artist_page",
    "artist_songs",
    "artists_by_name",
    "artists_of",
    "cloud",
    "hidden_want",
    "home_page",
    "invitations_of",
    "known_state",
    "lyrics_of",
    "managers_of",
    "may_hear",
    "may_read_media",
    "new_releases",
    "own_artist",
    "own_release",
    "own_song",
    "own_upload",
    "owns",
    "release_page",
    "search",
    "site_state",
    "song_page",
    "songs_by_title",
    "songs_of_release",
    "songs_together",
    "studio_releases",
    "studio_songs",
    "tag_cloud",
    "tag_counts_want",
    "tagged_releases",
    "tagged_songs",
    "uploads_of",
    "uploads_together",
    "visible_artist",
]
