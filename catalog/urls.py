"""Addresses of the catalogue: public pages, which stay, and the studio. An action is a noun."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from catalog.views import (
    all_songs,
    downloads,
    embed,
    feeds,
    folders,
    follows,
    media,
    members,
    pages,
    pictures,
    plain_uploads,
    publishing,
    sharing,
    studio,
    tags,
    uploads,
)


class IdConverter:
    """An id never holds a hyphen, so `<id>-<slug>` splits at the first one."""

    regex = "[0-9A-Za-z]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(IdConverter, "id")

PUBLIC = [
    path("", pages.home, name="home"),
    path("search/", pages.search, name="search"),
    path("artists/<str:handle>/", pages.artist, name="artist"),
    path("artists/<str:handle>/follow/", follows.follow_artist, name="follow-artist"),
    path("artists/<str:handle>/feed/", feeds.artist_feed, name="artist-feed"),
    path("releases/<id:release_id>-<str:slug>/", pages.release, name="release"),
    path("songs/<id:song_id>-<str:slug>/", pages.song, name="song"),
    path("songs/<id:song_id>-<str:slug>/lyrics/", pages.lyrics, name="lyrics"),
    path("songs/<id:song_id>-<str:slug>/share/", sharing.share_song, name="share-song"),
    path("releases/<id:release_id>-<str:slug>/share/", sharing.share_release, name="share-release"),
    path("embed/songs/<id:song_id>/", embed.song, name="embed-song"),
    path("embed/releases/<id:release_id>/", embed.release, name="embed-release"),
    path("oembed/", sharing.oembed, name="oembed"),
    path("songs/<id:song_id>-<str:slug>/download/", downloads.download, name="download"),
    path("tags/", tags.tags, name="tags"),
    path("tags/<str:tag>/", tags.tag, name="tag"),
    path("media/<path:key>", media.media, name="media"),
]
RELEASES = [
    path("", studio.release, name="studio-release"),
    path("tracks/", studio.tracks, name="studio-tracks"),
    path("songs/", all_songs.all_songs, name="studio-all-songs"),
    path("cover/", plain_uploads.new_cover, name="studio-cover"),
    path("upload/", plain_uploads.new_song, name="studio-plain-upload"),
    path("covers/", folders.new_cover, name="studio-covers"),
    path("uploads/", uploads.start, name="studio-uploads"),
    path("publication/", publishing.release_publication, name="studio-release-publication"),
    path("deletion/", publishing.release_deletion, name="studio-release-deletion"),
]
SONGS = [
    path("", studio.song, name="studio-song"),
    path("file/", plain_uploads.new_file, name="studio-song-file"),
    path("uploads/", uploads.start_replacement, name="studio-song-uploads"),
    path("original/", studio.original, name="studio-original"),
    path("publication/", publishing.song_publication, name="studio-song-publication"),
    path("deletion/", publishing.song_deletion, name="studio-song-deletion"),
]
UPLOADS = [
    path("", plain_uploads.file_form, name="studio-upload"),
    path("arrival/", uploads.arrival, name="studio-upload-arrival"),
    path("parts/", uploads.parts, name="studio-upload-parts"),
    path("completion/", uploads.completion, name="studio-upload-completion"),
    path("finish/", plain_uploads.finish, name="studio-upload-finish"),
    path("cancellation/", uploads.cancellation, name="studio-upload-cancellation"),
    path("retry/", studio.retry, name="studio-upload-retry"),
    path("cover/", studio.cover, name="studio-upload-cover"),
]
# After the words above no artist may be called so: forms.RESERVED_HANDLES.
STUDIO: list[URLPattern | URLResolver] = [
    path("", studio.index, name="studio"),
    path("artists/", studio.new_artist, name="studio-artists"),
    path("releases/<id:release_id>/", include(RELEASES)),
    path("songs/<id:song_id>/", include(SONGS)),
    path("uploads/<id:upload_id>/", include(UPLOADS)),
    path("invitations/<id:artist_id>/", members.invitation, name="studio-invitation"),
    path("<str:handle>/", studio.artist, name="studio-artist"),
    path("<str:handle>/picture/", pictures.new_picture, name="studio-artist-picture"),
    path("<str:handle>/managers/", members.managers, name="studio-managers"),
    path("<str:handle>/managers/removal/", members.removal, name="studio-manager-removal"),
    path("<str:handle>/managers/owner/", members.handover, name="studio-handover"),
    path("<str:handle>/details/", studio.artist_details, name="studio-artist-details"),
    path("<str:handle>/folders/", folders.new_folder, name="studio-folders"),
    path("<str:handle>/releases/", studio.new_release, name="studio-releases"),
]
urlpatterns: list[URLPattern | URLResolver] = [*PUBLIC, path("studio/", include(STUDIO))]
