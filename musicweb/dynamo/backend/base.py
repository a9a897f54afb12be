"""A database without tables: transactions are no-ops, any SQL still raises.

Django's admin opens `transaction.atomic()` around its POST views, which its own dummy backend,
selected by an empty DATABASES, refuses.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.dummy import base


def refuse(*args: Any, **kwargs: Any) -> None:
    raise ImproperlyConfigured("There is no relational database here: this needs a DynamoModel or a Table.")


class DatabaseWrapper(base.DatabaseWrapper):
    vendor = "dynamo"
    display_name = "DynamoDB"
    ensure_connection = base.ignore
    _commit = base.ignore
    _set_autocommit = base.ignore
    _savepoint_commit = base.ignore
    _cursor = refuse

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.autocommit = True  # so that on_commit() callbacks run
