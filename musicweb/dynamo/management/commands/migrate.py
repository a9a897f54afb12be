from ..no_database import NoDatabaseCommand


class Command(NoDatabaseCommand):
    help = "Says that there is nothing to migrate."
    line = "Nothing to migrate: tables are in DynamoDB and come from the infrastructure template."
