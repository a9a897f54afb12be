def test_the_engine_holds_the_template_s_tables_and_tells_what_a_read_costs(dynamodb_local):
    from catalog.models import Song
    from musicweb.local import stack

    client = stack.client("dynamodb", dynamodb_local)
    answer = client.get_item(
        TableName=Song.Meta.table_name, Key={"id": {"S": "x"}}, ConsistentRead=True, ReturnConsumedCapacity="TOTAL"
    )

    assert answer["ConsumedCapacity"]["CapacityUnits"] == 1
