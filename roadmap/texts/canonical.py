"""One form of JSON for one content, and its hash: by which two contents are known as the same."""

import hashlib
import json


def canonical(content, *, separators=(",", ":"), default=None):
    """The content as JSON in UTF-8, with sorted keys, no spaces and every sign as itself."""
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=separators, default=default
    )
    # What a program sends can have half a sign, which UTF-8 refuses.
    return text.encode(errors="surrogatepass")


def sha256_of(content, **options):
    """The SHA-256 of the content's canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(content, **options)).hexdigest()
