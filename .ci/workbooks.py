"""Hands out a workbook, fills it in as a department would, takes it back, and gives it back with marks.

Usage: workbooks.py. With openpyxl, which knows nothing of this program, and LibreOffice, which computes the formulas:
a filled form gives the report that the YAML of the same figures gives; the old formats that LibreOffice writes give it
too; a workbook that is given back differs from the one that came in by its marks alone; and a clerk goes three rounds,
from a form with pasted paragraphs, numbers as text, a changed label, a slash and a remark to one without findings, in
.xlsx, and beginning with .ods and .csv. The working paper of a roll-up gives the sums of the program.
"""
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import openpyxl

PROGRAM = os.environ.get("NIANBAO") or os.path.abspath(os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "nianbao"))
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
        paste(sheet, section["heading"], section["paragraphs"])
    paste(sheet, "前言", [None])  # filled in beforehand, and not in the YAML


def paste(sheet, heading, paragraphs):
    """Puts paragraphs below one another from the first cell of a section on, as a paste of text does."""
    row = next(cell.row for (cell,) in sheet.iter_rows(max_col=1) if squeeze(cell.value) == squeeze(heading))
    for number, paragraph in enumerate(paragraphs):
        sheet.cell(row + number, 2).value = paragraph
        sheet.row_dimensions[row + number].height = None  # the program that pastes makes room


def looks(cell):
    return [cell.value, cell.number_format, *map(repr, (cell.font, cell.alignment, cell.protection))]


def dress(cell):
    """What a mark changes: the fill, and the edge that shows where the sheet's own conditions colour the cell."""
    return repr(cell.fill), repr(cell.border)


def compare(before, after):
    """Everything that openpyxl knows of a workbook, but for the marks."""
    one, other = openpyxl.load_workbook(before), openpyxl.load_workbook(after)
    assert other.sheetnames[1:] == one.sheetnames and other.sheetnames[0] == "问题清单", other.sheetnames
    assert [name for name in other.sheetnames if other[name].sheet_view.tabSelected] == ["问题清单"]
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
                # openpyxl gives the cells behind a merged one the edges of that one.
                if dress(cell) != dress(now) and not isinstance(now, openpyxl.cell.cell.MergedCell):
                    assert now.fill.fgColor.rgb in (RED, AMBER), f"{sheet.title}!{cell.coordinate}"
                    sides = {side.style for side in (now.border.left, now.border.right, now.border.top, now.border.bottom)}
                    assert sides == {"medium"}, f"{sheet.title}!{cell.coordinate}: {sides}"
                    marked.append(f"{sheet.title}!{cell.coordinate}")
                if cell.comment:
                    assert cell.comment.text.strip() in now.comment.text
    listed = {f"{row['工作表']}!{cell}" for row in rows_of(other) for cell in cells_of(row["单元格"])}
    assert set(marked) == listed, f"{set(marked) ^ listed}"
    return marked


def rows_of(book):
    """The rows of the list, by the heads of its columns."""
    sheet = book["问题清单"]
    heads = [cell.value for cell in sheet[3]][:7]
    assert heads == ["序号", "级别", "工作表", "单元格", "问题", "怎样改", "说明"], heads
    rows = [dict(zip(heads, [cell.value for cell in row]), row=row[0].row) for row in sheet.iter_rows(min_row=4)]
    return [row for row in rows if row["序号"]]


def cells_of(names):
    """The cells that a text names: D7:I9、D30."""
    cells = []
    for first, last in re.findall(r"\b([A-Z]{1,2}\d+)(?::([A-Z]{1,2}\d+))?", names or ""):
        (left, top, right, bottom) = openpyxl.utils.range_boundaries(f"{first}:{last or first}")
        cells += [f"{openpyxl.utils.get_column_letter(column)}{row}"
                  for row in range(top, bottom + 1) for column in range(left, right + 1)]
    return cells


