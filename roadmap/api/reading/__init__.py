"""Reading what is published: lists, records, tables, the whole set."""
