from ..no_database import NoDatabaseCommand


class Command(NoDatabaseCommand):
    help = "Says that there are no migrations."
    line = "No migrations: there is no relational database."
