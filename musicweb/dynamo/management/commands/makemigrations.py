from ..no_database import NoDatabaseCommand


class Command(NoDatabaseCommand):
    help = "Says that there are no migrations."
    line = "No migrations to make: DynamoDB needs no schema for attributes, and tables and indexes come from the infrastructure template."
