import re

import pytest

from roadmap.texts import patterns

LONG = "A" * 40
UID = "b8e8bd42-f19a-5ec8-836a-f62ba2a0613c"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("CODE", text) for text in ["SNDIF", "MX-2019", "3", LONG]),
        *(("CODE_OF_ANY_LENGTH", text) for text in ["SNDIF", LONG * 2]),
        ("UID", UID),
        ("PERIOD", "2022-2023"),
        ("COUNTRY", "MX"),
        *(("PLACE", text) for text in ["MX", "MX-CHP", "FR-2A"]),
    ],
)
def test_what_is_written_so_is_found(name, text):
    assert re.fullmatch(getattr(patterns, name), text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("CODE", text) for text in ["", "-A", "sndif", "A B", "Á", f"{LONG}A"]),
        *(("CODE_OF_ANY_LENGTH", text) for text in ["", "-A", "a"]),
        *(("UID", text) for text in [UID.upper(), UID[1:], UID.replace("-", "")]),
        *(("PERIOD", text) for text in ["2022", "2022-23", "2022–2023"]),
        *(("COUNTRY", text) for text in ["M", "MEX", "mx"]),
        *(("PLACE", text) for text in ["MX-", "MX-CHPS", "CHP"]),
    ],
)
def test_what_is_not_is_not(name, text):
    assert not re.fullmatch(getattr(patterns, name), text)
