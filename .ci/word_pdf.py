#!/usr/bin/env python3
"""PDFs that LibreOffice makes of our Word documents, read back: every figure and every paragraph.

100 generated reports; half of the PDFs have tags. The Word documents are made smaller first, so that the PDFs have one to
three pages.
"""
import json
import os
import random
import re
import subprocess
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from pathlib import Path

PROGRAM = Path(os.environ.get("CARGO_TARGET_DIR", "target"), os.environ.get("PROFILE", "release"), "nianbao").resolve()
GENERATED = 100
COLUMNS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
OUTCOMES = ["予以公开", "部分公开", "属于国家秘密", "保护第三方合法权益", "本机关不掌握相关政府信息", "重复申请", "逾期不补正"]
WORDS = "本机关围绕重点工作公开信息，及时答复群众申请，加强审核把关，定期更新栏目内容，规范目录管理，"


def sentence(dice, size):
    length = max(10, int(dice.expovariate(1 / size)))
    return (WORDS * (length // len(WORDS) + 1))[:length].rstrip("，") + "。"


def requests(dice):
    """表三 without its totals, which follow from it."""
    rows = {name: {} for name in ["本年新收", "上年结转", *OUTCOMES, "结转下年度继续办理"]}
    for column in COLUMNS:
        outcomes = {name: dice.choice([0, 0, 0, 1, 2, 7, 35, 128]) for name in OUTCOMES}
        left, before = dice.choice([0, 0, 1, 4]), dice.choice([0, 0, 1, 3])
        total = sum(outcomes.values()) + left
        before = min(before, total)
        values = {**outcomes, "结转下年度继续办理": left, "上年结转": before, "本年新收": total - before}
        for name, value in values.items():
            if value:
                rows[name][column] = value
    said = [f"  {name}: {{ {', '.join(f'{c}: {v}' for c, v in row.items())} }}" for name, row in rows.items() if row]
    return "\n".join(["表三:", *said, "  其余: 0"])


def report(number):
    dice = random.Random(number)
    unit = f"示例县{'某某' * dice.randrange(8)}第{number}局"
    money = dice.choice(["0", "12.5", "301.72", "7730.28"])
    amounts = f"行政许可: {dice.randrange(9000)}, 行政处罚: {dice.randrange(1, 900)}, 行政强制: {dice.randrange(90)}, 行政事业性收费: {money}"
    parts = [f"单位: {unit}", "年度: 2024", "成文日期: 2025-01-20"]
    if dice.random() < 0.5:
        parts.append("前言: 本报告依据《中华人民共和国政府信息公开条例》编制。")
    parts += [f"表二: {{ {amounts}, 其余: 0 }}", requests(dice), "表四: { 其余: 0 }", "总体情况: |"]
    size = dice.choice([40, 80, 150, 250])
    for index, topic in enumerate(["主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障"]):
        parts.append(f"  （{'一二三四五'[index]}）{topic}情况")
        parts += [f"  {topic}：" + sentence(dice, size) for _ in range(dice.randrange(1, 3))]
    parts.append("存在的主要问题及改进情况: |\n  存在的主要问题是公开不够主动，改进措施是加强培训和检查。\n  " + sentence(dice, size))
    parts.append("其他需要报告的事项: 全年未收取信息处理费。" + sentence(dice, size))
    return unit, "\n".join(parts) + "\n"


def made_smaller(source, target, share):
    """A copy of a Word document with smaller letters, lines and margins."""
    smaller = lambda found: f'{found[1]}"{max(8, round(int(found[2]) * share))}"'
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name in ["word/document.xml", "word/styles.xml"]:
                text = data.decode()
                text = re.sub(r'(<w:(?:sz|szCs) w:val=)"(\d+)"', smaller, text)
                text = re.sub(r'(w:line=)"(\d+)"', smaller, text)
                text = re.sub(r'(w:(?:top|bottom)=)"(\d+)"', smaller, text)
                data = text.encode()
            new.writestr(name, data)


def said(path):
    """What the program reads of a file."""
    done = subprocess.run([PROGRAM, "show", path, "--format", "json"], capture_output=True, text=True)
    if not done.stdout:
        return (None, None), {}, {"": done.stderr}
    read = json.loads(done.stdout)
    figures = {figure["address"]: (figure["state"], figure.get("value")) for figure in read["figures"]}
    texts = {section["key"]: section["paragraphs"] for section in read["sections"]}
    return (read["unit"], read["year"]), figures, texts


def faults(pair):
    source, pdf = pair
    (name, figures, texts), (other_name, other_figures, other_texts) = said(source), said(pdf)
    assert len(figures) == 200, len(figures)
    if name != other_name:
        yield f"{pdf.name}: {other_name} for {name}"
    if not other_figures:
        return
    for address, figure in figures.items():
        if other_figures[address] != figure:
            yield f"{pdf.name}: {address} {other_figures[address]} for {figure}"
    for key, paragraphs in texts.items():
        if other_texts[key] != paragraphs:
            read, wanted = next(two for two in zip_longest(other_texts[key], paragraphs) if two[0] != two[1])
            yield f"{pdf.name}: {key} of {len(other_texts[key])} paragraphs for {len(paragraphs)}: {read} for {wanted}"


def main():
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        data = folder / "data/2024"
        data.mkdir(parents=True)
        units = {}
        for number in range(GENERATED):
            unit, yaml = report(number)
            units[unit] = data / f"{number}.yaml"
            units[unit].write_text(yaml)
        done = subprocess.run([PROGRAM, "-C", folder, "build", "-q", "--format", "docx"], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        pairs = []
        for tags in ["true", "false"]:
            made = folder / tags
            made.mkdir()
            for number, (unit, _) in enumerate(units.items()):
                if (number % 2 == 0) == (tags == "true"):
                    made_smaller(folder / f"out/2024/{unit}.docx", made / f"{unit}.docx", [0.3, 0.4, 0.5][number % 3])
            export = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"%s"}}' % tags
            subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/office", "--convert-to", export,
                            "--outdir", made, *sorted(made.glob("*.docx"))], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            pairs += [(units[pdf.stem], pdf) for pdf in sorted(made.glob("*.pdf"))]
        assert len(pairs) == GENERATED, len(pairs)
        pages = {}
        for _, pdf in pairs:
            info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
            count, tagged = re.search(r"Pages:\s+(\d+)", info)[1], re.search(r"Tagged:\s+(\w+)", info)[1]
            assert tagged == ("yes" if pdf.parent.name == "true" else "no"), f"{pdf.name}: tags: {tagged}"
            pages[count] = pages.get(count, 0) + 1
        with ThreadPoolExecutor() as workers:
            wrong = [fault for found in workers.map(lambda pair: list(faults(pair)), pairs) for fault in found]
        assert not wrong, f"{len(wrong)} differences:\n" + "\n".join(wrong[:20])
        assert {"1", "2", "3"} >= set(pages), pages
        seconds = time.monotonic() - began
        print(f"{len(pairs)} PDFs by LibreOffice, half of them with tags, of {dict(sorted(pages.items()))} pages: all figures and texts, {seconds:.0f} s")


if __name__ == "__main__":
    main()
