"""The review of an update: its steps, where it stands, and the pages on which it is read."""
