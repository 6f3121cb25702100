# 年报 nianbao: `just` lists the recipes. They are names for cargo and the program, nothing more.

[private]
default:
    @just --list --unsorted

# 校验 data/ 并在 out/ 生成全部报告 · check data/ and make every report in out/
[group('use')]
build *args:
    cargo run --release --locked -- build {{ args }}

# 只校验 · check only
[group('use')]
check *args:
    cargo run --release --locked -- check {{ args }}

# 有改动就重新生成 · build whenever something changes
[group('use')]
watch *args:
    cargo run --release --locked -- watch {{ args }}

# 在浏览器里预览，随改随看 · a preview in the browser that follows every change
[group('use')]
serve *args:
    cargo run --release --locked -- serve --open {{ args }}

# 跑全部测试 · run every test
[group('develop')]
test *args:
    cargo test --locked {{ args }}

# 更新存下的输出，之后看 git diff · write stored outputs anew, then look at git diff
[group('develop')]
accept:
    SNAPSHOTS=overwrite TRYCMD=overwrite cargo test --locked --test tests

# 格式与 clippy · formatting and clippy
[group('develop')]
lint:
    cargo fmt --check
    cargo clippy --locked --all-targets -- -D warnings

# 代码文档 · rustdoc
[group('develop')]
docs:
    RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --document-private-items

# 测速 · benches
[group('develop')]
bench *args:
    cargo bench --locked {{ args }}

# Python 包 · a Python package in dist/
[group('release')]
wheel:
    maturin build --release --locked --out dist

# 能在旧系统（glibc 2.17 起）上运行的程序 · a program for old systems too
[group('release')]
portable target="x86_64-unknown-linux-gnu":
    cargo zigbuild --release --locked --target {{ target }}.2.17
    .ci/archive {{ target }} dist

# Debian 软件包 · a Debian package in dist/
[group('release')]
deb target="x86_64-unknown-linux-gnu": (portable target)
    .ci/assets target/{{ target }}/release/nianbao target/assets
    cargo deb --no-build --no-strip --target {{ target }} --output dist/

# CI 的全部步骤 · everything that CI does
[group('develop')]
ci:
    .ci/run
