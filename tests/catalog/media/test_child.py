"""The child may be lost; the caller learns why, and nothing of the worker's secrets is in it."""

import json
import os
import select
import subprocess
import sys
from pathlib import Path

import pytest
from mutagen.flac import FLAC as FlacFile
from mutagen.flac import Picture

from catalog.media import child, job
from catalog.media.child import Unable, process_in_child, render_in_child
from catalog.media.facts import Facts, Limits, Tags
from catalog.media.refusals import Refusal
from tests.catalog.media import sounds
from tests.catalog.media.pictures import picture
from tests.catalog.media.sounds import tone


@pytest.fixture
def song(tmp_path) -> Path:
    return sounds.write(tmp_path / "song", sounds.FLAC, tone(44_100 * 2), metadata={"title": "Đêm"})


@pytest.fixture
def long_song(tmp_path) -> Path:
    return sounds.write(tmp_path / "song", sounds.FLAC, tone(44_100 * 60))


@pytest.fixture
def imposter(monkeypatch, tmp_path):
    """Puts a program in the place of the child's and returns the folder it runs in."""

    def put(program: str) -> Path:
        path = tmp_path / "imposter.py"
        path.write_text("#!" + sys.executable + "\nimport sys, os, signal, time, json\n" + program)
        path.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(path))
        return tmp_path

    return put


def test_a_song_is_processed_in_its_folder_and_tells_its_progress(song, tmp_path):
    told: list[int] = []
    out = tmp_path / "out"
    out.mkdir()
    facts = process_in_child(song, out, timeout_s=30, progress=told.append)
    assert (facts.duration_ms, facts.codec, facts.tags.title) == (2000, "flac", "Đêm")
    assert {path.name for path in out.iterdir()} == {"aac.m4a", "opus.webm", "peaks.json"}
    assert (told[0], told[-1]) == (0, 100)
    assert told == sorted(told)


def test_a_cover_is_rendered_in_the_child(tmp_path):
    (tmp_path / "cover").write_bytes(picture())
    cover = render_in_child(tmp_path / "cover", tmp_path)
    assert cover.color.startswith("#")
    assert all(file.stat().st_size > 50 for file in cover.files(tmp_path).values())


def test_an_embedded_cover_that_nobody_needs_is_not_rendered(song, tmp_path):
    tagged, front = FlacFile(song), Picture()
    front.type, front.data = 3, picture()
    tagged.add_picture(front)
    tagged.save()
    for with_cover in (False, True):
        out = tmp_path / str(with_cover)
        out.mkdir()
        facts = process_in_child(song, out, timeout_s=30, with_cover=with_cover)
        assert (facts.cover is not None, facts.tags.title) == (with_cover, "Đêm")
        assert bool(list(out.glob("*.webp"))) == with_cover


def test_a_cover_that_is_none_is_refused(tmp_path):
    (tmp_path / "cover").write_bytes(b"<svg/>")
    with pytest.raises(Refusal) as refused:
        render_in_child(tmp_path / "cover", tmp_path)
    assert refused.value.code == "cover_format"


def test_facts_survive_the_way_through_json():
    facts = Facts(1, None, -1.5, "flac", 44_100, 2, Tags(title="Đêm", lyrics="a\nb"), None, warnings=("cover_format",))
    assert Facts.from_json(json.loads(json.dumps(facts.as_json()))) == facts


def test_too_slow_is_a_timeout(long_song, tmp_path):
    with pytest.raises(Refusal) as refused:
        process_in_child(long_song, tmp_path, timeout_s=0.7)
    assert refused.value.code == "timeout"


def test_too_much_processor_time_is_a_timeout(long_song, tmp_path):
    with pytest.raises(Refusal) as refused:
        process_in_child(long_song, tmp_path, timeout_s=30, cpu_s=1)
    assert refused.value.code == "timeout"


@pytest.mark.parametrize("megabytes", [250, 300, 350])  # which allocation fails first differs
def test_more_memory_than_allowed_is_refused_as_that(tmp_path, megabytes):
    cover = tmp_path / "cover"
    cover.write_bytes(picture(6_000, 6_000, kind="PNG"))
    order = child._order("cover", cover, tmp_path, Limits(), megabytes * 1024**2, 30)
    with pytest.raises(Refusal) as refused:
        child._told(order, 30, lambda percent: None)
    assert refused.value.code == "memory"


