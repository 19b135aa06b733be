import hashlib

import pytest

from roadmap.texts.canonical import canonical, sha256_of


def test_one_content_has_one_form():
    content = {"b": [1, None, True], "a": "ñ👩🏽‍🏫"}
    assert canonical(content) == '{"a":"ñ👩🏽‍🏫","b":[1,null,true]}'.encode()
    assert canonical(dict(reversed(content.items()))) == canonical(content)


def test_the_hash_is_that_of_the_form():
    expected = hashlib.sha256('{"a":"ñ"}'.encode()).hexdigest()
    assert sha256_of({"a": "ñ"}) == expected
    assert sha256_of({"a": "n"}) != expected


def test_the_form_with_spaces_has_a_hash_of_its_own():
    expected = hashlib.sha256(b'{"a": [1, 2]}').hexdigest()
    assert sha256_of({"a": [1, 2]}, separators=(", ", ": ")) == expected


def test_what_json_does_not_know_is_refused_unless_it_is_said_how_to_write_it():
    with pytest.raises(TypeError):
        canonical({"a": {1}})
    assert canonical({"a": {1}}, default=str) == b'{"a":"{1}"}'


def test_half_a_sign_has_a_form_too():
    assert canonical("\ud83d") == b'"\xed\xa0\xbd"'
