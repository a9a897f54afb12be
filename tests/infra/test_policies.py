"""No role may do or reach more than a name that was thought about."""

import json

from musicweb.local import stack

WILDCARD_RESOURCES = {  # prefixes of one bucket, indexes of one table: nothing else ends in a star
    "${UploadBucket.Arn}/u/*",
    "${MediaBucket.Arn}/public/*",
    "${MediaBucket.Arn}/private/*",
    "${MediaBucket.Arn}/exports/*",
}


def statements():
    for name, resource in stack.load()["Resources"].items():
        if resource["Type"] == "AWS::IAM::Role":
            for policy in resource["Properties"]["Policies"]:
                for statement in policy["PolicyDocument"]["Statement"]:
                    yield name, statement


def test_no_action_has_a_star():
    assert not [action for _, statement in statements() for action in _listed(statement["Action"]) if "*" in action]


def test_a_resource_with_a_star_is_on_the_list_of_those_that_need_one():
    stars = {
        text
        for _, statement in statements()
        for resource in _listed(statement["Resource"])
        if "*" in (text := resource.get("Fn::Sub", "") if isinstance(resource, dict) else resource)
    }

    assert {star for star in stars if not star.endswith("Table.Arn}/index/*")} == WILDCARD_RESOURCES


def test_no_role_reads_a_whole_table():
    assert "dynamodb:Scan" not in json.dumps(list(statements()))


def test_every_bucket_is_private_and_refuses_plain_http():
    template = stack.load()["Resources"]
    buckets = {name: one["Properties"] for name, one in template.items() if one["Type"] == "AWS::S3::Bucket"}

    assert all(all(one["PublicAccessBlockConfiguration"].values()) for one in buckets.values())
    guarded = {
        one["Properties"]["Bucket"]["Ref"] for one in template.values() if one["Type"] == "AWS::S3::BucketPolicy"
    }
    assert guarded == {"UploadBucket", "MediaBucket"}  # static files are public


def _listed(value):
    return value if isinstance(value, list) else [value]


def test_what_was_decided_is_never_changed_and_deleted_only_to_take_out_whose_account_is_gone():
    changing = {"dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"}
    about = [one for one in statements() if "AuditTable" in json.dumps(one[1]["Resource"])]

    assert any("dynamodb:PutItem" in statement["Action"] for _, statement in about)
    found = {
        (role, statement["Sid"], action)
        for role, statement in about
        for action in _listed(statement["Action"])
        if action in changing
    }
    assert found == {("WorkerRole", "Redaction", "dynamodb:DeleteItem")}
