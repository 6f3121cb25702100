"""Reads every PDF of a build back with poppler and compares it with what the program says it read.

Usage: documents.py OUT. For each report: the PDF's text holds every figure of the three tables in order, every
paragraph, and no word that the text output does not have; fonts are embedded; the file says that it is tagged,
PDF/A-2a and PDF/UA-1, and has a title.
"""
import json
import os
import re
import subprocess
import sys
from pathlib import Path


def run(*args):
    return subprocess.run(args, check=True, capture_output=True, text=True).stdout


def squeeze(text):
    return re.sub(r"\s", "", text)


def without_page_numbers(text):
    return squeeze(re.sub(r"^[\s\f]*—\s?\d+\s?—\s*$", "", text, flags=re.M))


def check(pdf, program):
    wrong = []
    year, unit = pdf.parent.name, pdf.stem
    said = json.loads(run(program, "show", f"data/{year}/{unit}.yaml", "--format", "json", "--lang", "zh"))
    words = without_page_numbers(run("pdftotext", "-layout", str(pdf), "-"))
    plain = without_page_numbers(run("pdftotext", str(pdf), "-"))
    for section in said["sections"]:
        for paragraph in [section["heading"], *section["paragraphs"]]:
            if squeeze(paragraph) not in plain:
                wrong.append(f"not in the PDF: {paragraph[:40]}")
    # Row by row: the figures of a row stand side by side.
    rows = {}
    for figure in said["figures"]:
        rows.setdefault(figure["address"].rpartition(".")[0], []).append(figure["value"] or "")
    for row, values in rows.items():
        if not row.startswith("表三."):
            continue
        found = words.find("".join(values))
        if found < 0:
            wrong.append(f"figures of {row} are not in the PDF: {values}")
    text = squeeze(Path(pdf.with_suffix(".txt")).read_text())
    missing = {c for c in plain if c not in text and c not in "—"}
    if missing:
        wrong.append(f"characters that the text does not have: {missing}")
    info = run("pdfinfo", str(pdf))
    for wanted in [f"Title:           {said['title']}", "Tagged:          yes", "Page size:       595.276 x 841.89 pts (A4)"]:
        if wanted not in info:
            wrong.append(f"pdfinfo lacks {wanted!r}")
    meta = run("pdfinfo", "-meta", str(pdf))
    for wanted in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"]:
        if wanted not in meta:
            wrong.append(f"metadata lack {wanted}")
    for line in run("pdffonts", str(pdf)).splitlines()[2:]:
        if not re.search(r"\byes\s+yes\s+yes\b", line):
            wrong.append(f"a font is not embedded, subset and mapped to Unicode: {line}")
    return wrong


def main():
    out = Path(sys.argv[1])
    program = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "nianbao")
    pdfs = sorted(out.glob("*/*.pdf"))
    assert len(pdfs) >= 18, f"only {len(pdfs)} reports"
    faults = [f"{pdf}: {fault}" for pdf in pdfs for fault in check(pdf, program)]
    print("\n".join(faults) or f"{len(pdfs)} PDF files say what was read")
    sys.exit(1 if faults else 0)


main()
