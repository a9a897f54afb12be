"""A record as a table's stream hands it over."""

from typing import Any

from musicweb.dynamo.table import Table


def a_record(model: type[Table], before: Table | None, after: Table | None, *, number: str = "1") -> dict[str, Any]:
    """What the stream says of a change from `before` to `after`."""
    images = {
        "OldImage": before and before.serialize(null_check=False),
        "NewImage": after and after.serialize(null_check=False),
    }
    return {
        "eventSourceARN": f"arn:aws:dynamodb:us-east-1:000000000000:table/{model.Meta.table_name}/stream/2026",
        "dynamodb": {
            "SequenceNumber": number,
            "ApproximateCreationDateTime": 1795780800.0,  # 2026-11-27
            **{name: image for name, image in images.items() if image},
        },
    }
