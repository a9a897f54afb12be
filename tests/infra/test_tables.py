"""The template's tables are exactly those that the models declare."""

import pytest
from django.conf import settings
from pynamodb.models import Model

import musicweb.dynamo.limits
import musicweb.dynamo.sessions  # noqa: F401  Django imports it only when a session begins
from musicweb.local import stack
from tests.conftest import every_table

STREAMED = {"account_jobs", "artists", "audit", "cases", "playlists", "profiles", "releases", "songs", "users"}


def declared(model: type[Model]) -> dict:
    schema = model._get_schema()
    ttl = model._ttl_attribute()
    return {
        "keys": _keys(schema["key_schema"]),
        "types": {one["AttributeName"]: one["AttributeType"] for one in schema["attribute_definitions"]},
        "indexes": {
            index["index_name"]: (_keys(index["key_schema"]), *_projection(index["projection"]))
            for index in schema.get("global_secondary_indexes", [])
        },
        "ttl": ttl.attr_name if ttl is not None else None,
    }


def in_template() -> dict[str, dict]:
    found = {}
    for resource in stack.load()["Resources"].values():
        if resource["Type"] == "AWS::DynamoDB::Table":
            properties = resource["Properties"]
            name = properties["TableName"]["Fn::Sub"].removeprefix("${Project}-${Stage}-")
            found[name] = {
                "keys": _keys(properties["KeySchema"]),
                "types": {one["AttributeName"]: one["AttributeType"] for one in properties["AttributeDefinitions"]},
                "indexes": {
                    index["IndexName"]: (_keys(index["KeySchema"]), *_projection(index["Projection"]))
                    for index in properties.get("GlobalSecondaryIndexes", [])
                },
                "ttl": properties.get("TimeToLiveSpecification", {}).get("AttributeName"),
                "stream": properties.get("StreamSpecification", {}).get("StreamViewType"),
            }
    return found


def test_every_model_has_its_table_and_every_table_its_model():
    assert set(in_template()) == {_short(model) for model in every_table()}


@pytest.mark.parametrize("model", every_table(), ids=lambda model: model.__name__)
def test_keys_indexes_projections_and_expiry_are_those_of_the_model(model):
    table = in_template()[_short(model)]
    table.pop("stream")

    assert table == declared(model)


def test_what_others_must_hear_of_has_a_stream_with_both_images():
    streams = {name: table["stream"] for name, table in in_template().items()}

    assert {name for name, view in streams.items() if view} == STREAMED
    assert {view for view in streams.values() if view} == {"NEW_AND_OLD_IMAGES"}


def _keys(schema) -> dict[str, str]:
    return {one["KeyType"]: one["AttributeName"] for one in schema}


def _projection(projection) -> tuple[str, list[str]]:
    return projection["ProjectionType"], sorted(projection.get("NonKeyAttributes", []))


def _short(model: type[Model]) -> str:
    return model.Meta.table_name.removeprefix(settings.DYNAMO_PREFIX)
