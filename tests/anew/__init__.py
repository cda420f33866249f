"""Every figure of a report, computed a second time: from the rows of the database, in plain SQL and Python.

Nothing in here may use the report's own code, the clocks or the engine of the runbook; `test_report_figures.py` checks
that.
"""
