#!/usr/bin/env python
"""Django's command line. What an operator can put right is told in one line."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from alliance87.actor import acting
from alliance87.database import DatabaseUnavailable


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance87.settings")
    try:
        with acting(command=" ".join(sys.argv[1:2])):
            execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, DatabaseUnavailable) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    main()
