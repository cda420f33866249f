"""Where the record is kept: tables, named queries, migrations. Rows are not the domain; values are columns.

Decides nothing about an incident. May use the values of `domain`, `law` and `runbook` as column types; only `actions`,
`timers` and the command line read and write through it.
"""
