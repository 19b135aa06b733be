"""What the database says when it cannot be used."""

from django.db.utils import OperationalError


class DatabaseUnavailable(OperationalError):
    """No usable server. The message is for people and says what to do."""
