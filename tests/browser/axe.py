"""axe-core in the page under test: finds what keeps people with disabilities out.

The library comes from AXE_PATH, or by `npm pack` once into pytest's cache. Without both the test
fails: a check of accessibility that is skipped in silence is none.
"""

import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "axe-core@4.14.1"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async (tags) => {
  const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  const say = (id, { html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`;
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => say(id, node)));
}"""


def library(cache) -> str:
    """The source of axe-core; `cache` is pytest's."""
    if given := os.environ.get("AXE_PATH"):
        return Path(given).read_text()
    folder = Path(cache.mkdir("axe"))
    archive = folder / f"{PACKAGE.replace('@', '-')}.tgz"
    if not archive.exists():
        # Other workers see it whole or not at all.
        with tempfile.TemporaryDirectory(dir=folder) as own:
            command = ["npm", "pack", PACKAGE, "--silent", "--pack-destination", own]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            Path(own, archive.name).replace(archive)
    with tarfile.open(archive) as files:
        return files.extractfile("package/axe.min.js").read().decode()


def violations(page, cache) -> list[str]:
    """One line for each element that breaks WCAG 2.0 to 2.2, A or AA, once the page has come."""
    page.wait_for_load_state()
    # Evaluated by the debugger, which the page's policy does not hold back.
    page.evaluate(library(cache) + ";0")
    return page.evaluate(RUN, TAGS)
