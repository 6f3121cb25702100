"""Plays the office for a year, from an empty folder to "all 60 units are in", and counts everything.

Usage: office.py. With openpyxl as the departments' Excel, and mails, archives, Word files and PDFs as they come: a
list of units becomes a project, forms are sent out, 70 files come in, what is wrong goes back and comes again, the
reports are built, one is corrected, and the next year begins. Nothing that came in is changed, and no version is lost.
The main steps are the commands of docs/*/office.md, taken from there.
"""
import csv
import email.message
import email.policy
import hashlib
import json
import os
import re
import shlex
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
REPOSITORY = Path(__file__).resolve().parent.parent
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


def commands_of(name):
    """The commands of the section for the office."""
    block = re.search(r"<!-- office -->\n```sh\n(.*?)```\n<!-- /office -->", (REPOSITORY / name).read_text(), re.DOTALL).group(1)
    return [shlex.split(line, comments=True) for line in block.splitlines()]


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
        book["填表说明"]["B4"].value = book["填表说明"]["B4"].value or YEAR
    return book


def saved(book, path, at):
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    os.utime(path, (at, at))
    return path


def list_of_units(path, units, former=()):
    """A list of units as offices have it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["示例县报送单位名单"])
    sheet.append(["序号", "单位名称", "简称", "曾用名", "上级", "类别", "联系人", "电话"])
    for number, unit in enumerate(units, 1):
        above = "" if number == 1 else "示例县人民政府"
        kind = "乡级" if unit.removesuffix("办事处").removesuffix("人民政府").endswith(("镇", "乡", "街道")) else "县级"
        sheet.append([number, unit, short(unit), dict(former).get(unit, ""), above, kind, f"联系人{number}", f"0735-{2000000 + number}"])
    book.save(path)


def incoming(root, office, inbox, form, january):
    """The first 70 files that come in, by mail and chat, under all kinds of names; what is to become of how many."""
    other = Office(root / "去年")
    subprocess.run([PROGRAM, "init", str(other.folder), "--roster", str(root / "名单.xlsx")], check=True, capture_output=True)
    other.run("form", "--unit", UNITS[46], "--year", YEAR - 1)
    names = ["{unit}.xlsx", "副本{unit}(2).xlsx", "{short}年报最终版.xlsx", "新建 Microsoft Excel 工作表 ({n}).xlsx",
             "微信/{short}2025年报（盖章版）.xlsx", "QQ文件/第{n}批/附件1：{unit}填报表 - 副本.xlsx", "{n}.xlsx"]
    for n, unit in enumerate(UNITS[:38]):
        name = names[n % len(names)].format(unit=unit, short=short(unit), n=n)
        saved(filled(form(unit), unit, n, wrong=unit in WRONG), inbox / name, january + n)
    apart = root / "分开"
    with zipfile.ZipFile(inbox / "乡镇报送.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for n, unit in enumerate(UNITS[38:50]):
            path = saved(filled(form(unit), unit, n), apart / f"{n}.xlsx", january)
            if n < 5:
                archive.writestr(Gbk(f"乡镇报送/{unit}.xlsx", (2026, 1, 5, 9, 0, 0)), path.read_bytes(), zipfile.ZIP_DEFLATED)
        archive.writestr("__MACOSX/._x", b"x")
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"], mail["Date"] = "a@example.cn", "b@example.cn", "Tue, 06 Jan 2026 09:00:00 +0800"
    mail["Subject"] = "报送年报"
    mail.set_content("见附件。")
    for n, unit in enumerate(UNITS[43:45], 5):
        mail.add_attachment((apart / f"{n}.xlsx").read_bytes(), maintype="application", subtype="octet-stream", filename=f"{short(unit)}年报.xlsx")
    (inbox / "转发_报送年报.eml").write_bytes(mail.as_bytes())
    saved(filled(form(UNITS[45]), UNITS[45], 1), inbox / f"{UNITS[45]}.xlsx", january)
    shutil.copy2(inbox / f"{UNITS[45]}.xlsx", inbox / f"{UNITS[45]}(1).xlsx")  # the same, sent twice
    saved(filled(other.folder / "forms" / str(YEAR - 1) / f"{UNITS[46]}.xlsx", UNITS[46]), inbox / f"{UNITS[46]}.xlsx", january)  # last year's
    for n, when in enumerate([january + 100, january + 90_000]):  # two versions, one newer
        saved(filled(form(UNITS[47]), UNITS[47], n), inbox / f"{UNITS[47]}第{n + 1}次.xlsx", when)
    for n in range(2):  # two versions, and nobody knows which is newer
        saved(filled(form(UNITS[48]), UNITS[48], n), inbox / f"{UNITS[48]}{'终稿' if n else '定稿'}.xlsx", january)
    saved(filled(form(UNITS[49]), UNITS[49], title=UNITS[50]), inbox / "表.xlsx", january)  # sent to one, filled in by another
    office.run("form", "--edition", 2021, "-o", root / "空白")  # filled in by a unit that the roster does not know
    saved(filled(next((root / "空白").glob("*.xlsx")), "示例县林草局", title="示例县林草局"), inbox / "林草局.xlsx", january)
    # Reports as a Word file and a PDF, made by this program in another place.
    published = Office(root / "别处")
    for unit in UNITS[52:54]:
        saved(filled(form(unit), unit, 2), published.folder / "data" / str(YEAR) / f"{unit}.xlsx", january)
    published.run("build", "--format", "docx,pdf")
    out = published.folder / "out" / str(YEAR)
    for source, target in [(out / f"{UNITS[52]}.docx", "年报（红头）.docx"), (out / f"{UNITS[53]}.pdf", f"{short(UNITS[53])}.pdf")]:
        shutil.copy(source, inbox / target)
        os.utime(inbox / target, (january, january))
    # What cannot be read, and what is no report.
    (inbox / f"{UNITS[54]}.xlsx").write_bytes(form(UNITS[54]).read_bytes()[:5000])
    (inbox / "报送.rar").write_bytes(b"Rar!\x1a\x07\x00" + bytes(64))
    notice = docx.Document()
    notice.add_heading("关于做好 2025 年度政府信息公开工作年度报告编制工作的通知")
    notice.add_paragraph("各单位：请于 1 月 20 日前报送。")
    notice.save(inbox / "通知.docx")
    # The same for others, until 70 files are there.
    for name in ["会场.jpg", "会场2.jpg", *(f"微信图片_2026010{n}.jpg" for n in range(4))]:
        (inbox / name).write_bytes(b"\xff\xd8\xff\xe0" + bytes(200))
    for n, name in enumerate(["说明.txt", "群公告.txt"]):
        (inbox / name).write_text(f"今天收到的先放这里 {n}。\n", encoding="gbk")
    contacts = openpyxl.Workbook()
    contacts.active.append(["姓名", "电话"])
    contacts.save(inbox / "通讯录.xlsx")
    slides = zipfile.ZipFile(inbox / "培训.pptx", "w")
    slides.writestr("ppt/presentation.xml", "<p/>")
    slides.close()
    (inbox / "空邮件.eml").write_bytes(b"From: a@example.cn\r\nTo: b@example.cn\r\nDate: Tue, 06 Jan 2026 09:00:00 +0800\r\n\r\nhello\r\n")
    (inbox / "Thumbs.db").write_bytes(b"x")
    return {"copied": 38 + 5 + 2 + 1 + 2 + 2, "unchanged": 1, "uncertain": 1 + 2 + 1 + 1, "unreadable": 2, "stranger": 12}


WRONG = UNITS[3:7]


def office(root):
    commands = [tuple(one) for one in commands_of("docs/en/office.md")]
    assert commands == [tuple(one) for one in commands_of("docs/zh/office.md")], "the pages show different commands"
    left = list(commands)
    project = root / "年报"
    office = Office(project)

    def step(*words, code=0):
        """A command of the page, by its first words."""
        command = next(one for one in left if one[1:1 + len(words)] == words)
        left.remove(command)
        done = subprocess.run([PROGRAM, *command[1:], "--lang", "zh", "--color", "never"], capture_output=True, text=True,
                              cwd=root if words == ("init",) else project)
        assert done.returncode == code, f"{command}: exit {done.returncode}, not {code}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    january = 1_767_225_600  # the first of January 2026: departments begin to send

    # An empty folder and a list of units: a project, once.
    list_of_units(root / "名单.xlsx", UNITS)
    assert "名录里有 60 个单位" in step("init")
    for name in ["data/units.yaml", "schema.json", ".vscode/settings.json", ".gitignore", "justfile", "README.md"]:
        assert (project / name).is_file(), name
    before = tree(project)
    again = subprocess.run([PROGRAM, "init", str(project), "--roster", str(root / "名单.xlsx")], capture_output=True, text=True)
    assert again.returncode == 1 and tree(project) == before, again.stderr
    assert "没有变化" in office.run("roster", root / "名单.xlsx") and tree(project) == before
    counts, _ = office.counts(1)
    assert counts["listed"] == counts["missing"] == 60, counts

    # Forms are sent out, and files come in.
    step("form", "--all", "--year", str(YEAR))
    forms = project / "forms" / str(YEAR)
    assert len(list(forms.glob("*.xlsx"))) == 60
    form = lambda unit: forms / f"{unit}.xlsx"
    inbox, data = project / "收件", project / "data" / str(YEAR)
    inbox.mkdir(exist_ok=True)
    expected = incoming(root, office, inbox, form, january)
    assert sum(expected.values()) == 70
    _, found = office.collect(inbox, 1, "--dry-run")
    assert found == expected and not any(data.iterdir()), found
    came = tree(inbox)
    step("collect", code=1)
    assert tree(inbox) == came, "something in the folder of incoming files was changed"
    stored, register = tree(data), (data / "received.csv").read_bytes()
    rows = list(csv.reader(register.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["文件", "校验码", "单位", "依据", "结果"] and len(rows) == sum(expected.values()) + 1, len(rows)

    # Once more: nothing is new, and everything is where it was.
    files, found = office.collect(inbox, 1)
    known = {key: expected[key] for key in ["uncertain", "unreadable", "stranger"]}
    assert found == {**known, "unchanged": expected["copied"] + expected["unchanged"]}, found
    assert tree(data) == stored and (data / "received.csv").read_bytes() == register
    assert files[f"乡镇报送.zip/乡镇报送/{UNITS[38]}.xlsx"]["unit"] == UNITS[38]
    assert files[f"转发_报送年报.eml/{short(UNITS[43])}年报.xlsx"]["by"] == "fingerprint"
    assert (files["年报（红头）.docx"]["by"], files["年报（红头）.docx"]["to"]) == ("title", f"data/{YEAR}/{UNITS[52]}.docx")
    assert files[f"{UNITS[47]}第1次.xlsx"]["to"].startswith(f"data/{YEAR}/.earlier/{UNITS[47]}/")
    assert "2024" in files[f"{UNITS[46]}.xlsx"]["reason"]["zh"]
    assert UNITS[50] in files["表.xlsx"]["reason"]["zh"]
    assert "相近的有" in files["林草局.xlsx"]["reason"]["zh"]
    assert files[f"{UNITS[54]}.xlsx"]["unit"] == UNITS[54]

    # Who is missing, and what is wrong. A document is either read or said to be unreadable.
    text = step("status", code=1)
    assert f"{UNITS[59]}（联系人：联系人60 0735-2000060）" in text, text
    counts, rows = office.counts(1)
    unread = sum(rows[unit]["state"] == "unreadable" for unit in UNITS[52:54])
    assert counts == {"listed": 60, "received": 49 - unread, "sound": 45 - unread, "findings": 4, "duplicate": 0,
                      "unreadable": 1 + unread, "missing": 10, "unlisted": 0}, (counts, rows)
    assert {unit for unit in UNITS if rows[unit]["state"] == "findings"} == set(WRONG), rows
    assert {unit for unit in UNITS if rows[unit]["state"] == "missing"} == set([UNITS[46], *UNITS[48:52], *UNITS[55:]]), rows
    assert step("check", code=1).rstrip().splitlines()[-1].startswith(f"{YEAR} 年度 60 个单位：{49 - unread} 已报送（")
    for kind in ["xlsx", "html", "csv"]:
        office.run("status", "--year", YEAR, "--format", kind, "-o", root / f"状态.{kind}", code=1)
    table = openpyxl.load_workbook(root / "状态.xlsx").worksheets[0]
    assert table.auto_filter.ref and table.max_row == 62, table.max_row

    # What is wrong goes back, and comes again: older by the clock, newer by its round.
    step("return", code=1)
    returned = project / "returned" / str(YEAR)
    marked = {unit for unit in UNITS if rows[unit]["file"] and (rows[unit]["errors"] or rows[unit]["warnings"]) and (data / f"{unit}.xlsx").exists()}
    assert {path.stem for path in returned.glob("*.xlsx")} == marked >= set(WRONG), marked
    for unit in WRONG:
        saved(filled(returned / f"{unit}.xlsx", unit, UNITS.index(unit)), inbox / "第二轮" / f"{short(unit)}改.xlsx", january - 90_000)
    for name in ["表.xlsx", "林草局.xlsx", f"{UNITS[46]}.xlsx", f"{UNITS[54]}.xlsx", "报送.rar"]:
        (inbox / name).unlink()  # the office has looked at them, and has asked again
    late = [UNITS[46], *UNITS[48:52], *UNITS[52:55], *UNITS[55:]]
    for unit in late:
        saved(filled(form(unit), unit, 3), inbox / "第二轮" / f"{unit}.xlsx", january + 900_000)
    before = versions(data)
    files, found = office.collect(inbox, 0)
    # Four are corrected and two documents replaced; the two versions that were not decided are older than the third.
    assert found["replaced"] == len(WRONG) + 2 and found["copied"] == len(late) - 2 + 2, found
    assert found["stranger"] == 12 and "uncertain" not in found and "unreadable" not in found, found
    assert "退回" in files[f"第二轮/{short(WRONG[0])}改.xlsx"]["reason"]["zh"]
    assert before <= versions(data), "a version is lost"
    counts, _ = office.counts(0)
    assert counts["sound"] == counts["received"] == counts["listed"] == 60, counts

    # The reports.
    step("build", "--year", str(YEAR))
    out = project / "out"
    pages = [path for path in (out / str(YEAR)).glob("*.html") if path.name != "index.html"]
    assert len(list((out / str(YEAR)).glob("*.pdf"))) == len(pages) == 60
    office.run("verify")
    # Text, page and PDF of each unit, the lists, the site and the hashes: all that is in the folder.
    published = sum(path.is_file() for path in out.rglob("*"))
    assert published > 60 * 3 + 60, published
    assert f"已记下：{published} 个文件都已上传" in step("build", "--year", str(YEAR), "--published")
    assert "上次上传以来没有变化" in office.run("build", "--year", YEAR)

    # A correction: a new workbook, and what was corrected.
    unit = UNITS[1]
    saved(filled(form(unit), unit, 21), inbox / "更正" / f"{unit}.xlsx", january + 9_000_000)
    _, found = office.collect(inbox, 0)
    assert found["replaced"] == 1, found
    (data / f"{unit}.yaml").write_text(f"单位: {unit}\n年度: {YEAR}\n更正:\n- {{ 日期: 2026-03-05, 内容: 申请由 1 件改为 21 件, 原因: 漏计 }}\n")
    said = office.run("build", "--year", YEAR)
    changed = [line.strip() for line in said.splitlines() if line.startswith("  改动")]
    # Its report, its page and its superior's, the year's page and data, the feed, the hashes: nothing else.
    files = [f"{YEAR}/{unit}.{kind}" for kind in ["html", "pdf", "txt"]] + [f"units/{unit}.html", f"units/{UNITS[0]}.html"]
    files += [f"{YEAR}/{name}" for name in ["index.html", "data.csv", "data.json"]] + ["feed.xml", "SHA256SUMS"]
    assert sorted(changed) == sorted(f"改动 {file}" for file in files), said
    assert "2026年3月5日更正：申请由 1 件改为 21 件。原因：漏计。" in (out / str(YEAR) / f"{unit}.txt").read_text()
    office.run("verify")

    # The next year: one unit is new, one renamed, one merged into another.
    units = [unit for unit in UNITS if unit not in ["示例县移民局", "示例县林业局"]] + ["示例县林业和草原局", "示例县数据局"]
    list_of_units(project / "新名单.xlsx", units, {"示例县林业和草原局": "示例县林业局"})
    said = step("roster", code=1)
    assert "新增 1 个单位：示例县数据局" in said and "“示例县林业局”现为“示例县林业和草原局”" in said, said
    assert "名单里没有的 1 个单位：示例县移民局" in said, said
    roster = project / "data" / "units.yaml"
    text = roster.read_text()
    assert text.count("名称: 示例县移民局") == 1
    roster.write_text(text.replace("名称: 示例县移民局", f"名称: 示例县移民局, 至: {YEAR}, 并入: 示例县水务局"))
    step("form", "--all", "--year", str(YEAR + 1))
    assert len(list((project / "forms" / str(YEAR + 1)).glob("*.xlsx"))) == 60
    book = openpyxl.load_workbook(project / "forms" / str(YEAR + 1) / f"{unit}.xlsx")
    notes = [cell.comment.text for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]
    assert any("21" in note for note in notes), notes
    counts, _ = office.counts(1, YEAR + 1)
    assert counts["listed"] == counts["missing"] == 60, counts
    step("doctor")
    assert not left, f"commands of the page that nobody ran: {left}"


def main():
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as root:
        office(Path(root))
    print(f"the office's year: 60 units, every count as it should be ({time.monotonic() - start:.0f} s)")


if __name__ == "__main__":
    sys.exit(main())
