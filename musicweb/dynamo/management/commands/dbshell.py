from ..no_database import NoDatabaseCommand


class Command(NoDatabaseCommand):
    help = "Says how to look into DynamoDB."
    line = "No SQL shell: look into DynamoDB with “aws dynamodb”, or with its models in “manage.py shell”."
