#!/usr/bin/env python3
"""A build whose disk refuses something, or that is killed, at every single write, sync, rename and more.

Each call of the system is made to fail in turn (strace injects it): every file in out/ is then the whole old or the
whole new one, the exit code says what happened, and the next build leaves what a clean one makes, and no litter.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = Path("target/release/nianbao").resolve()
YEAR = "2024"
UNITS = ["示例县公安局", "西工区市场监督管理局"]
ARGS = ["build", "-q", "-j", "1", "--format", "txt,html", "--lang", "zh"]
# What is made to fail, with the errors that a disk gives there.
CALLS = {
    "write": ["ENOSPC", "EIO", "EINTR"],
    "fsync": ["EIO", "ENOSPC", "EINTR"],
    "rename": ["EIO", "EACCES", "ENOSPC", "EINTR"],
    "openat": ["EACCES", "EMFILE", "EINTR"],
    "mkdir": ["EACCES", "ENOSPC"],
    "unlink": ["EIO", "EACCES"],
    "flock": ["EIO", "EINTR"],
    "getdents64": ["EIO"],
    "statx": ["EIO", "EACCES"],
    "read": ["EIO", "EINTR"],
}


def build(root, strace=()):
    return subprocess.run([*strace, PROGRAM, "-C", root, *ARGS], capture_output=True, text=True)


def files(out):
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*"))
            if path.is_file() and ".nianbao/" not in str(path)}


def temporary(out):
    return [str(path) for path in out.rglob(".nianbao-*")]


def whole(name, bytes_):
    """The files of all reports tell of one that could not be made: then they are neither the old nor the new ones."""
    if name.endswith("index.html") or name.startswith(("lists/", "units/")):
        return bytes_.endswith(b"</html>\n")
    if name in ("feed.xml", "sitemap.xml") or name.endswith(("/data.csv", "/data.json")):
        return bytes_.endswith((b">\n", b"}\n", b"\r\n"))
    return name == "SHA256SUMS" and re.fullmatch(rb"([0-9a-f]{64}  [^\n]+\n)*", bytes_) is not None


def count(root, call):
    """How often a build calls the system so, and how often before it has begun."""
    log = root.parent / "trace"
    build(root, ["strace", "-f", "-o", log, "-e", f"trace={call},execve,sigaltstack"])
    lines = [line for line in log.read_text(errors="replace").splitlines() if re.search(r"\d+ +" + call + r"\(", line)]
    started = [line for line in lines if any(name in line for name in (".so", "/proc/", "/sys/", "ELF", "maps"))]
    return len(lines), len(started)


def main():
    tried = survived = 0
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        old, new = base / "old", base / "new"
        for root in (old, new):
            (root / "data" / YEAR).mkdir(parents=True)
            for unit in UNITS:
                shutil.copy(Path("data") / YEAR / f"{unit}.yaml", root / "data" / YEAR)
        (old / "data" / YEAR / "已撤局.yaml").write_text(
            (old / "data" / YEAR / f"{UNITS[0]}.yaml").read_text().replace(UNITS[0], "已撤局"))
        build(old)
        for path in (new / "data" / YEAR).glob("*.yaml"):
            path.write_text(re.sub(r"(总体情况: \|\n)", r"\1  今年的第一段。\n", path.read_text()))
        assert build(new).returncode in (0, 1)
        wanted, before = files(new / "out"), files(old / "out")
        assert len(wanted) == 7 and len(before) == 9 and wanted != before

        def fresh():
            root = base / "project"
            shutil.rmtree(root, ignore_errors=True)
            shutil.copytree(old, root)
            shutil.rmtree(root / "data")
            shutil.copytree(new / "data", root / "data")
            return root

        for call, errors in CALLS.items():
            calls, started = count(fresh(), call)
            injections = [f"error={error}" for error in errors]
            if call in ("write", "fsync", "rename", "unlink"):
                injections.append("signal=KILL")
            for injection in injections:
                # The loader's own calls are not the program's; of many alike, some are enough.
                numbers = range(started + 1, calls + 1)
                for number in list(numbers)[:: max(1, len(numbers) // 40)]:
                    root = fresh()
                    done = build(root, ["strace", "-f", "-o", "/dev/null", "-e", f"inject={call}:{injection}:when={number}"])
                    what = f"{call} {number} of {calls}: {injection}"
                    killed = "KILL" in injection
                    allowed = (-9, 137, 0, 1, 2) if killed else (0, 1, 2)
                    assert done.returncode in allowed, f"{what}: exit {done.returncode}\n{done.stderr}"
                    if "EINTR" in injection:
                        assert done.returncode < 2, f"{what}: not tried again\n{done.stderr}"
                    for name, bytes_ in files(root / "out").items():
                        known = bytes_ in (before.get(name), wanted.get(name)) or whole(name, bytes_)
                        assert known or killed and ".nianbao-" in name, f"{what}: {name} is neither old nor new"
                    assert killed or not temporary(root / "out"), f"{what}: {temporary(root / 'out')}"
                    if done.returncode == 2:
                        assert "错误" in done.stderr or "：" in done.stderr, f"{what}: nothing is said\n{done.stderr}"
                        survived += 1
                    again = build(root)
                    assert again.returncode in (0, 1), f"{what}: the next build: {again.stderr}"
                    left = files(root / "out")
                    assert left == wanted, f"{what}: the next build leaves {sorted(set(left) ^ set(wanted))} " \
                        f"{[name for name in left if left[name] != wanted.get(name)]}"
                    assert not temporary(root / "out"), f"{what}: litter {temporary(root / 'out')}"
                    tried += 1
    print(f"{tried} builds with a failing or killing call, {survived} of them refused: nothing lost, half-written or littered")


sys.exit(main())
