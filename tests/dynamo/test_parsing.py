"""What is taken as it came reads the same as what botocore has walked through."""

import json

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import JSONParser

from musicweb.dynamo.parsing import PlainParser

QUERY = ServiceModel(Loader().load_service_model("dynamodb", "service-2")).operation_model("Query").output_shape


@pytest.mark.parametrize(
    "row",
    [
        {"t": {"S": 'a title with "B": and \\"BS\\":'}, "n": {"N": "12.5"}, "x": {"BOOL": True}},
        {"set": {"BS": ["AAEC"]}, "t": {"S": "x"}},
        {"one": {"B": "AAEC"}, "deep": {"M": {"in": {"L": [{"B": "AAEC"}]}}}},
    ],
)
@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_rows_are_those_of_botocore(row, separators):
    body = json.dumps({"Count": 1, "Items": [row], "ConsumedCapacity": {"CapacityUnits": 0.5}}, separators=separators)
    response = {"status_code": 200, "headers": {"x-amzn-requestid": "r"}, "body": body.encode()}
    assert PlainParser().parse(response, QUERY) == JSONParser().parse(response, QUERY)


def test_errors_are_those_of_botocore():
    response = {"status_code": 400, "headers": {}, "body": b'{"__type": "x#ThrottlingException", "message": "m"}'}
    assert PlainParser().parse(response, QUERY) == JSONParser().parse(response, QUERY)
