"""What people type for a number, and what it means: one table for the server and the browsers.

Each row: what is typed, what it means on a screen in Spanish, English and French, and what it
means where a whole number is asked for (the same in all three). TWO: refused with both readings;
NONE: no number.
"""

TWO, NONE = "two", "none"


def same(typed, number, count):
    return typed, (number, number, number), count


TABLE = [
    # Plain digits.
    same("0", "0", "0"),
    same("7", "7", "7"),
    same("120", "120", "120"),
    same("007", "7", "7"),
    same("3100", "3100", "3100"),
    same("31000000", "31000000", "31000000"),
    same("  42  ", "42", "42"),
    same("+7", "7", "7"),
    same("-5", "-5", "-5"),
    same("−5", "-5", "-5"),
    # One sign before one, two or four digits begins decimals.
    same("3,5", "3.5", NONE),
    same("3.5", "3.5", NONE),
    same("12,5", "12.5", NONE),
    same("12.5", "12.5", NONE),
    same("3,10", "3.1", NONE),
    same("3.10", "3.1", NONE),
    same("1,2345", "1.2345", NONE),
    same("0,5", "0.5", NONE),
    same(",5", "0.5", NONE),
    same(".5", "0.5", NONE),
    same("2,0", "2", "2"),
    same("2.00", "2", "2"),
    same("5.", "5", "5"),
    same("5,", "5", "5"),
    same("-0,25", "-0.25", NONE),
    # Before exactly three digits a comma groups where the language says so; else it means two.
    ("3,100", ("3100", "3100", TWO), "3100"),
    ("2,500", ("2500", "2500", TWO), "2500"),
    ("1,000", ("1000", "1000", TWO), "1000"),
    ("999,999", ("999999", "999999", TWO), "999999"),
    ("-3,100", ("-3100", "-3100", TWO), "-3100"),
    ("3.100", (TWO, TWO, TWO), "3100"),
    ("2.500", (TWO, TWO, TWO), "2500"),
    ("1.000", (TWO, TWO, TWO), "1000"),
    ("12.345", (TWO, TWO, TWO), "12345"),
    ("-3.100", (TWO, TWO, TWO), "-3100"),
    # No group begins with 0 and none has four digits: these are decimals.
    same("0.100", "0.1", NONE),
    same("0,125", "0.125", NONE),
    same("0.000", "0", "0"),
    same("1234.567", "1234.567", NONE),
    same("1234,567", "1234.567", NONE),
    same("1234.000", "1234", "1234"),
    # Two groups, or both signs: one meaning.
    same("1,234,567", "1234567", "1234567"),
    same("1.234.567", "1234567", "1234567"),
    same("1.234,56", "1234.56", NONE),
    same("1,234.56", "1234.56", NONE),
    same("1.234,567", "1234.567", NONE),
    same("1,234.567", "1234.567", NONE),
    same("1.234.567,89", "1234567.89", NONE),
    same("1,234,567.89", "1234567.89", NONE),
    same("1,234.00", "1234", "1234"),
    same("1.234,00", "1234", "1234"),
    # Spaces of every kind, and the apostrophe of Switzerland.
    same("3 100", "3100", "3100"),
    same("3\u00a0100", "3100", "3100"),
    same("3\u202f100", "3100", "3100"),
    same("3\u2009100", "3100", "3100"),
    same("3\u2007100", "3100", "3100"),
    same("1 234 567", "1234567", "1234567"),
    same("3'100", "3100", "3100"),
    same("3’100", "3100", "3100"),
    same("1 234,5", "1234.5", NONE),
    same("1 234.5", "1234.5", NONE),
    same("12\u202f500,50", "12500.5", NONE),
    same("- 12", "-12", "-12"),
    # Digits of other scripts.
    same("٣١٠٠", "3100", "3100"),
    same("३१००", "3100", "3100"),
    same("３１００", "3100", "3100"),
    same("٣٫٥", "3.5", NONE),
    same("٣٬١٠٠", "3100", "3100"),
    # What is no number.
    same("12 5", NONE, NONE),
    same("1 23", NONE, NONE),
    same("1 2 3", NONE, NONE),
    same("1,23,456", NONE, NONE),
    same("1,000 500", NONE, NONE),
    same("1.234.56", NONE, NONE),
    same("3,5,7", NONE, NONE),
    same("1,234.5.6", NONE, NONE),
    same("12.5%", NONE, NONE),
    same("12 %", NONE, NONE),
    same("1e5", NONE, NONE),
    same("1_000", NONE, NONE),
    same("0x10", NONE, NONE),
    same("NaN", NONE, NONE),
    same("Infinity", NONE, NONE),
    same("diez", NONE, NONE),
    same("²", NONE, NONE),
    same("½", NONE, NONE),
    same("--5", NONE, NONE),
    same("+-5", NONE, NONE),
    same("5-", NONE, NONE),
    same("-", NONE, NONE),
    same(".", NONE, NONE),
    same(",", NONE, NONE),
    same("(5)", NONE, NONE),
    same("1" * 61, NONE, NONE),
]
