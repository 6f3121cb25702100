"""Measures how much of each page stays empty: of the PDFs of a build, and of generated reports in both themes.

Usage: layout.py OUT [PRINTED]. PRINTED has the pages of the same reports as a browser prints them (print.mjs), which
prints those of the generated reports too. The empty share is what is below the last word of a page, of the height between the margins: on no page but the last of a
report is it more than 35 %, and no page ends with a heading. The generated reports have texts of every length, with
and without preface, contact and date.
"""
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

MM = 72 / 25.4
# Top and bottom of what is between the margins, in points from the top of the page.
OFFICIAL = (37 * MM, (297 - 35) * MM)
PLAIN = (25.4 * MM, (297 - 25.4) * MM)
MOST = 0.35
GENERATED = 100
HEADING = re.compile(r"^([一二三四五六]、(总体情况|主动公开政府|收到和处理|政府信息公开行政|存在的主要|其他需要)|（[一二三四五]）.{2,12}情况$)")
TOPICS = ["主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障"]


def lines(pdf):
    """The lines of each page: bottom edge and text, from top to bottom."""
    xml = subprocess.run(["pdftotext", "-bbox-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    line = re.compile(r'<line xMin="[-\d.]+" yMin="[-\d.]+" xMax="[-\d.]+" yMax="([-\d.]+)">(.*?)</line>', re.S)
    for page in xml.split("<page ")[1:]:
        yield [(float(bottom), "".join(re.findall(r">([^<]+)</word>", words))) for bottom, words in line.findall(page)]


def faults(pdf, area):
    top, bottom = area
    pages = list(lines(pdf))
    for number, page in enumerate(pages[:-1], 1):
        inside = [(y, text) for y, text in page if y < bottom + 4]
        last, text = max(inside, default=(top, ""))
        share = (bottom - last) / (bottom - top)
        if share > MOST:
            yield f"page {number} of {len(pages)}: {share:.0%} is empty"
        if HEADING.match(text):
            yield f"page {number} of {len(pages)} ends with the heading {text}"
    for number, page in enumerate(pages, 1):
        if any(y < top - 4 for y, _ in page):
            yield f"page {number} of {len(pages)}: a line is above the margin"


def text(random, characters):
    words = "本机关围绕重点工作公开信息，及时答复群众申请，加强审核把关，定期更新栏目内容，"
    length = max(10, int(random.expovariate(1 / characters)))
    return (words * (length // len(words) + 1))[:length].rstrip("，") + "。"


def report(number):
    """A report that is sound: a table of zeros, or nearly, and texts of some length."""
    dice = random.Random(number)
    unit = f"示例县第{number}局" + "某某" * dice.randrange(8)
    parts = [f"单位: {unit}", f"年度: {2024 if number % 4 else 2020}"]
    if dice.random() < 0.7:
        parts.append("成文日期: 2025-01-20" if number % 4 else "成文日期: 2021-01-20")
    if dice.random() < 0.5:
        parts.append("联系方式: { 地址: 示例县示例路1号, 电话: 0000-0000000, 邮箱: xxgk.gongkai@shilixian.example.com }")
    if dice.random() < 0.7:
        parts.append("前言: |\n  " + text(dice, 120))
    parts.append("总体情况: |")
    size = dice.choice([40, 80, 150, 250, 400])
    for index, topic in enumerate(TOPICS):
        parts.append(f"  （{'一二三四五'[index]}）{topic}情况")
        parts += [f"  {topic}：" + text(dice, size) for _ in range(dice.randrange(1, 4))]
    parts += ["表二: { 其余: 0 }", "表三: { 其余: 0 }", "表四: { 其余: 0 }"]
    parts.append("存在的主要问题及改进情况: |\n  " + "存在的主要问题是公开不够主动，改进措施是加强培训和检查。" * 2 + text(dice, size))
    parts.append("其他需要报告的事项: 全年未收取信息处理费。" + text(dice, size))
    return unit, "\n".join(parts) + "\n"


def generate(program, folder):
    """A project with generated reports; its PDFs in the one theme and in the other, and its pages as they are printed."""
    roster = []
    for number in range(GENERATED):
        unit, yaml = report(number)
        year = re.search(r"年度: (\d+)", yaml).group(1)
        file = folder / "data" / year / f"{number}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml)
        roster.append(unit)
    for theme in ["公文", "简版"]:
        (folder / "data/units.yaml").write_text("".join(f"- {{ 名称: {unit}, 版式: {theme} }}\n" for unit in roster))
        done = subprocess.run([program, "-C", folder, "build", "-q", "--format", "pdf,html", "-o", folder / theme], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        files = sorted((folder / theme).glob("*/*.pdf"))
        assert len(files) == GENERATED, files
        yield theme, files
    subprocess.run(["node", Path(__file__).parent / "print.mjs", folder / "公文", folder / "printed"], check=True)
    files = sorted((folder / "printed").glob("*.pdf"))
    assert len(files) == GENERATED, files
    yield "网页", files


def main():
    out = Path(sys.argv[1])
    program = Path(os.environ.get("CARGO_TARGET_DIR", "target"), os.environ.get("PROFILE", "release"), "nianbao").resolve()
    pdfs = sorted(out.glob("*/*.pdf"))
    assert len(pdfs) >= 18, f"only {len(pdfs)} reports"
    measured = [(pdf, OFFICIAL) for pdf in pdfs]
    if len(sys.argv) > 2:
        printed = sorted(Path(sys.argv[2]).glob("*.pdf"))
        assert len(printed) >= 18, f"only {len(printed)} printed pages"
        measured += [(pdf, OFFICIAL) for pdf in printed]
    with tempfile.TemporaryDirectory() as folder:
        for theme, files in generate(program, Path(folder)):
            measured += [(pdf, PLAIN if theme == "简版" else OFFICIAL) for pdf in files]
        found = [f"{pdf}: {fault}" for pdf, area in measured for fault in faults(pdf, area)]
    print("\n".join(found) or f"{len(measured)} documents: no page is more than {MOST:.0%} empty, no heading alone")
    sys.exit(1 if found else 0)


main()
