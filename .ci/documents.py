"""Reads every PDF of a build back with poppler and compares it with what the program says it read.

Usage: documents.py OUT. For each report: the PDF's text holds every figure of the three tables in order, every
paragraph to the letter, and no character that the text output does not have, invisible ones included; fonts are
embedded; the file says that it is tagged, PDF/A-3a and PDF/UA-1, and has a title; the title is the heading above all
others. No word leaves the type area, not even of a report whose text has nowhere to break, and an address is copied as
it was written.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def run(*args):
    return subprocess.run(args, check=True, capture_output=True, text=True, errors="replace").stdout


def squeeze(text):
    """Without spaces, line ends and page ends, and nothing else: a character without width is one."""
    return re.sub(r"[ \t\n\r\f\u3000]", "", text)


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
    tags = run("pdfinfo", "-struct", str(pdf)).split()
    if (tags.count("H1"), tags.count("H2")) != (1, 6):  # six sections are the law
        wrong.append(f"{tags.count('H1')} titles, {tags.count('H2')} headings of sections")
    info = run("pdfinfo", str(pdf))
    for wanted in [f"Title:           {said['title']}", "Tagged:          yes", "Page size:       595.276 x 841.89 pts (A4)"]:
        if wanted not in info:
            wrong.append(f"pdfinfo lacks {wanted!r}")
    meta = run("pdfinfo", "-meta", str(pdf))
    for wanted in ["<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"]:
        if wanted not in meta:
            wrong.append(f"metadata lack {wanted}")
    for line in run("pdffonts", str(pdf)).splitlines()[2:]:
        if not re.search(r"\byes\s+yes\s+yes\b", line):
            wrong.append(f"a font is not embedded, subset and mapped to Unicode: {line}")
    return wrong


LEFT, RIGHT, BOTTOM = 79.3, 521.7, 841.9  # points: 28 mm, 210 - 26 mm, the page


def outside(pdf):
    words = re.findall(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>',
                       run("pdftotext", "-bbox", str(pdf), "-"))
    assert words, pdf
    for x0, y0, x1, y1, word in words:
        # Punctuation may hang out by half a character, as justified Chinese text does.
        if float(x0) < LEFT - 9 or float(x1) > RIGHT + 9 or float(y0) < 0 or float(y1) > BOTTOM:
            yield f"outside the type area: {word[:40]} ({x0} to {x1})"


def unbreakable(program):
    """A report of runs that have nowhere to break, long names and long figures."""
    runs = ["—" * 90, "…" * 90, "-" * 200, "=" * 200, "W" * 200, "9" * 200, "." * 300, "，" * 90,
            "http://218.28.1.1:8080/" + "0f" * 90 + ".html", "x" * 50 + "@example.com", "—a" * 60]
    unit = "某" * 60 + "Bureau" * 6
    figures = ", ".join(f"{name}: 88888888888888" for name in ["自然人", "商业企业", "科研机构"])
    report = f"单位: {unit}\n年度: 2024\n成文日期: 2025-01-20\n联系方式: {{ 邮箱: {'y' * 80}@example.com }}\n"
    report += "表二: { 行政许可: 999999999999999, 其余: 0 }\n表四: { 其余: 0 }\n"
    report += f"表三: {{ 本年新收: {{ {figures} }}, 予以公开: {{ {figures} }}, 其余: 0 }}\n"
    report += "前言: |\n  （一）说明\n  " + "\n  ".join(runs) + "\n总体情况: |\n  " + "\n  ".join("文字" + one for one in runs)
    report += "\n存在的主要问题及改进情况: 无。\n其他需要报告的事项: 无。\n"
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data/2024")
        data.mkdir(parents=True)
        Path(data, "long.yaml").write_text(report)
        run(program, "-C", folder, "build", "--format", "pdf")
        [pdf] = Path(folder, "out/2024").glob("*.pdf")  # named after the unit
        faults = list(outside(pdf))
        plain = without_page_numbers(run("pdftotext", "-raw", str(pdf), "-"))
        for one in runs:
            if plain.count(one) < 2:
                faults.append(f"not in the PDF as it was written: {one[:20]}")
        return faults


def main():
    out = Path(sys.argv[1])
    program = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "nianbao")
    pdfs = sorted(out.glob("*/*.pdf"))
    assert len(pdfs) >= 18, f"only {len(pdfs)} reports"
    faults = [f"{pdf}: {fault}" for pdf in pdfs for fault in [*check(pdf, program), *outside(pdf)]]
    faults += unbreakable(program)
    print("\n".join(faults) or f"{len(pdfs)} PDF files say what was read")
    sys.exit(1 if faults else 0)


main()
