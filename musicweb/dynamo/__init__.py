"""Django without a relational database: tables, queries, admin, history and sessions on DynamoDB.

Knows no app of this project. Start at `table.py` (how a page reads), then `query.py` and
`models.py` (how Django's admin and auth read).
"""
