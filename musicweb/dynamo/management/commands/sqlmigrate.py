from ..no_database import NoDatabaseCommand


class Command(NoDatabaseCommand):
    help = "Says that there is no SQL."
    line = "No SQL: there is no relational database."
