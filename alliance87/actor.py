"""Who changes the database: told to it with every statement that writes, for the trace."""

import pghistory


class ActorMiddleware:
    """Name the person and the page to the database while a request may change something.

    Pages that are only read ask nobody who they are.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        with pghistory.context(user=request.user.pk, page=request.path):
            return self.get_response(request)
