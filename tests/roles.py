"""One person of each kind, for the tables of who may do what."""

from roadmap.models.people import ADMINISTRATORS, COORDINATORS, OBSERVERS
from tests import make

ROLES = {
    "superuser": {"is_superuser": True},
    "administrator": {"group": ADMINISTRATORS},
    "coordinator": {"group": COORDINATORS},
    "observer": {"group": OBSERVERS},
    "contributor": {"agency": "own"},
    "outsider": {"agency": "other"},
    "nobody": {},
    "anonymous": None,
}


def log_in(client, role, agencies):
    """Log in as somebody of this role; `agencies` has the "own" and the "other" one."""
    fields = ROLES[role]
    if fields is not None:
        client.force_login(
            make.make_user(**fields | {"agency": agencies.get(fields.get("agency"))})
        )
