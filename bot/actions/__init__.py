"""Use cases: one function each, one file per noun. They decide through `domain` and write rows; they never commit."""
