"""The trace: every change of a row, written down by the database and told in words."""
