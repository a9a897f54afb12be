from base64 import b64encode

from musicweb.dynamo.streams import old_and_new, table_of

from .library.tables import BookRecord, ScanRecord

ARN = "arn:aws:dynamodb:eu-west-1:000000000000:table/library-books/stream/2026-01-01T00:00:00.000"


def record(**images):
    return {"eventSourceARN": ARN, "dynamodb": images}


def image(title):
    return {"id": {"S": "b1"}, "title": {"S": title}, "p": {"N": "7"}, "tags": {"SS": ["old"]}, "lent": {"BOOL": True}}


def test_a_change_has_both_images():
    old, new = old_and_new(record(OldImage=image("One"), NewImage=image("Two")), BookRecord)
    assert (old.title, new.title, new.pages, new.tags, new.lent) == ("One", "Two", 7, {"old"}, True)


def test_a_new_item_has_no_old_image_and_a_deleted_one_no_new():
    assert old_and_new(record(NewImage=image("One")), BookRecord)[0] is None
    assert old_and_new(record(OldImage=image("One")), BookRecord)[1] is None


def test_binary_is_read_from_lambda_and_from_boto3():
    for digest in (b64encode(b"\xff").decode(), b"\xff"):
        _, new = old_and_new(record(NewImage={"book_id": {"S": "b1"}, "digest": {"B": digest}}), ScanRecord)
        assert new.digest == b"\xff"


def test_a_record_names_its_table():
    assert table_of(record()) == "library-books"
