#!/usr/bin/env python3
"""Word documents, read by another library and opened by LibreOffice: the figures, the headings, the repeated header."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import docx

PROGRAM = Path("target/release/nianbao").resolve()


def main():
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        subprocess.run([PROGRAM, "build", "-q", "-o", out, "--format", "docx,json"], check=True)
        files = sorted(out.rglob("*.docx"))
        assert len(files) == 18, len(files)
        for file in files:
            data = json.loads(file.with_suffix(".json").read_text())
            document = docx.Document(file)
            properties = document.core_properties
            assert (properties.title, properties.author) == (data["title"], data["unit"]), f"{file.name}: its properties"
            assert document.styles.default(1) is not None, f"{file.name}: no usual style of paragraphs"
            cells = [cell for table in document.tables for row in table.rows for cell in row._tr.tc_lst]
            texts = ["".join(node.text or "" for node in cell.iter() if node.tag.endswith("}t")) for cell in cells]
            numbers = [text for text in texts if text.removeprefix("-").replace(".", "", 1).isdigit()]
            wanted = [figure["value"] for figure in data["figures"]]
            assert numbers == wanted, f"{file.name}: {numbers} {wanted}"
            said = [paragraph.text for paragraph in document.paragraphs]
            for text in data["texts"]:
                for paragraph in [text["heading"], *text["paragraphs"]]:
                    assert paragraph in said, f"{file.name}: {paragraph}"
            styles = {paragraph.style.style_id for paragraph in document.paragraphs if paragraph.style is not None}
            assert {"Title", "Heading1", "Heading2"} <= styles, styles
        subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", out / "pdf", *files[-3:]], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for pdf in sorted((out / "pdf").glob("*.pdf")):
            text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
            pages = [page for page in text.split("\f") if page.strip()]
            assert 3 <= len(pages) <= 8, f"{pdf.name}: {len(pages)} pages"
            assert all(re.search(rf"—\s*{number}\s*—", page) for number, page in enumerate(pages, 1)), f"{pdf.name}: page numbers"
            parts = sum("申请人情况" in page for page in pages)
            rows = sum("1.信访举报投诉类申请" in page or "1.属于国家秘密" in page for page in pages)
            assert parts >= rows, f"{pdf.name}: the header of 表三 is on {parts} of {rows} pages"
    print(f"{len(files)} Word documents hold the figures and texts; LibreOffice opens them, with page numbers and headers")


sys.exit(main())
