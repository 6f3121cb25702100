"""Plays the office for a year, from an empty folder to "all 60 units are in", and counts everything.

Usage: office.py. With openpyxl as the departments' Excel, and mails, archives, Word files and PDFs as they come: a
list of units becomes a project, forms are sent out, 70 files come in, what is wrong goes back and comes again, the
reports are built, one is corrected, and the next year begins. Nothing that came in is changed, and no version is lost.
"""
import csv
import email.message
import email.policy
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import docx
import openpyxl

PROGRAM = os.path.abspath(os.environ.get("NIANBAO") or
                          os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release", "nianbao"))
YEAR = 2025
BUREAUS = ["发展和改革局", "教育局", "科学技术局", "工业和信息化局", "公安局", "民政局", "司法局", "财政局", "人力资源和社会保障局",
           "自然资源局", "生态环境局", "住房和城乡建设局", "交通运输局", "水务局", "农业农村局", "商务局", "文化和旅游局",
           "卫生健康局", "退役军人事务局", "应急管理局", "审计局", "市场监督管理局", "统计局", "医疗保障局", "林业局",
           "信访局", "城市管理局", "行政审批服务局", "国有资产监督管理局", "金融工作局", "乡村振兴局", "投资促进局", "体育局",
           "粮食和物资储备局", "机关事务管理局", "人民防空办公室", "地方志编纂中心", "大数据中心", "移民局"]
TOWNS = ["青石镇", "白水镇", "红岩镇", "黄沙镇", "石桥镇", "清河镇", "南山镇", "北湖镇", "东林镇", "西坪镇", "柳河乡", "梅溪乡",
         "竹园乡", "松岭乡", "云台乡", "花园街道", "城关街道", "新城街道", "河东街道", "河西街道"]
UNITS = (["示例县人民政府"] + [f"示例县{name}" for name in BUREAUS] +
         [f"示例县{name}{'办事处' if name.endswith('街道') else '人民政府'}" for name in TOWNS])
assert len(UNITS) == 60 == len(set(UNITS))


class Gbk(zipfile.ZipInfo):
    """A name as Windows writes it: in GBK, without saying so."""

    def _encodeFilenameFlags(self):
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


class Office:
    """The project's folder, and the program run in it."""

    def __init__(self, folder):
        self.folder = folder

    def run(self, *args, code=0):
        done = subprocess.run([PROGRAM, "-C", str(self.folder), *map(str, args), "--lang", "zh", "--color", "never"],
                              capture_output=True, text=True, cwd=self.folder)
        assert done.returncode == code, f"{args}: exit {done.returncode}, not {code}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def json(self, *args, code=0):
        done = subprocess.run([PROGRAM, "-C", str(self.folder), *map(str, args), "--format", "json"],
                              capture_output=True, text=True, cwd=self.folder)
        assert done.returncode == code, f"{args}: exit {done.returncode}, not {code}\n{done.stdout}{done.stderr}"
        return json.loads(done.stdout)

    def counts(self, code, year=YEAR):
        status = self.json("status", "--year", year, code=code)
        counts = status["counts"]
        assert counts["received"] == counts["sound"] + counts["findings"] + counts["duplicate"], counts
        assert counts["listed"] == counts["received"] + counts["unreadable"] + counts["missing"], counts
        return counts, {row["unit"]: row for row in status["units"]}

    def collect(self, inbox, code, *more):
        before = tree(inbox)
        said = self.json("collect", inbox, "--year", YEAR, *more, code=code)
        assert tree(inbox) == before, "something in the folder of incoming files was changed"
        by = {}
        for one in said["files"]:
            by.setdefault(one["result"], []).append(one)
        return {one["file"]: one for one in said["files"]}, {result: len(all) for result, all in by.items()}


def tree(folder):
    """Every file below a folder with its hash and time."""
    return {str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
            for path in sorted(folder.rglob("*")) if path.is_file()}


def versions(folder):
    """The hashes of every version of a year's data."""
    return {hash for path, (hash, _) in tree(folder).items() if not path.endswith(("received.csv", ".lock"))}


def short(unit):
    return unit.removeprefix("示例").removesuffix("人民政府") + ("政府" if unit.endswith("人民政府") else "")


def squeeze(value):
    return "".join(str(value or "").split())


def filled(form, unit, requests=0, wrong=False, title=None):
    """A form filled in by a department: zeros, some requests, a text for each section; a total that is wrong on request."""
    book = openpyxl.load_workbook(form)
    for sheet in [sheet for sheet in book if sheet.title.startswith("表")]:
        for row in sheet.iter_rows():
            for cell in row:
                formula = isinstance(cell.value, str) and cell.value.startswith("=")
                if not isinstance(cell, openpyxl.cell.cell.MergedCell) and not cell.protection.locked and not formula:
                    cell.value = 0
    table = book["表三"]
    rows = {squeeze(cell.value): cell.row for line in table.iter_rows(max_col=4) for cell in line if cell.value}
    row = lambda words: next(number for text, number in rows.items() if words in text)
    column = next(cell.column for line in table.iter_rows() for cell in line if squeeze(cell.value) == "自然人")
    table.cell(row("本年新收"), column).value = requests
    table.cell(row("予以公开"), column).value = requests + (1 if wrong else 0)
    texts = book["文字"]
    words = {
        "总体情况": f"（一）主动公开情况\n{unit}按规定主动公开信息。\n（二）依申请公开情况\n全年收到申请 {requests} 件，均已办结。\n"
                    f"（三）政府信息管理情况\n公文随产生随确定公开属性。\n（四）政府信息公开平台建设情况\n网站栏目按月核对。\n"
                    f"（五）监督保障情况\n全年组织培训 2 次。",
        "存在的主要问题": f"{unit}部分栏目更新不够及时，政策解读偏少，群众查找不够方便。今后按月核对栏目，补齐解读材料，每季度通报一次。",
        "其他需要报告": "本机关全年未收取信息处理费。",
    }
    for (cell,) in texts.iter_rows(max_col=1):
        for word, text in words.items():
            if word in squeeze(cell.value):
                texts.cell(cell.row, 2).value = text
    if title:
        book["填表说明"]["B3"].value = title
    return book


def saved(book, path, at):
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    os.utime(path, (at, at))
    return path


def office():
    root = Path(tempfile.mkdtemp())
    folder = root / "年报"
    january = 1_767_225_600  # the first of January 2026: departments begin to send

    # An empty folder, and a list of units as offices have it.
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["示例县报送单位名单"])
    sheet.append(["序号", "单位名称", "简称", "上级", "类别", "联系人", "电话"])
    for number, unit in enumerate(UNITS, 1):
        above = "" if number == 1 else "示例县人民政府"
        kind = "乡级" if number > 40 else "县级"
        sheet.append([number, unit, short(unit), above, kind, f"联系人{number}", f"0735-{2000000 + number}"])
    book.save(root / "名单.xlsx")
    done = subprocess.run([PROGRAM, "init", str(folder), "--roster", str(root / "名单.xlsx"), "--year", str(YEAR), "--lang", "zh"],
                          capture_output=True, text=True)
    assert done.returncode == 0 and "名录里有 60 个单位" in done.stderr, done.stdout + done.stderr
    office = Office(folder)
    for name in ["data/units.yaml", "schema.json", ".vscode/settings.json", ".gitignore", "justfile", "README.md"]:
        assert (folder / name).is_file(), name
    before = tree(folder)
    again = subprocess.run([PROGRAM, "init", str(folder), "--roster", str(root / "名单.xlsx"), "--lang", "zh"], capture_output=True, text=True)
    assert again.returncode == 1 and tree(folder) == before, again.stderr
    assert "没有变化" in office.run("roster", root / "名单.xlsx") and tree(folder) == before
    counts, _ = office.counts(1)
    assert counts["listed"] == counts["missing"] == 60, counts

    # 1. Forms are sent out.
    office.run("form", "--all", "--year", YEAR)
    forms = folder / "forms" / str(YEAR)
    assert len(list(forms.glob("*.xlsx"))) == 60
    form = lambda unit: forms / f"{unit}.xlsx"
    other = Office(root / "去年")
    subprocess.run([PROGRAM, "init", str(other.folder), "--roster", str(root / "名单.xlsx")], check=True, capture_output=True)
    other.run("form", "--unit", UNITS[46], "--year", YEAR - 1)

    # 2. Files come in: by mail and chat, under all kinds of names.
    inbox = folder / "收件"
    names = ["{unit}.xlsx", "副本{unit}(2).xlsx", "{short}年报最终版.xlsx", "新建 Microsoft Excel 工作表 ({n}).xlsx",
             "微信/{short}2025年报（盖章版）.xlsx", "QQ文件/第{n}批/附件1：{unit}填报表 - 副本.xlsx", "{n}.xlsx"]
    wrong = UNITS[3:7]
    for n, unit in enumerate(UNITS[:38]):
        name = names[n % len(names)].format(unit=unit, short=short(unit), n=n)
        saved(filled(form(unit), unit, n, wrong=unit in wrong), inbox / name, january + n)
    archived = root / "zip"
    with zipfile.ZipFile(inbox / "乡镇报送.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for n, unit in enumerate(UNITS[38:43]):
            path = saved(filled(form(unit), unit, n), archived / f"{n}.xlsx", january)
            archive.writestr(Gbk(f"乡镇报送/{unit}.xlsx", (2026, 1, 5, 9, 0, 0)), path.read_bytes(), zipfile.ZIP_DEFLATED)
        archive.writestr("__MACOSX/._x", b"x")
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Date"] = "a@example.cn", "b@example.cn", "Tue, 06 Jan 2026 09:00:00 +0800"
    mail["Subject"] = "报送年报"
    mail.set_content("见附件。")
    for n, unit in enumerate(UNITS[43:45]):
        path = saved(filled(form(unit), unit, n), archived / f"m{n}.xlsx", january)
        mail.add_attachment(path.read_bytes(), maintype="application", subtype="octet-stream", filename=f"{short(unit)}年报.xlsx")
    (inbox / "转发_报送年报.eml").write_bytes(mail.as_bytes())
    saved(filled(form(UNITS[45]), UNITS[45], 1), inbox / f"{UNITS[45]}.xlsx", january)
    shutil.copy2(inbox / f"{UNITS[45]}.xlsx", inbox / f"{UNITS[45]}(1).xlsx")  # the same, sent twice
    saved(filled(other.folder / "forms" / str(YEAR - 1) / f"{UNITS[46]}.xlsx", UNITS[46]), inbox / f"{UNITS[46]}.xlsx", january)  # last year's
    for n, when in enumerate([january + 100, january + 90_000]):  # two versions, one newer
        saved(filled(form(UNITS[47]), UNITS[47], n), inbox / f"{UNITS[47]}第{n + 1}次.xlsx", when)
    for n in range(2):  # two versions, and nobody knows which is newer
        saved(filled(form(UNITS[48]), UNITS[48], n), inbox / f"{UNITS[48]}{'终稿' if n else '定稿'}.xlsx", january)
    saved(filled(form(UNITS[49]), UNITS[49], title=UNITS[50]), inbox / "表.xlsx", january)  # sent to one, filled in by another
    office.run("form", "--year", YEAR, "-o", root / "空白")  # filled in by a unit that the roster does not know
    saved(filled(root / "空白" / "填报表.xlsx", "示例县林草局", title="示例县林草局"), inbox / "林草局.xlsx", january)
    # Reports as Word file and PDF, made by this program in another place.
    published = Office(root / "别处")
    (published.folder / "data" / str(YEAR)).mkdir(parents=True)
    for n, unit in enumerate(UNITS[52:54]):
        saved(filled(form(unit), unit, 2), published.folder / "data" / str(YEAR) / f"{unit}.xlsx", january)
    published.run("build", "--format", "docx,pdf")
    out = published.folder / "out" / str(YEAR)
    shutil.copy2(out / f"{UNITS[52]}.docx", inbox / "年报（红头）.docx")
    shutil.copy2(out / f"{UNITS[53]}.pdf", inbox / f"{short(UNITS[53])}.pdf")
    for path in [inbox / "年报（红头）.docx", inbox / f"{short(UNITS[53])}.pdf"]:
        os.utime(path, (january, january))
    # What cannot be read, and what is no report.
    (inbox / f"{UNITS[54]}.xlsx").write_bytes(form(UNITS[54]).read_bytes()[:5000])
    (inbox / "报送.rar").write_bytes(b"Rar!\x1a\x07\x00" + bytes(64))
    notice = docx.Document()
    notice.add_heading("关于做好 2025 年度政府信息公开工作年度报告编制工作的通知")
    notice.add_paragraph("各单位：请于 1 月 20 日前报送。")
    notice.save(inbox / "通知.docx")
    (inbox / "会场.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(200))
    (inbox / "说明.txt").write_text("今天收到的先放这里。\n", encoding="gbk")
    contacts = openpyxl.Workbook()
    contacts.active.append(["姓名", "电话"])
    contacts.save(inbox / "通讯录.xlsx")
    (inbox / "Thumbs.db").write_bytes(b"x")
    expected = {"copied": 38 + 5 + 2 + 1 + 2 + 2, "unchanged": 1, "uncertain": 1 + 2 + 1 + 1, "unreadable": 2, "stranger": 4}

    data = folder / "data" / str(YEAR)
    _, found = office.collect(inbox, 1, "--dry-run")
    assert found == expected and not data.exists(), found
    files, found = office.collect(inbox, 1)
    assert found == expected, (found, [f"{one['result']} {name} {one['reason']}" for name, one in files.items()])
    by = lambda name: files[name]["by"]
    assert by("3.xlsx") if "3.xlsx" in files else True
    assert files[f"乡镇报送.zip/乡镇报送/{UNITS[38]}.xlsx"]["unit"] == UNITS[38]
    assert files[f"转发_报送年报.eml/{short(UNITS[43])}年报.xlsx"]["by"] == "fingerprint"
    assert (files["年报（红头）.docx"]["by"], files["年报（红头）.docx"]["to"]) == ("title", f"data/{YEAR}/{UNITS[52]}.docx")
    assert files[f"{UNITS[47]}第1次.xlsx"]["to"].startswith(f"data/{YEAR}/.earlier/{UNITS[47]}/")
    assert "2024" in files[f"{UNITS[46]}.xlsx"]["reason"]["zh"]
    assert UNITS[50] in files["表.xlsx"]["reason"]["zh"]
    assert "相近的有" in files["林草局.xlsx"]["reason"]["zh"]
    assert files[f"{UNITS[54]}.xlsx"]["unit"] == UNITS[54]
    assert len(files) == sum(expected.values()), len(files)
    register = (data / "received.csv").read_bytes()
    rows = list(csv.reader(register.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["文件", "校验码", "单位", "依据", "结果"] and len(rows) == len(files) + 1, len(rows)
    stored = tree(data)

    # Once more: nothing is new.
    _, found = office.collect(inbox, 1)
    moved = expected["copied"] + expected["unchanged"]
    assert found == {**{key: expected[key] for key in ["uncertain", "unreadable", "stranger"]}, "unchanged": moved}, found
    assert tree(data) == stored and (data / "received.csv").read_bytes() == register

    # 3. Who is missing, what is wrong.
    counts, rows = office.counts(1)
    print(counts, [(unit, rows[unit]) for unit in UNITS if rows[unit]["state"] == "findings"], file=sys.stderr)
    assert counts["missing"] == 10 and counts["unlisted"] == 0 and counts["duplicate"] == 0, counts
    assert {unit for unit in UNITS if rows[unit]["state"] == "findings"} >= set(wrong), rows
    text = office.run("status", "--year", YEAR, code=1)
    assert f"{UNITS[59]}（联系人：联系人60 0735-2000060）" in text, text
    assert office.run("check", code=1).rstrip().splitlines()[-1].startswith(f"{YEAR} 年度 60 个单位：")
    for kind in ["xlsx", "html", "csv"]:
        office.run("status", "--year", YEAR, "--format", kind, "-o", root / f"状态.{kind}", code=1)
    table = openpyxl.load_workbook(root / "状态.xlsx").active
    assert table.auto_filter.ref and table.max_row == 62, table.max_row

    return root, office, inbox, data, form, wrong, january


def main():
    start = time.monotonic()
    root, *rest = office()
    try:
        pass
    finally:
        shutil.rmtree(root)
    print(f"the office's year: 60 units ({time.monotonic() - start:.0f} s)")


if __name__ == "__main__":
    sys.exit(main())
