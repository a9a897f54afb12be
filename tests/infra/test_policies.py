"""No role may do or reach more than a name that was thought about."""

import json
import re

import pytest

from tests.infra.resources import RESOURCES, listed, of, properties, statements, whole

WILDCARD_RESOURCES = {  # prefixes of one bucket, indexes of one table, versions of one function: nothing else ends in a star
    "${UploadBucket.Arn}/u/*",
    "${MediaBucket.Arn}/public/*",
    "${MediaBucket.Arn}/private/*",
    "${MediaBucket.Arn}/exports/*",
    "${StaticBucket.Arn}/static/*",
    "${DeployBucket.Arn}/*",
    "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/${Project}/${Stage}/*",
    "arn:${AWS::Partition}:es:${AWS::Region}:${AWS::AccountId}:domain/${Project}-${Stage}/*",
    "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${Project}-${Stage}:*",
    "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${Project}-${Stage}-api:*",
    "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${Project}-${Stage}-worker:*",
    "arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/*",  # API Gateway makes the ids
    "arn:${AWS::Partition}:apigateway:${AWS::Region}::/tags/*",
    "arn:${AWS::Partition}:apigateway:${AWS::Region}::/apikeys/*",
    "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/${Project}-${Stage}*",  # Zappa's too
}
EVERYTHING = {  # role and statement that say "*", because AWS knows no resources for these actions
    ("WebRole", "Traces"),
    ("ApiRole", "Traces"),
    ("WorkerRole", "Traces"),
    ("DeployRole", "Asks"),
}
TEMPLATES_OWN = "StackRole"  # CloudFormation's, which makes and changes what the template says: stars, but by service
POLICY_MAX = (
    10_240  # characters of all inline policies of a role, without white space: IAM's limit, which emulators ignore
)


def test_no_action_has_a_star():
    with_star = {role for role, statement in statements() for action in listed(statement["Action"]) if "*" in action}

    assert with_star == {TEMPLATES_OWN}


def test_a_resource_with_a_star_is_on_the_list_of_those_that_need_one():
    stars, everything = set(), set()
    for role, statement in statements():
        for resource in listed(statement["Resource"]) if role != TEMPLATES_OWN else ():
            text = resource.get("Fn::Sub", "") if isinstance(resource, dict) else resource
            if text == "*":
                everything.add((role, statement["Sid"]))
            elif "*" in text and not text.endswith("Table.Arn}/index/*"):
                stars.add(text)

    assert stars == WILDCARD_RESOURCES
    assert everything == EVERYTHING


def test_what_cloudformation_may_do_for_a_workflow_names_its_services_and_no_data():
    actions = {action for role, one in statements() if role == TEMPLATES_OWN for action in listed(one["Action"])}

    assert "*" not in {action.partition(":")[0] for action in actions}
    whole_services = {action.partition(":")[0] for action in actions if action.endswith(":*")}
    assert whole_services == {"apigateway", "cloudfront", "pricingplanmanager", "wafv2"}  # none keeps people's data
    assert {action for action in actions if action.startswith("dynamodb:") and "*" in action} == {"dynamodb:Describe*"}
    assert not [action for action in actions if action.startswith(("s3:*Object", "s3:GetObject", "kms:", "sts:"))]


def test_no_role_reads_a_whole_table():
    assert "dynamodb:Scan" not in json.dumps(list(statements()))


def test_every_bucket_is_private_and_refuses_plain_http():
    for bucket in properties("S3::Bucket").values():
        assert all(bucket["PublicAccessBlockConfiguration"].values())
        assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    policies = {
        one["Bucket"]["Ref"]: one["PolicyDocument"]["Statement"] for one in properties("S3::BucketPolicy").values()
    }

    assert policies.keys() == of("S3::Bucket").keys()
    for name, rules in policies.items():
        tls = next(rule for rule in rules if rule.get("Sid") == "Tls")
        assert (tls["Effect"], tls["Principal"], tls["Action"]) == ("Deny", "*", "s3:*")
        assert tls["Resource"] == [{"Fn::GetAtt": [name, "Arn"]}, {"Fn::Sub": f"${{{name}.Arn}}/*"}]


