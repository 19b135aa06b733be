"""The catalogues of translations: whole, correct and compiled. English is what the code says."""

import re
from pathlib import Path

import polib
import pytest

LOCALE = Path(__file__).resolve().parents[2] / "alliance87" / "locale"
LANGUAGES = ["es", "fr"]
DOMAINS = ["django"]


def catalogue(language, domain):
    path = LOCALE / language / "LC_MESSAGES" / f"{domain}.po"
    if not path.is_file():
        pytest.fail(f"{path.relative_to(LOCALE.parents[1])} is missing: run makemessages.")
    return polib.pofile(str(path))


def messages(entries):
    """What a compiled catalogue answers: by context and English words."""
    return {(entry.msgctxt, entry.msgid): entry.msgstr_plural or entry.msgstr for entry in entries}


def placeholders(text):
    return sorted(re.findall(r"%(?:\(\w+\))?[sdif]|{\w*}", text))


def faults(catalogue):
    """What keeps a message from being shown as it should."""
    for entry in catalogue:
        if entry.obsolete:
            yield f"no longer used: {entry.msgid}"
        elif entry.fuzzy:
            yield f"to be looked at: {entry.msgid}"
        elif not entry.translated():
            yield f"not translated: {entry.msgid}"
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            wanted = {
                tuple(placeholders(said))
                for said in (entry.msgid, entry.msgid_plural or entry.msgid)
            }
            if text and tuple(placeholders(text)) not in wanted:
                yield f"other placeholders: {entry.msgid}"


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language, domain):
    assert list(faults(catalogue(language, domain))) == []


def test_every_catalogue_is_compiled_and_no_other():
    texts = {path.with_suffix("") for path in LOCALE.rglob("*.po")}
    compiled = {path.with_suffix("") for path in LOCALE.rglob("*.mo")}
    assert texts == compiled, "run compilemessages"


@pytest.mark.parametrize(
    "text", sorted(LOCALE.rglob("*.po")), ids=lambda path: str(path.relative_to(LOCALE))
)
def test_the_compiled_catalogue_is_that_of_the_text(text):
    compiled = polib.mofile(str(text.with_suffix(".mo")))
    assert messages(compiled) == messages(polib.pofile(str(text)).translated_entries()), (
        "run compilemessages"
    )


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_languages_translate_the_same_messages(domain):
    keys = [
        {(entry.msgctxt, entry.msgid) for entry in catalogue(language, domain)}
        for language in LANGUAGES
    ]
    assert keys[0] == keys[1]


@pytest.mark.parametrize(
    "entry",
    [
        polib.POEntry(msgid="Yes"),
        polib.POEntry(msgid="Yes", msgstr="Sí", flags=["fuzzy"]),
        polib.POEntry(msgid="Yes", msgstr="Sí", obsolete=True),
        polib.POEntry(msgid="%(count)s rows", msgstr="%(cuenta)s filas"),
        polib.POEntry(msgid="{} rows", msgstr="filas"),
        polib.POEntry(msgid="a", msgid_plural="b", msgstr_plural={0: "c", 1: ""}),
    ],
)
def test_a_fault_is_found(entry):
    planted = polib.POFile()
    planted.append(entry)
    assert len(list(faults(planted))) == 1


def test_a_sound_message_is_accepted():
    planted = polib.POFile()
    planted.append(polib.POEntry(msgid="%(n)s of {}", msgstr="{} de %(n)s"))
    assert list(faults(planted)) == []
