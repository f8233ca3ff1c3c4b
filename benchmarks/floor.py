"""The floor: the SQL of a page, caught once in Django and repeated through psycopg alone."""

from collections.abc import Callable

import psycopg

from benchmarks.load import Step


def sql_of_page(path: str, headers: dict[str, str]) -> list[str]:
    """Every statement the page sends, transaction included, with its values written in."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost", "accept-language": "nl", **headers})
    client.get(path)  # what is read once per process (content types, the site) is no part of a page
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return [query["sql"] for query in caught.captured_queries]


def repeat_sql(dsn: str, statements: list[str]) -> Callable[[], Step]:
    """The same statements on a connection of the same role, fetching all rows."""

    def connect() -> Step:
        connection = psycopg.connect(dsn, autocommit=True)

        def run() -> None:
            for statement in statements:
                cursor = connection.execute(statement.encode())
                if cursor.description:
                    cursor.fetchall()

        return run

    return connect
