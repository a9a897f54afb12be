"""docs/access-patterns.md names every table and every index there is, and no other."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from pynamodb.indexes import Index

import musicweb.dynamo.limits
import musicweb.dynamo.sessions  # noqa: F401  its table is known once it is imported
from tests.conftest import every_table

DOCUMENT = (Path(__file__).parent.parent / "docs" / "access-patterns.md").read_text()
SECTIONS = {
    found[1]: found[0]
    for found in re.finditer(r"^\*\*(\w+)\*\* \(key.*?(?=^\*\*\w+\*\* \(key|\Z)", DOCUMENT, re.M | re.S)
}


def name_of(model) -> str:
    return model.Meta.table_name.removeprefix(settings.DYNAMO_PREFIX)


def indexes_of(model) -> set[str]:
    found = (getattr(model, name, None) for name in dir(model))
    return {index.Meta.index_name for index in found if isinstance(index, Index)}


def test_the_document_names_the_tables_that_there_are():
    assert set(SECTIONS) == {name_of(model) for model in every_table()}


@pytest.mark.parametrize("model", every_table(), ids=name_of)
def test_the_document_names_the_indexes_of_a_table(model):
    assert set(re.findall(r"^\| `(\w+)` \|", SECTIONS[name_of(model)], re.M)) == indexes_of(model)
