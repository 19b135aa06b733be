"""The application as it will have grown: one more published column, by a migration of its own."""