def marks_in(path):
    """Cells that look marked, and comments that are marks."""
    book = openpyxl.load_workbook(path)
    lists = [name for name in book.sheetnames if name.startswith("问题清单")]
    assert len(lists) <= 1, lists
    cells = [(sheet, cell) for sheet in book if sheet.title not in lists for row in sheet.iter_rows() for cell in row]
    coloured = {f"{sheet.title}!{cell.coordinate}" for sheet, cell in cells
                if cell.fill.fgColor.rgb in (RED, AMBER) and cell.border.left.style == "medium"}
    return coloured, sum("【校验提示】" in cell.comment.text for _, cell in cells if cell.comment)


TEN = ["（一）主动公开情况", "制发行政规范性文件 1 件，公开征求意见后印发，同步公布解读材料。",
       "（二）依申请公开情况", "申请都在法定期限内答复，答复文书由法制机构审核。",
       "（三）政府信息管理", "明确信息生成、审核、发布、撤销各环节的责任，每半年检查一次。",
       "（四）政府信息公开平台建设", "政府网站专栏按户政、交通、出入境、治安四类重新编排，" + "逐项核对链接和联系电话，" * 40 + "全部可用。",
       "（五）监督保障", "政府信息公开列入各单位绩效考核，组织业务培训 3 场。"]
PROBLEMS = ["问题：案卷材料类申请占比高，办理耗时长；移动端查找办事指南不便。", "改进：发放案卷查阅告知单，办事指南按“一件事”归类。"]
REASON = "主管部门要求此项填“/”，依据县政务公开办 2024 年 12 月通知"


def clerk(root, kind, yaml):
    """Three rounds. In the first the form is filled in carelessly, in the second half of the list is done and a warning
    is explained, in the third the rest is done; then nothing is left to mark."""
    project = root / f"clerk-{kind}"
    arrives = project / f"data/{YEAR}"
    run("-C", Path("data").resolve().parent, "form", "--unit", UNIT, "--year", YEAR, "-o", project / "handed-out")
    book = fill(project / "handed-out" / f"{UNIT}.xlsx", root, yaml)
    paste(book["文字"], "一、总体情况", TEN)
    paste(book["文字"], "五、存在的主要问题及改进情况", PROBLEMS)
    right = {(name, cell.coordinate): cell.value for name in ("表二", "表三", "表四") for row in book[name].iter_rows()
             for cell in row if not isinstance(cell, openpyxl.cell.cell.MergedCell)}
    requests = book["表三"]
    requests["D9"].value = f"{requests['D9'].value}件"     # a number with its unit
    requests["E7"].value = str(requests["E7"].value)       # a number as text
    requests["F11"].value = "/"                            # no figure
    requests["G12"].value = None                           # an empty cell
    requests["I7"].value = (requests["I7"].value or 0) + 3  # a column that does not balance
    requests["C12"].value = "2.其他法律行政法规禁止公布"   # a label with a typo
    requests.cell(requests.max_row + 2, 1).value = "注：本表由办公室填写。"  # a remark
    typed = project / "typed" / f"{UNIT}.xlsx"
    typed.parent.mkdir(parents=True)
    book.save(typed)
    # Excel and WPS compute the totals when the clerk saves; here LibreOffice does.
    if kind == "csv":
        office(typed, "xlsx", project / "computed")
        flat(project / "computed" / f"{UNIT}.xlsx", arrives / f"{UNIT}.csv")
    else:
        office(typed, kind, arrives)
    counts = []
    for number in (1, 2, 3, 4):
        copy = project / f"returned/{YEAR}/{UNIT}.xlsx"
        said = run("-C", project, "return", "--sound", codes=(0, 1))
        assert ("填入填报表" in said) == (not list(arrives.glob("*.xlsx"))), said
        done = openpyxl.load_workbook(copy)
        rows = rows_of(done)
        listed = {f"{row['工作表']}!{cell}" for row in rows if row["级别"] != "已说明" for cell in cells_of(row["单元格"])
                  if row["工作表"] in done.sheetnames}
        coloured, comments = marks_in(copy)
        assert coloured == listed, f"round {number}: {coloured ^ listed}"
        assert done.sheetnames[0] == "问题清单" and all(row["怎样改"] for row in rows), rows
        assert done["表三"]["J9"].value.startswith("="), "the totals are computed"
        paragraphs = [done["文字"].cell(row, 2).value for row in range(1, done["文字"].max_row + 1)]
        assert all(paragraph in paragraphs for paragraph in TEN), "a paragraph a row"
        counts.append(len([row for row in rows if row["级别"] != "已说明"]))
        if counts[-1] == 0:
            assert comments == 0 and not coloured
            break
        # What must be fixed comes first: all of it but the last in the first round.
        must = [row for row in rows if row["级别"] == "强制性"]
        for row in must[:-1] if number == 1 and len(must) > 1 else must:
            if row["工作表"] not in done.sheetnames:
                continue
            sheet, named = done[row["工作表"]], cells_of(row["单元格"])
            for cell in named + [cell for cell in cells_of(row["怎样改"]) if not sheet[cell].protection.locked]:
                if (sheet.title, cell) in right:
                    sheet[cell].value = right[sheet.title, cell]
        for row in rows:
            if row["级别"] == "核实性" and number > 1:
                done["问题清单"].cell(row["row"], 7).value = REASON
        edited = project / f"round{number}" / f"{UNIT}.xlsx"
        edited.parent.mkdir()
        done.save(edited)
        shutil.rmtree(arrives)
        # The copy is an .xlsx; one clerk has a program that saves it as .ods all the same.
        office(edited, "ods" if kind == "ods" and number == 1 else "xlsx", arrives)
    assert counts[-1] == 0 and len(counts) <= 4, counts
    assert run("-C", project, "check").startswith("校验 1 份报告：1 份无问题"), counts
    print(f"a clerk with .{kind}: findings by round {counts}")


