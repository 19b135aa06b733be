"""An agency's work: what it owes, its form, and the keeping of what is not saved yet."""
