"""From a `Document` to bytes: each module has CONTENT_TYPE, SUFFIX and render(document)."""

from reports.renderers import as_html, as_json

RENDERERS = {"html": as_html, "json": as_json}
