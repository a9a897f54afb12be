"""What is there at the end, against what was acknowledged."""

from catalog.models import DEAD, PROCESSING, READY, REJECTED, REMOVED, WAITING, Song, Upload
from playlists.models import HistoryEntry, Like, LikedSet, Playlist, PlaylistEntry, PlayStat
from tests.chaos.acts import World

ENDS = {READY, REJECTED, DEAD}


def lost_and_doubled(world: World) -> tuple[list[str], list[str]]:
    """Sentences about acknowledged acts that are not there, and about acts that are there twice."""
    lost: list[str] = []
    doubled: list[str] = []
    for check in (_likes, _titles, _plays, _lists, _removed):
        check(world, lost, doubled)
    return lost, doubled


def unended(world: World) -> list[str]:
    """Uploads that are neither ready, rejected nor dead, and have no dead letter."""
    letters = {one.record["messageId"] for one in world.deliveries.dead if one.kind == "upload"}
    states = {upload.id: Upload.fetch(upload.id).state for upload in world.uploads}
    return [f"{name} is {state}" for name, state in states.items() if state not in ENDS and name not in letters]


def ends(world: World) -> dict[str, int]:
    """How the uploads ended."""
    found = [Upload.fetch(upload.id).state for upload in world.uploads]
    return {state: found.count(state) for state in (READY, REJECTED, DEAD, WAITING, PROCESSING) if state in found}


def _likes(world: World, lost: list[str], doubled: list[str]) -> None:
    found: dict[str, int] = {}
    for user_id in world.listeners:
        liked = set(Like.song_ids_of(user_id))
        in_set = LikedSet.fetch(user_id, "root") if liked else None
        for song_id in world.songs:
            if (song_id in liked) not in world.likes[user_id, song_id]:
                lost.append(f"{user_id} and {song_id}: liked is {song_id in liked}")
            found[song_id] = found.get(song_id, 0) + (song_id in liked)
        if in_set is not None and len(in_set.songs or ()) != len(liked):
            doubled.append(f"the set of {user_id} has not {len(liked)} songs")
    for song_id, likes in found.items():
        counted = _counted(world, song_id, "likes")
        if counted != likes:
            (doubled if counted > likes else lost).append(f"{song_id} has {likes} likes, {counted} are counted")


def _titles(world: World, lost: list[str], doubled: list[str]) -> None:
    for song_id in world.songs:
        title = Song.fetch(song_id).title
        if title not in world.titles[song_id]:
            lost.append(f"{song_id} is called {title}")


def _plays(world: World, lost: list[str], doubled: list[str]) -> None:
    dead = sum(one.kind == "play" for one in world.deliveries.dead)
    missing = in_all = 0
    for song_id in world.songs:
        least, most = world.plays[song_id], world.plays[song_id] + world.plays_unknown[song_id]
        counted = _counted(world, song_id, "plays")
        by_day = _counted_by_day(world, song_id)
        in_all += counted
        missing += max(0, least - counted)
        if by_day != counted:
            doubled.append(f"{song_id} has {counted} plays in all, {by_day} by day")
        if counted > most:
            doubled.append(f"{song_id} has {counted} plays of at most {most}")
    if missing > dead:  # what lies in the dead-letter queue is not lost: redrive counts it
        lost.append(f"{missing} plays are not counted, {dead} letters are dead")
    if (of_site := sum(int(stat.plays) for stat in PlayStat.parts_of("site"))) != in_all:
        doubled.append(f"the site has {of_site} plays, its songs {in_all}")
    recorded = {user_id: len(list(HistoryEntry.all_of(user_id))) for user_id in world.players}
    doubled += [f"the history of {user_id} has {number} entries" for user_id, number in recorded.items() if number > 1]
    if (empty := sum(not recorded[user_id] for user_id, done in world.players.items() if done)) > dead:
        lost.append(f"{empty} histories are empty, {dead} letters are dead")


def _counted(world: World, song_id: str, name: str) -> int:
    return sum(int(getattr(stat, name)) for stat in _stats(world, song_id))


def _counted_by_day(world: World, song_id: str) -> int:
    return sum(counts["plays"] for stat in _stats(world, song_id) for counts in stat.days.values())


def _stats(world: World, song_id: str) -> list[PlayStat]:
    part = PlayStat.part_of(world.release.id, song_id)
    return [stat for stat in PlayStat.parts_of(PlayStat.of_artist(world.artist.id)) if stat.name == part]


def _lists(world: World, lost: list[str], doubled: list[str]) -> None:
    for playlist_id in world.lists:
        rows = list(PlaylistEntry.in_order(playlist_id, limit=10_000))
        ids, songs = [row.entry_id for row in rows], [row.song_id for row in rows]
        known = world.entries[playlist_id]
        lost += [f"{one} is not in its list" for one, there in known.items() if there and one not in ids]
        lost += [f"{one} is in its list again" for one, there in known.items() if there is False and one in ids]
        doubled += [f"{one} is twice in a list" for one in set(songs) if songs.count(one) > 1]
        if len([one for one in ids if one not in known]) > world.adds_unknown[playlist_id]:
            doubled.append(f"{playlist_id} has entries that nobody added")
        if (count := int(Playlist.fetch(playlist_id).entry_count)) != len(ids):
            doubled.append(f"{playlist_id} has {len(ids)} entries, {count} are counted")


def _removed(world: World, lost: list[str], doubled: list[str]) -> None:
    for song_id, done in world.removed.items():
        if done and Song.fetch(song_id).status != REMOVED:
            lost.append(f"{song_id} was removed and is there")
