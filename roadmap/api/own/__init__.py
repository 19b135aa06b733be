"""An agency's own updates: read, written and sent in by a program with a token."""
