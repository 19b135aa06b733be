"""Between the day and the hour French has a word."""

DATETIME_FORMAT = r"j F Y \à H:i"
