from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, call_command
from django.db import connection, transaction


@pytest.mark.parametrize("query", [Group.objects.count, lambda: list(LogEntry.objects.all()), connection.cursor])
def test_sql_is_refused(query):
    with pytest.raises(ImproperlyConfigured):
        query()


def test_a_transaction_is_nothing_and_runs_what_waits_for_its_commit():
    seen = []
    with transaction.atomic(), transaction.atomic():
        transaction.on_commit(lambda: seen.append("committed"))
    assert seen == ["committed"]


def test_an_error_in_a_transaction_comes_out_of_it():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        1 / 0  # noqa: B018


COMMANDS = [
    ["migrate"],
    ["migrate", "catalog", "0001", "--noinput"],
    ["makemigrations", "--check", "--dry-run"],
    ["showmigrations", "--plan"],
    ["sqlmigrate", "catalog", "0001"],
    ["dbshell", "--", "-c", "select 1"],
    ["flush", "--noinput"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_commands_for_databases_answer_with_one_line(words, capsys):
    ManagementUtility(["manage.py", *words]).execute()
    printed = capsys.readouterr()
    assert len(printed.out.strip().splitlines()) == 1
    assert "DynamoDB" in printed.out or "no relational database" in printed.out
    assert not printed.err


def test_they_can_be_called_from_code():
    out = StringIO()
    call_command("migrate", stdout=out)
    assert out.getvalue().startswith("Nothing to migrate")
