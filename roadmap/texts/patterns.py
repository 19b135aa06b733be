"""How codes, ids and labels are written: regular expressions without anchors, to build upon."""

_CODE = r"[A-Z0-9][A-Z0-9-]"
CODE_OF_ANY_LENGTH = f"{_CODE}*"
CODE = f"{_CODE}{{0,39}}"  # As long as the column.
UID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
PERIOD = r"[0-9]{4}-[0-9]{4}"
COUNTRY = r"[A-Z]{2}"  # ISO 3166-1
PLACE = rf"{COUNTRY}(?:-[A-Z0-9]{{1,3}})?"  # ISO 3166-2, or a whole country
