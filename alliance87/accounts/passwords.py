"""One password however its letters are encoded: "é" is one sign, or an e and an accent.

Keyboards of different systems send the same letter differently. So the form NFKC is what is hashed
and judged (NIST SP 800-63B, 3.1.1.2).
"""

import unicodedata

from django.contrib.auth import password_validation


def one_form(password):
    """The form in which a password is hashed and judged; None stays None: no password."""
    return password and unicodedata.normalize("NFKC", password)


def forms_of(password):
    """What may have been hashed for a typed password: its one form, or what was typed.

    The second is for passwords that were set before all were hashed in one form.
    """
    return list(dict.fromkeys([one_form(password), password]))


class _InOneForm:
    def validate(self, password, user=None):
        super().validate(one_form(password), user)


class UserAttributeSimilarityValidator(
    _InOneForm, password_validation.UserAttributeSimilarityValidator
):
    pass


class MinimumLengthValidator(_InOneForm, password_validation.MinimumLengthValidator):
    pass


class CommonPasswordValidator(_InOneForm, password_validation.CommonPasswordValidator):
    pass


class NumericPasswordValidator(_InOneForm, password_validation.NumericPasswordValidator):
    pass
