import pytest

from reports.checks.rules.privacy import is_curp, is_rfc
from tests.reports.checks.materials import found_in

# Made up; the last sign of each is its check digit.
CURP = "XEXX010203HDFXXX0"
RFC = "XEXX010203AB"


def with_check_digit(start, signs, is_right):
    return next(start + sign for sign in signs if is_right(start + sign))


GOOD_CURP = with_check_digit(CURP, "0123456789", is_curp)
GOOD_RFC = with_check_digit(RFC, "0123456789A", is_rfc)


def test_check_digits_are_those_of_the_official_examples():
    assert is_curp("BOXW310820HNERXN09")
    assert is_rfc("GODE561231GR8")


def test_exactly_one_check_digit_is_right():
    assert sum(is_curp(CURP + digit) for digit in "0123456789") == 1
    assert sum(is_rfc(RFC + digit) for digit in "0123456789A") == 1


@pytest.mark.parametrize(("number", "kind"), [(GOOD_CURP, "CURP"), (GOOD_RFC, "RFC")])
def test_number_of_identity_is_found(number, kind):
    assert found_in(f"Se atendió a una persona ({number}).") == [("identity-number", number)]


@pytest.mark.parametrize(
    "number",
    [
        GOOD_CURP[:-1] + str((int(GOOD_CURP[-1]) + 1) % 10),
        GOOD_CURP.replace("010203", "013203"),
        "ABC010203AB1",
    ],
)
def test_number_that_is_nobodys_is_not(number):
    found = [check for check, _words in found_in(f"Se atendió el caso ({number}).")]
    assert "identity-number" not in found


@pytest.mark.parametrize(
    "number",
    ["55 1234 5678", "(55) 1234-5678", "+52 55 1234 5678", "+33 1 23 45 67 89", "55-1234-5678",
     "+1 (202) 555-0123", "55 12 34 56 78", "961 123 4567"],
)  # fmt: skip
def test_telephone_is_found(number):
    assert found_in(f"Se atiende en {number} a toda hora.") == [("telephone", number)]


def test_ten_digits_are_a_telephone_where_a_word_says_so():
    assert found_in("Se atiende en el tel. 5512345678.") == [("telephone", "5512345678")]
    assert found_in("Se registró el folio 5512345678.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Se atiende en la línea 800 5533 000 a toda hora.",
        "Se atiende en el número 01 800 553 3000.",
        "Se marca el 911.",
        "Participaron 12,885 personas en 366 municipios.",
        "Del 2022-2023 al 2023-2024 se atendió a 54.750 menores.",
        "Véase https://dof.gob.mx/nota?codigo=5512345678&fecha=10/11/2022",
        "Las cifras son 10 20 30 40 por estado.",
        "Entre 500 000 et 600 000.",
    ],
)
def test_free_hotlines_and_other_numbers_are_not(text):
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Se escribe a ana.ruiz@gob.mx para ello.",
            [("mail-address", "ana.ruiz@gob.mx")],
        ),
        ("Se escribe a contacto@stps.gob.mx para ello.", []),
        ("Se escribe a denuncias.trata@fgr.org.mx para ello.", []),
        ("Se publicó en @stps y en ana@casa.", []),
    ],
)
def test_mail_address_of_a_person_is_found(text, expected):
    assert found_in(text) == expected
