"""What an update says, whole, as it is kept when it is sent in."""

from roadmap.texts.canonical import sha256_of


def content_of(update):
    """Everything an update says, as plain JSON: a dictionary that looks nothing up later."""
    return {
        "uid": str(update.uid),
        "period": str(update.period),
        "agency": str(update.agency),
        "action": update.action.title if update.action else "",
        "next_step": str(update.next_step) if update.next_step else "",
        "priorities": [str(priority) for priority in update.priorities.order_by("number")],
        "topics": update.topics,
        "kind": update.kind,
        "reason": update.reason,
        "title": update.title,
        "narrative": update.narrative,
        "precision": update.precision,
        "happened_from": _iso(update.happened_from),
        "happened_to": _iso(update.happened_to),
        "areas": update.areas,
        "places": [place.code for place in update.places.order_by("code")],
        "municipalities": update.municipalities,
        "partners": [str(agency) for agency in update.partners.order_by("name", "pk")],
        "results": [_result(result) for result in update.results.select_related("place")],
        "evidence": [_evidence(evidence) for evidence in update.evidence.all()],
    }


def hash_of(content):
    """The SHA-256 of a content, in hexadecimal: of its canonical JSON."""
    return sha256_of(content)


def _iso(day):
    return day.isoformat() if day else None


def _number(quantity):
    return None if quantity is None else f"{quantity.normalize():f}"


def _result(result):
    return {
        "qualifier": result.qualifier,
        "quantity": _number(result.quantity),
        "quantity_to": _number(result.quantity_to),
        "out_of": _number(result.out_of),
        "unit": result.unit,
        "population": result.population,
        "female": result.female,
        "male": result.male,
        "under_18": result.under_18,
        "adults": result.adults,
        "place": result.place.code if result.place else "",
        "place_note": result.place_note,
        "basis": result.basis,
    }


def _evidence(evidence):
    return {
        "title": evidence.title,
        "url": evidence.url,
        "file_name": evidence.file_name,
        "is_public": evidence.is_public,
    }
