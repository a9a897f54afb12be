"""The plan names what a template would change of the stack."""

from infra.deploy.differences import between

BUCKET = {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain", "Properties": {"BucketName": "a", "Tags": []}}
QUEUE = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q"}}


def test_resources_that_come_and_go_are_named():
    lines = between({"Old": QUEUE}, {"New": BUCKET}, there={"Old"})

    assert lines == ["remove Old", "add New (AWS::S3::Bucket)"]


def test_of_a_resource_that_changes_each_property_is_named():
    other = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "b", "Tags": [], "LifecycleConfiguration": {}}}

    (line,) = between({"Music": BUCKET, "Jobs": QUEUE}, {"Music": other, "Jobs": QUEUE}, there={"Music", "Jobs"})

    assert line == "change Music (AWS::S3::Bucket): BucketName, DeletionPolicy, LifecycleConfiguration"


def test_what_only_a_parameter_brings_is_not_announced():
    wanted = {**QUEUE, "Condition": "HasDomain"}

    assert between({}, {"Jobs": wanted}, there=set()) == ["no resource of the template is added, removed or changed"]
    assert between({"Jobs": QUEUE}, {"Jobs": wanted}, there={"Jobs"}) == ["change Jobs (AWS::SQS::Queue): Condition"]
