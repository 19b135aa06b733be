"""From a `Document` to bytes: each module has CONTENT_TYPE, SUFFIX and render(document)."""

from reports.renderers import as_docx, as_html, as_json, as_markdown, as_pdf, as_xlsx

RENDERERS = {
    "html": as_html,
    "pdf": as_pdf,
    "docx": as_docx,
    "markdown": as_markdown,
    "json": as_json,
    "xlsx": as_xlsx,
}
