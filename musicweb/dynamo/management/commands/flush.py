from ..no_database import NoDatabaseCommand


class Command(NoDatabaseCommand):
    help = "Says that nothing is flushed."
    line = "Nothing flushed: there is no relational database, and DynamoDB's tables are deleted with their stack."
