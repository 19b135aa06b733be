"""Zip files whose bytes depend on what is in them only."""

import io
import zipfile

# The earliest date that a zip can tell; a real one would differ from second to second.
DATE = (1980, 1, 1, 0, 0, 0)
TYPES = "[Content_Types].xml"


def repacked(content, replacements=None):
    """The archive with its parts in order, all of one date, some of them replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(target, "w") as after:
        # Readers look for the list of types first.
        for name in sorted(before.namelist(), key=lambda name: (name != TYPES, name)):
            part = zipfile.ZipInfo(name, DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            after.writestr(part, (replacements or {}).get(name) or before.read(name))
    return target.getvalue()
