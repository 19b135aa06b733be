"""Typst in a process of its own, with bounds: its data comes in and its PDF goes out.

A program, run by its path: it knows nothing of Django and starts in an instant. It reads JSON from
its input: {"template", "inputs", "fonts", "root", "standards", "timestamp", "memory"}.
"""

import json
import resource
import sys

import typst


def main():
    """Write the PDF to the output; a refusal is one line of the error output, and status 3."""
    order = json.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[order["fonts"]]
    )
    try:
        content = typst.compile(
            {"main.typ": order["template"].encode()},
            format="pdf",
            # An empty folder: whatever a text says, there is no file to read and no package to get.
            root=order["root"],
            package_path=order["root"],
            package_cache_path=order["root"],
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs=order["inputs"],
            pdf_standards=order["standards"],
            timestamp=order["timestamp"],
        )
    except typst.TypstError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(3)
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main()