def flat(source, target):
    """All sheets as one table with commas, below one another, as some systems export them."""
    target.parent.mkdir(parents=True)
    with open(target, "w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        for sheet in openpyxl.load_workbook(source, data_only=True):
            if sheet.sheet_state == "visible":
                for row in sheet.iter_rows(values_only=True):
                    if any(value is not None for value in row):
                        writer.writerow(["" if value is None else value for value in row])
                writer.writerow([])


def printed(root, said):
    """Every character of the texts of a form is on paper, of long paragraphs too."""
    run("-C", Path("data").resolve().parent, "form", "--unit", UNIT, "--year", YEAR, "--filled", "-o", root / "printed")
    shown = office(root / "printed" / f"{UNIT}.xlsx", "pdf", root / "printed")
    text = squeeze(subprocess.run(["pdftotext", "-raw", shown, "-"], capture_output=True, text=True, check=True).stdout)
    wanted = [paragraph for section in said["sections"] for paragraph in section["paragraphs"]]
    assert wanted and all(squeeze(paragraph) in text for paragraph in wanted), "a text is not printed in full"
    print(f"{len(wanted)} paragraphs of a form are printed in full")


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
        assert state == "填写情况：已填完，勾稽关系平衡", state
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
            # Totals that openpyxl did not compute are listed: no cell is to be changed for them.
            assert marked or name == "openpyxl", name
            if name == "libreoffice":
                assert "表三!D12" in marked, marked
            office(wrong / "returned" / f"{UNIT}.xlsx", "pdf", wrong / "shown")
            print(f"{name}: {len(marked)} cells marked, nothing else changed")
        printed(root, said)
        for kind in ["xlsx", "ods", "csv"]:
            clerk(root, kind, yaml)
        paper(data.parent, root)
    print("a workbook was handed out, filled in, read, built and given back")


sys.exit(main())