def test_files_larger_than_allowed_are_refused_as_that(long_song, tmp_path, monkeypatch):
    monkeypatch.setattr(child, "FILE_BYTES", 100_000)
    with pytest.raises(Refusal) as refused:
        process_in_child(long_song, tmp_path, timeout_s=30)
    assert refused.value.code == "too_large"


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "unreadable"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "memory"),
        ("os.abort()", "unreadable"),
        ("sys.exit(1)", "unreadable"),
        ("pass", "unreadable"),
        ("print('nonsense')", "unreadable"),
        ("print('[1]')", "unreadable"),
        ("print(json.dumps({'refusal': 'made up', 'facts': {}}))", "unreadable"),
        ("print(json.dumps({'refusal': 'video', 'facts': {}}))", "video"),
        ("while True: print('{\"progress\": 1}')", "unreadable"),
        ("os.close(1); time.sleep(60)", "timeout"),
        ("print('{', end='', flush=True); time.sleep(60)", "timeout"),
    ],
)
def test_a_child_that_dies_or_talks_nonsense_is_a_refusal(imposter, song, program, code):
    folder = imposter(program)
    with pytest.raises(Refusal) as refused:
        process_in_child(song, folder, timeout_s=2 if code == "timeout" else 30)
    assert refused.value.code == code


def test_a_full_disk_is_no_fault_of_the_file(imposter, song):
    folder = imposter(f"sys.exit({job.NO_FAULT_OF_THE_FILE})")
    with pytest.raises(Unable):
        process_in_child(song, folder, timeout_s=30)


def test_what_the_child_started_ends_with_it(imposter, song, tmp_path):
    folder = imposter(
        "import subprocess\n"
        "other = subprocess.Popen(['sleep', '60'], stdout=subprocess.DEVNULL)\n"
        "open('other', 'w').write(str(other.pid))\n"
        "os.close(1); os.wait()"
    )
    with pytest.raises(Refusal):
        process_in_child(song, folder, timeout_s=4)
    assert has_ended(int((folder / "other").read_text()))


def has_ended(process: int) -> bool:
    """Now or within twenty seconds: to be killed takes a moment."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    with os.fdopen(handle) as ended:
        return bool(select.select([ended], [], [], 20)[0])


def test_no_secret_reaches_the_child(imposter, song, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "secret")
    monkeypatch.setenv("MUSICWEB_SECRET_KEY", "secret")
    folder = imposter("open('environment', 'w').write(json.dumps(dict(os.environ)))")
    with pytest.raises(Refusal):
        process_in_child(song, folder, timeout_s=30)
    found = json.loads((folder / "environment").read_text())
    assert not [name for name in found if name.startswith(("AWS_", "MUSICWEB_"))]
    assert "secret" not in found.values()
    assert found["HOME"] == found["TMPDIR"] == str(folder)


def test_the_child_limits_itself_before_it_decodes(tmp_path):
    order = child._order("song", tmp_path / "none", tmp_path, Limits(), child.MEMORY_BYTES, 7)
    program = (
        "import sys, resource; from catalog.media import job; order = job.Order.from_json(sys.argv[1]);"
        "job.limit_yourself(order); assert 'av' not in sys.modules;"
        "print([resource.getrlimit(getattr(resource, 'RLIMIT_' + name)) for name in ('CORE', 'AS', 'CPU', 'NOFILE')])"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, order.as_json()],
        env=child._environment(str(tmp_path)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == str([(0, 0), (child.MEMORY_BYTES,) * 2, (7, 8), (job.OPEN_FILES,) * 2])


def test_what_the_progress_raises_ends_the_child_and_is_passed_on(long_song, tmp_path):
    class LeaseLost(Exception):
        pass

    def lost(percent: int) -> None:
        raise LeaseLost

    with pytest.raises(LeaseLost):
        process_in_child(long_song, tmp_path, timeout_s=30, progress=lost)


def test_no_django_is_loaded_to_process_a_song():
    program = "import sys, catalog.media.child, catalog.media.process; print('django' in sys.modules)"
    environment = child._environment(os.fspath(Path.cwd()))
    told = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
