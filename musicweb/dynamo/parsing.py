"""Answers of DynamoDB to reads, taken as they are.

They come as JSON in the very form that PynamoDB takes, but for binary values, which are Base64. botocore
walks every value of every row to find those: a third of the CPU of a page with hundreds of rows.
"""

import re
from typing import Any

from botocore.model import Shape
from botocore.parsers import JSONParser, ResponseParser, ResponseParserFactory

READS = {"GetItemOutput", "BatchGetItemOutput", "QueryOutput"}
BINARY = re.compile(rb'"BS?"\s*:')  # inside a text the quotes would be escaped


class PlainParser(JSONParser):
    """botocore's own, which is asked only where there may be binary values."""

    def _handle_json_body(self, raw_body: bytes, shape: Shape) -> Any:
        if shape.name in READS and not BINARY.search(raw_body):
            return self._parse_body_as_json(raw_body)  # type: ignore[attr-defined]  # its stubs tell little
        return super()._handle_json_body(raw_body, shape)  # type: ignore[misc]


class PlainParsers(ResponseParserFactory):
    def create_parser(self, protocol_name: str) -> ResponseParser:
        if protocol_name != "json":
            return super().create_parser(protocol_name)
        return PlainParser(**self._defaults)  # type: ignore[attr-defined]
