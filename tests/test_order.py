"""Every marked test is where `make test` looks for it, and the files that come first are there."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import order

TESTS = Path(__file__).parent


def item(path, *markers):
    return SimpleNamespace(
        nodeid=f"tests/{path}::test_it",
        path=TESTS / path,
        get_closest_marker=lambda name: name if name in markers else None,
    )


def test_a_marked_test_elsewhere_is_named_with_where_it_belongs():
    items = [item("local/test_a.py", "integration"), item("web/test_b.py"), item("web/test_c.py", "integration")]

    assert order.astray(items) == [
        "tests/web/test_c.py::test_it is marked integration, so it belongs into tests/integration or tests/local"
    ]


@pytest.mark.parametrize("name", sorted({f"tests/{name}" for name in order.LONGEST} | order.TOGETHER))
def test_what_is_named_is_a_file(name):
    assert (TESTS.parent / name).is_file()


def test_one_process_takes_all_that_share_the_site_of_a_developer():
    assert len({order.unit(name) for name in order.TOGETHER}) == 1
    assert order.unit("tests/browser/test_pages.py") == "tests/browser/test_pages.py"


def test_the_longest_come_first_and_the_others_keep_their_order(monkeypatch):
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    first, second = order.LONGEST[:2]
    items = [item("web/test_z.py"), item(second), item("web/test_a.py"), item(first)]

    order.longest_first(items)

    assert [one.path for one in items] == [TESTS / name for name in (first, second, "web/test_z.py", "web/test_a.py")]
