"""Where the record is kept: tables, named queries, migrations. Rows are not the domain; values are columns."""
