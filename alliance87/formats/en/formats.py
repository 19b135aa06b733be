"""English dates with a time of 24 hours: a due date is 23:59, and a sentence may end with it."""

DATETIME_FORMAT = "N j, Y, H:i"
SHORT_DATETIME_FORMAT = "m/d/Y H:i"
TIME_FORMAT = "H:i"