def test_only_this_distribution_reads_a_bucket_and_never_an_account_s_archive():
    for policy in properties("S3::BucketPolicy").values():
        for rule in whole(policy["PolicyDocument"]["Statement"]):
            if rule["Effect"] == "Allow":
                assert rule["Principal"] == {"Service": "cloudfront.amazonaws.com"}
                assert rule["Action"] == "s3:GetObject"
                assert rule["Condition"]["StringEquals"]["AWS:SourceArn"]["Fn::Sub"].endswith("distribution/${Cdn}")
                assert {one["Fn::Sub"].partition("/")[2] for one in listed(rule["Resource"])} <= {
                    "static/*",
                    "public/*",
                    "private/*",
                }


def test_what_was_decided_is_never_changed_and_deleted_only_to_take_out_whose_account_is_gone():
    changing = {"dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"}
    about = [one for one in statements() if "AuditTable" in json.dumps(one[1]["Resource"])]

    assert any("dynamodb:PutItem" in statement["Action"] for _, statement in about)
    found = {
        (role, statement["Sid"], action)
        for role, statement in about
        for action in listed(statement["Action"])
        if action in changing
    }
    assert found == {("WorkerRole", "Redaction", "dynamodb:DeleteItem")}


@pytest.mark.parametrize(("role", "suffix"), [("WebRole", ""), ("ApiRole", "-api")])
def test_a_gateway_s_role_calls_its_own_function_and_no_other(role, suffix):
    called = [
        one["Resource"] for name, one in statements() if name == role and one["Action"] == ["lambda:InvokeFunction"]
    ]

    assert [one["Fn::Sub"].rpartition(":")[2] for one in called] == [f"${{Project}}-${{Stage}}{suffix}"]
    trusted = RESOURCES[role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trusted[0]["Principal"]["Service"] == ["lambda.amazonaws.com", "apigateway.amazonaws.com"]


def test_the_api_writes_likes_history_and_counters_alone():
    changing = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"}
    written = {
        resource["Fn::GetAtt"][0]
        for role, one in statements()
        for resource in listed(one["Resource"])
        if role == "ApiRole" and changing & set(one["Action"]) and "Fn::GetAtt" in resource
    }

    assert written == {"HistoryTable", "LikesTable", "LikedSetsTable", "LimitsTable", "PlayStatsTable"}


def test_only_one_repository_s_environment_deploys_and_passes_only_the_functions_roles():
    trust = RESOURCES["DeployRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    passes = [one for role, one in statements() if role == "DeployRole" and "iam:PassRole" in one["Action"]]

    assert [list(one["Condition"]) for one in trust] == [["StringEquals"]]
    assert trust[0]["Condition"]["StringEquals"] == {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": {"Fn::Sub": "repo:${GitHubRepository}:environment:${Stage}"},
    }
    passed = {resource["Fn::GetAtt"][0] for one in passes for resource in listed(one["Resource"])}
    assert passed == {"WebRole", "ApiRole", "WorkerRole", TEMPLATES_OWN}
    assert all("iam:PassedToService" in json.dumps(one["Condition"]) for one in passes)


@pytest.mark.parametrize("role", sorted(of("IAM::Role")))
def test_a_role_s_policies_are_short_enough_for_iam(role):
    documents = [policy["PolicyDocument"] for policy in RESOURCES[role]["Properties"]["Policies"]]

    assert len(json.dumps(_resolved(documents), separators=(",", ":"))) < POLICY_MAX


NAMED = {"AWS::Partition": "aws", "AWS::Region": "us-east-1", "Project": "musicweb", "Stage": "production"}
ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/musicweb-production-{}"


def _resolved(value):
    """As long as CloudFormation would make it, of every `!If` the longer side."""
    match value:
        case {"Fn::If": [_, yes, _]}:
            return _resolved(yes)
        case {"Fn::GetAtt": [name, _]}:
            return ARN.format(name)
        case {"Fn::Sub": text}:
            return re.sub(r"\$\{([^}]+)\}", lambda found: NAMED.get(found[1]) or ARN.format(found[1]), text)
        case dict():
            return {key: _resolved(one) for key, one in value.items()}
        case list():
            return [_resolved(one) for one in value]
    return value
