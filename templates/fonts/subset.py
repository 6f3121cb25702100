#!/usr/bin/env python3
"""Makes the four embedded fonts again, byte for byte, from their npm packages.

Usage: subset.py DIR
  DIR holds the unpacked packages named in README.md (npm pack …; tar xzf …).
  Needs: pip install fonttools==4.68.0 brotli

`subset.py --charset` writes charset.txt anew from Debian's `unicode-data` (Unihan, field kTGH:
the 8,105 characters of 通用规范汉字表), GB 2312 and the listed blocks of symbols.
"""
import bz2
import hashlib
import sys
from pathlib import Path

HERE = Path(__file__).parent
FONTS = {  # file here: file in the package
    "NotoSerifSC-Regular.ttf": "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    "NotoSerifSC-Bold.ttf": "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
    "NotoSansSC-Medium.ttf": "noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf",
    "LXGWWenKai-Regular.ttf": "lxgw-wenkai/files/lxgw-wenkai-latin-500-normal.woff2",
}
BLOCKS = [
    (0x20, 0x7E), (0xA0, 0xFF),      # ASCII, Latin-1
    (0x2010, 0x2027), (0x2030, 0x205E),  # dashes, quotes, per mille, primes
    (0x20A0, 0x20BF), (0x2100, 0x214F),  # currency, letterlike
    (0x2150, 0x218B),                # fractions, Roman numerals
    (0x2190, 0x21FF), (0x2200, 0x22FF),  # arrows, mathematics
    (0x2460, 0x24FF), (0x2500, 0x257F),  # ① and so on, box drawing
    (0x25A0, 0x25FF), (0x2600, 0x266F),  # geometric, miscellaneous
    (0x3000, 0x303F), (0x3200, 0x33FF),  # CJK punctuation, ㈠ and ㎡
    (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),  # vertical forms, full-width forms
]
RARE = "𬭎㛃䶮堃𠮷鄠硚㙓䢺𬱖"          # names and places outside or at the edge of the table


def charset():
    points = set(map(ord, RARE))
    for line in bz2.open("/usr/share/unicode/Unihan_OtherMappings.txt.bz2", "rt", encoding="utf8"):
        fields = line.split("\t")
        if len(fields) == 3 and fields[1] == "kTGH":
            points.add(int(fields[0][2:], 16))
    for high in range(0xA1, 0xFF):
        for low in range(0xA1, 0xFF):
            try:
                points.add(ord(bytes([high, low]).decode("gb2312")))
            except UnicodeDecodeError:
                pass
    for first, last in BLOCKS:
        points.update(range(first, last + 1))
    runs, start, end = [], None, None
    for point in sorted(points):
        if start is not None and point == end + 1:
            end = point
            continue
        if start is not None:
            runs.append((start, end))
        start = end = point
    runs.append((start, end))
    lines = [f"{a:04X}" if a == b else f"{a:04X}-{b:04X}" for a, b in runs]
    (HERE / "charset.txt").write_text("\n".join(lines) + "\n")


def make(source_dir):
    from fontTools import subset
    from fontTools.ttLib import TTFont

    points = []
    for line in (HERE / "charset.txt").read_text().split():
        first, _, last = line.partition("-")
        points.extend(range(int(first, 16), int(last or first, 16) + 1))
    for name, source in FONTS.items():
        options = subset.Options()
        options.layout_features = "kern liga locl vert vrt2 halt palt tnum ccmp mark mkmk".split()
        options.hinting = False
        options.notdef_outline = True
        options.recalc_timestamp = False
        options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
        font = TTFont(source_dir / source, recalcTimestamp=False)
        font.flavor = None
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=points)
        subsetter.subset(font)
        font.flavor = None
        font.save(HERE / name, reorderTables=True)
        for path in (source_dir / source, HERE / name):
            print(hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size, path.name)


if __name__ == "__main__":
    if sys.argv[1:] == ["--charset"]:
        charset()
    elif len(sys.argv) == 2:
        make(Path(sys.argv[1]))
    else:
        sys.exit(__doc__)
