"""Hands out a workbook, fills it in as a department would, takes it back, and gives it back with marks.

Usage: workbooks.py. With openpyxl, which knows nothing of this program, and LibreOffice, which computes the formulas:
a filled form gives the report that the YAML of the same figures gives; the old formats that LibreOffice writes give it
too; a workbook that is given back differs from the one that came in by its marks alone; the working paper of a
roll-up gives the sums of the program.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import openpyxl

PROGRAM = os.path.abspath(os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "nianbao"))
UNIT, YEAR, COUNTY = "西工区市场监督管理局", "2024", "示例县人民政府"
RED, AMBER = "FFFFC7CE", "FFFFEB9C"


def run(*args, codes=(0,)):
    done = subprocess.run([PROGRAM, *map(str, args), "--lang", "zh", "--color", "never"], capture_output=True, text=True)
    assert done.returncode in codes, f"{args}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def office(source, kind, folder):
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:  # not among the data: every file there is reported
        subprocess.run(["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind,
                        "--outdir", str(folder), str(source)], check=True, capture_output=True)
    made = folder / f"{source.stem}.{kind.split(':')[0]}"
    assert made.exists(), made
    return made


def figures(root, path):
    said = json.loads(subprocess.run([PROGRAM, "-C", str(root), "show", str(path), "--format", "json", "--lang", "zh"],
                                     capture_output=True, text=True).stdout)
    return {one["address"]: one["value"] for one in said["figures"]}, said


def squeeze(value):
    return "".join(str(value).split())


def fill(source, target, yaml):
    """Types the figures in: zeros first, then each that is none, found by its labels as a person finds it."""
    book = openpyxl.load_workbook(source)
    for sheet in [sheet for sheet in book if sheet.title.startswith("表")]:
        for row in sheet.iter_rows():
            for cell in row:
                formula = isinstance(cell.value, str) and cell.value.startswith("=")
                if not cell.protection.locked and not formula and not isinstance(cell, openpyxl.cell.cell.MergedCell):
                    cell.value = 0
    totals = 0
    for address, value in yaml.items():
        table, *path = address.split(".")
        sheet = book[table]
        if value == "0":
            continue
        row = next(cell.row for line in sheet.iter_rows() for cell in line
                   if isinstance(cell.value, str) and path[0] in squeeze(cell.value) and cell.row > 3 and cell.column <= 3)
        head = path[-1] if len(path) > 1 else None
        column = next((cell.column for line in sheet.iter_rows() for cell in line
                       if head and isinstance(cell.value, str) and squeeze(cell.value) == head and cell.column > 3), 2)
        cell = sheet.cell(row, column)
        if isinstance(cell.value, str) and cell.value.startswith("="):
            totals += 1
            continue
        assert not cell.protection.locked, f"{address}: {cell.coordinate} is locked"
        cell.value = float(value) if "." in value else int(value)
    assert totals > 0, "no total is a formula"
    return book


def texts(book, said):
    sheet = book["文字"]
    for section in said["sections"]:
        row = next(cell.row for (cell,) in sheet.iter_rows(max_col=1) if squeeze(cell.value) == squeeze(section["heading"]))
        sheet.cell(row, 2).value = "\n".join(section["paragraphs"])


def looks(cell):
    return [cell.value, cell.number_format, *map(repr, (cell.font, cell.alignment, cell.protection))]


def dress(cell):
    """What a mark changes: the fill, and the edge that shows where the sheet's own conditions colour the cell."""
    return repr(cell.fill), repr(cell.border)


def compare(before, after):
    """Everything that openpyxl knows of a workbook, but for the marks."""
    one, other = openpyxl.load_workbook(before), openpyxl.load_workbook(after)
    assert other.sheetnames[:-1] == one.sheetnames and other.sheetnames[-1] == "问题清单", other.sheetnames
    marked = []
    for sheet in one:
        twin = other[sheet.title]
        assert sorted(map(str, sheet.merged_cells.ranges)) == sorted(map(str, twin.merged_cells.ranges))
        assert len(sheet.data_validations.dataValidation) == len(twin.data_validations.dataValidation)
        assert len(list(sheet.conditional_formatting)) == len(list(twin.conditional_formatting))
        assert {key: dim.width for key, dim in sheet.column_dimensions.items()} == \
               {key: dim.width for key, dim in twin.column_dimensions.items()}
        assert (sheet.sheet_state, sheet.protection.sheet, sheet.freeze_panes, sheet.print_title_rows) == \
               (twin.sheet_state, twin.protection.sheet, twin.freeze_panes, twin.print_title_rows)
        for row in sheet.iter_rows():
            for cell in row:
                now = twin[cell.coordinate]
                assert looks(cell) == looks(now), f"{sheet.title}!{cell.coordinate}: {looks(cell)} {looks(now)}"
                if dress(cell) != dress(now):
                    assert now.fill.fgColor.rgb in (RED, AMBER), f"{sheet.title}!{cell.coordinate}"
                    sides = {side.style for side in (now.border.left, now.border.right, now.border.top, now.border.bottom)}
                    assert sides == {"medium"}, f"{sheet.title}!{cell.coordinate}: {sides}"
                    marked.append(f"{sheet.title}!{cell.coordinate}")
                    assert now.comment and now.comment.text, f"{sheet.title}!{cell.coordinate} has no comment"
                if cell.comment:
                    assert cell.comment.text.strip() in now.comment.text
    listed = [row[2].value for row in other["问题清单"].iter_rows(min_row=2)]
    assert set(marked) <= set(listed), f"{marked} {listed}"
    return marked


