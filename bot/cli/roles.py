"""`breachbot roles`: who may do what, as a grid."""

from typing import Annotated

import typer

from bot.cli.law import print_json
from bot.documents.tables import RowGroup, Table, print_table
from bot.domain.permission_grid import permission_grid

NOTES = ("A person may do what one of their roles may do. The other members hold another role or are in the channel.",)


def roles(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document to stdout.")] = False,
) -> None:
    grid = permission_grid()
    if as_json:
        print_json(
            [
                {
                    "act": row.act.value,
                    "says": row.words,
                    "allowed": [column for column, allowed in zip(grid.columns, row.allowed, strict=True) if allowed],
                    "when_closed": row.when_closed,
                }
                for row in grid.rows
            ]
        )
        return
    columns = ("To", *grid.columns, "when closed")
    rows = tuple((row.words, *("yes" if one else "" for one in (*row.allowed, row.when_closed))) for row in grid.rows)
    print_table(Table("Who may do what", columns, (RowGroup("Permissions", rows),), NOTES))
