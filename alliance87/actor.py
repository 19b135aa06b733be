"""Who changes the database: told to it with every statement that writes, for the trace."""

from contextlib import nullcontext

import pghistory

# Parts of an address that open something to whoever knows them.
SECRETS = {"token", "key", "uidb36"}


def named(command):
    """Name a command of manage.py to the database, for as long as it runs.

    Not `migrate`: its SQL has percent signs of its own, which pghistory takes for parameters.
    """
    return nullcontext() if command == "migrate" else pghistory.context(command=command)


class ActorMiddleware:
    """Name the person and the page to the database while a request may change something.

    Pages that are only read ask nobody who they are.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        with pghistory.context(user=request.user.pk):
            return self.get_response(request)

    def process_view(self, request, _view, _args, kwargs):
        """Name the page, without what is secret in its address."""
        page = request.path
        for name in SECRETS & kwargs.keys():
            page = page.replace(kwargs[name], "…")
        # Said to the context that this request has entered, if it has.
        pghistory.context(page=page)