def paper(data, root):
    """The working paper of a roll-up: LibreOffice computes the sums that the program has, and they are the county's."""
    said = json.loads(subprocess.run([PROGRAM, "-C", str(data), "rollup", COUNTY, "--year", YEAR, "--format", "json"],
                                     capture_output=True, text=True).stdout)
    made = root / "paper" / "paper.xlsx"
    run("-C", data, "rollup", COUNTY, "--year", YEAR, "--format", "xlsx", "-o", made)
    book = openpyxl.load_workbook(made)
    links, formulas = 0, 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink:
                    target = (made.parent / unquote(cell.hyperlink.target)).resolve()
                    assert target.exists(), f"{sheet.title}!{cell.coordinate}: {target}"
                    links += 1
                formulas += isinstance(cell.value, str) and cell.value.startswith("=")
    placed = sum(1 for one in said["figures"] for addend in one["addends"] if addend["place"])
    assert links == placed + len(book.sheetnames) * len(said["units"]), (links, placed)
    # Saved by openpyxl, which keeps no results: whoever opens it has to compute.
    bare = root / "bare.xlsx"
    book.save(bare)
    computed = openpyxl.load_workbook(office(bare, "xlsx", root / "computed-paper"), data_only=True)
    compared = 0
    for sheet in computed:
        row = next(cell.row for (cell,) in sheet.iter_rows(max_col=1) if cell.value == "合计")
        figures = [one for one in said["figures"] if one["address"].startswith(sheet.title + ".")]
        for column, one in enumerate(figures, 3):
            total, own, off = (sheet.cell(row + below, column).value for below in range(3))
            assert Decimal(str(total)) == Decimal(one["value"]), f"{one['address']}: {total} {one['value']}"
            assert own == total and off == 0, f"{one['address']}: {own} {total} {off}"
            compared += 1
    assert compared == len(said["figures"]) and formulas == 2 * compared, (compared, formulas)
    print(f"working paper: {compared} sums recalculated, {links} links lead somewhere")


def main():
    data = Path("data").resolve()
    yaml, said = figures(data.parent, f"data/{YEAR}/{UNIT}.yaml")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        run("-C", data.parent, "form", "--unit", UNIT, "--year", YEAR, "-o", root / "handed-out")
        form = root / "handed-out" / f"{UNIT}.xlsx"

        book = fill(form, root, yaml)
        texts(book, said)
        typed = root / "typed" / f"data/{YEAR}/{UNIT}.xlsx"
        typed.parent.mkdir(parents=True)
        book.save(typed)
        # openpyxl computes nothing: totals without a result are derived, and that is reported.
        told = run("-C", root / "typed", "check")
        assert "[formula-without-result]" in told and "共 34 格" in told, told

        # LibreOffice does, as Excel and WPS do when the department saves the file.
        project = root / "project"
        office(typed, "xlsx", project / f"data/{YEAR}")
        back, _ = figures(project, f"data/{YEAR}/{UNIT}.xlsx")
        assert back == yaml, [(key, back[key], yaml[key]) for key in yaml if back[key] != yaml[key]]
        state = openpyxl.load_workbook(project / f"data/{YEAR}/{UNIT}.xlsx", data_only=True)["表三"]["A3"].value
        assert state == "勾稽关系平衡，已填完", state
        run("-C", project, "build")
        reference = root / "reference"
        (reference / f"data/{YEAR}").mkdir(parents=True)
        shutil.copy(data / YEAR / f"{UNIT}.yaml", reference / f"data/{YEAR}")
        run("-C", reference, "build")
        for ending in ["txt", "html", "pdf"]:
            made, wanted = [(one / f"out/{YEAR}/{UNIT}.{ending}").read_bytes() for one in (project, reference)]
            assert made == wanted, f"{ending}: the workbook gives another report than the YAML"

        # The old formats that LibreOffice writes of it.
        for kind in ["xls", "ods"]:
            old = root / kind
            office(project / f"data/{YEAR}/{UNIT}.xlsx", kind, old / f"data/{YEAR}")
            assert figures(old, f"data/{YEAR}/{UNIT}.{kind}")[0] == yaml, kind

        # Wrong figures, given back with marks, in the file that openpyxl wrote and in that of LibreOffice.
        for name, source in [("openpyxl", typed), ("libreoffice", project / f"data/{YEAR}/{UNIT}.xlsx"), ("own", form)]:
            wrong = root / f"wrong-{name}"
            target = wrong / f"data/{YEAR}/{UNIT}.xlsx"
            target.parent.mkdir(parents=True)
            if name == "libreoffice":
                book = openpyxl.load_workbook(source)
                book["表三"]["E9"].value = 3
                book["表三"]["D12"].value = "约2"
                book.save(target)
                office(target, "xlsx", wrong / "computed")
                shutil.move(wrong / "computed" / f"{UNIT}.xlsx", target)
            else:
                shutil.copy(source, target)
            before = target.read_bytes()
            run("-C", wrong, "return", "data", "-o", wrong / "returned", codes=(0, 1))
            assert target.read_bytes() == before, "the original was touched"
            marked = compare(target, wrong / "returned" / f"{UNIT}.xlsx")
            assert marked, name
            if name == "libreoffice":
                assert "表三!D12" in marked, marked
            office(wrong / "returned" / f"{UNIT}.xlsx", "pdf", wrong / "shown")
            print(f"{name}: {len(marked)} cells marked, nothing else changed")
        paper(data.parent, root)
    print("a workbook was handed out, filled in, read, built and given back")


sys.exit(main())
