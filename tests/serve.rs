//! `watch` and `serve` as they run: they follow what changes, and no request gets more than the
//! pages. What a browser makes of the pages is looked at by `.ci/preview.mjs`.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::support::{GOOD, Tree, two_units};

/// Nothing here takes longer on a slow machine.
const LONG: Duration = Duration::from_secs(30);

/// A program that runs until the test is over.
struct Running {
    child: Child,
    lines: Receiver<String>,
    told: Vec<String>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    fn start(tree: &Tree, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_nianbao"))
            .args(args)
            .args(["--lang", "zh", "--color", "never"])
            .current_dir(tree.path("."))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (sender, lines) = channel();
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().expect("stdout")), Box::new(child.stderr.take().expect("stderr"))];
        for stream in streams {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        Self { child, lines, told: Vec::new() }
    }

    /// The next line that has a text in it.
    fn wait_for(&mut self, text: &str) -> String {
        let end = Instant::now() + LONG;
        loop {
            let line = self.lines.recv_timeout(end.saturating_duration_since(Instant::now()));
            let Ok(line) = line else { panic!("{text} is not said:\n{}", self.told.join("\n")) };
            self.told.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
    }
}

/// Where a preview is served.
#[derive(Clone, Copy)]
struct Served {
    port: u16,
}

struct Answer {
    code: u16,
    head: String,
    body: String,
}

fn serve(tree: &Tree) -> (Running, Served) {
    serve_with(tree, &["serve", "--port", "0", "--format", "txt"])
}

fn serve_with(tree: &Tree, args: &[&str]) -> (Running, Served) {
    let mut running = Running::start(tree, args);
    let line = running.wait_for("预览：http://127.0.0.1:");
    let port = line.rsplit(':').next().expect("a port").trim_end_matches('/').parse().expect("a port");
    (running, Served { port })
}

impl Served {
    fn raw(self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(LONG)).expect("a time");
        stream.write_all(request).expect("sent");
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes); // a request that is refused may be cut off
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let code = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        Answer { code, head: head.to_owned(), body: body.to_owned() }
    }

    fn ask(self, method: &str, path: &str, headers: &str) -> Answer {
        let host = format!("Host: 127.0.0.1:{}\r\n", self.port);
        self.raw(format!("{method} {path} HTTP/1.1\r\n{host}{headers}Connection: close\r\n\r\n").as_bytes())
    }

    fn get(self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    /// Asks until the answer fits.
    fn until(self, path: &str, fits: impl Fn(&Answer) -> bool) -> Answer {
        let end = Instant::now() + LONG;
        loop {
            let answer = self.get(path);
            if fits(&answer) {
                return answer;
            }
            assert!(Instant::now() < end, "{path}: {} {}", answer.code, answer.body);
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// 甲局, as a link has it.
const UNIT: &str = "%E7%94%B2%E5%B1%80";

#[test]
fn pages_follow_the_data_and_the_templates() {
    let tree = two_units();
    let (_running, served) = serve(&tree);
    let index = served.get("/");
    assert_eq!(index.code, 200, "{}", index.body);
    assert!(index.body.contains("甲局") && index.body.contains("无问题"), "{}", index.body);
    let (page, report) = (format!("/r/2024/{UNIT}"), format!("/report/2024/{UNIT}.html"));
    assert!(served.get(&report).body.contains("全年许可 12 件"));
    assert!(served.get(&format!("/report/2024/{UNIT}.txt")).body.contains("全年许可 12 件"));
    assert!(served.get(&format!("/report/2024/{UNIT}.pdf")).head.contains("application/pdf"));

    tree.replace("data/2024/甲局.yaml", "行政许可: 12", "行政许可: 13");
    served.until(&report, |answer| answer.body.contains("全年许可 13 件"));

    tree.replace("data/2024/甲局.yaml", "本年新收: { 自然人: 5 }", "本年新收: { 自然人: 6 }");
    let wrong = served.until(&page, |answer| answer.body.contains("requests-balance"));
    assert!(wrong.body.contains("收办不平衡：本年新收 6＋上年结转 0＝6"), "{}", wrong.body);
    assert!(wrong.body.contains("<dd>第 4 行</dd>"), "{}", wrong.body);
    assert!(
        wrong.body.contains(r#"{"address":"表三.本年新收.自然人","place":"data/2024/甲局.yaml:4:20"}"#),
        "{}",
        wrong.body
    );
    let mark = wrong.body.split_once(r#""findings":[{"level":"error""#).expect("a mark").1;
    assert!(mark.contains(r#""cell":"#) && !mark.starts_with(r#","cell":null"#), "{mark}");
    assert!(served.get(&report).body.contains("草稿"));
    assert!(served.get("/").body.contains("强制性问题 1"));

    tree.replace("data/2024/甲局.yaml", "本年新收: { 自然人: 6 }", "本年新收: { 自然人: 5 }");
    served.until(&page, |answer| !answer.body.contains("requests-balance"));

    tree.write("templates/report.html", "<p>\n{{ title | nothing }}");
    served.until(&report, |answer| answer.body.contains("templates/report.html:2"));
    tree.write("templates/report.html", "mine: {{ title }}");
    served.until(&report, |answer| answer.body.contains("mine: 甲局"));
    tree.write("data/units.yaml", "x: [");
    served.until("/", |answer| answer.body.contains("data/units.yaml"));
    fs::remove_file(tree.path("data/units.yaml")).expect("removed");
    served.until("/", |answer| answer.body.contains("无问题"));

    fs::remove_file(tree.path("data/2024/甲局.yaml")).expect("removed");
    served.until(&page, |answer| answer.code == 404 && answer.body.contains("没有这份报告"));
}

#[test]
fn open_pages_are_told_of_changes() {
    let tree = two_units();
    let (_running, served) = serve(&tree);
    let mut stream = TcpStream::connect(("127.0.0.1", served.port)).expect("a connection");
    stream.set_read_timeout(Some(LONG)).expect("a time");
    let host = format!("Host: localhost:{}\r\n", served.port);
    stream.write_all(format!("GET /events HTTP/1.1\r\n{host}\r\n").as_bytes()).expect("sent");
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let mut version = || lines.find(|line| line.starts_with("data: ")).expect("a version");
    let first = version();
    tree.replace("data/2024/甲局.yaml", "行政许可: 12", "行政许可: 13");
    assert_ne!(version(), first);
}

#[test]
fn only_this_users_browser_gets_an_answer() {
    let tree = two_units();
    let (_running, served) = serve(&tree);
    let port = served.port;
    let code = |headers: &str| {
        served.raw(format!("GET / HTTP/1.1\r\n{headers}Connection: close\r\n\r\n").as_bytes()).code
    };
    let ours = format!("Host: 127.0.0.1:{port}\r\n");
    assert_eq!(code(&ours), 200);
    assert_eq!(code(&format!("Host: LocalHost:{port}\r\n")), 200);
    for host in ["Host: evil.example\r\n", "Host: 127.0.0.1\r\n", "", "Host: 127.0.0.1:1\r\n"] {
        assert_ne!(code(host), 200, "{host:?}");
    }
    assert_eq!(code(&format!("Host: evil.example:{port}\r\n")), 403);
    assert_eq!(code(&format!("{ours}Host: evil.example\r\n")) / 100, 4);
    for origin in ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"] {
        assert_eq!(code(&format!("{ours}Origin: {origin}\r\n")), 403, "{origin}");
    }
    assert_eq!(code(&format!("{ours}Origin: http://127.0.0.1:{port}\r\n")), 200);
    assert_eq!(code(&format!("{ours}Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n")), 403);
    assert_eq!(code(&format!("{ours}Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\n")), 200);
    let proxy = served
        .raw(format!("GET http://evil.example/ HTTP/1.1\r\n{ours}Connection: close\r\n\r\n").as_bytes());
    assert_eq!(proxy.code, 403);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"] {
        assert_eq!(served.ask(method, "/", "").code, 405, "{method}");
    }
    let head = served.ask("HEAD", "/", "").head.to_lowercase();
    for header in [
        "x-content-type-options: nosniff",
        "frame-ancestors 'self'",
        "cross-origin-resource-policy: same-origin",
    ] {
        assert!(head.contains(header), "{header}: {head}");
    }
    assert!(!head.contains("access-control"), "{head}");
}

#[test]
fn no_path_leads_to_a_file() {
    let tree = two_units();
    tree.write("secret.txt", "secret")
        .write("data/2024/.hidden.yaml", "secret")
        .write("out/2024/other.txt", "secret");
    let (_running, served) = serve(&tree);
    let long = "a".repeat(60_000);
    for path in [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/report/2024/..%2f..%2fsecret.txt",
        "/report/2024/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/report/2024/.hidden.yaml",
        "/report/2024/other.txt",
        "/report/2024/甲局%00.html",
        "/report/..%2f2024/甲局.html",
        "/report/99999/x.html",
        "/report/2024/x",
        "/r/2024/..%2f..%2fsecret",
        "/.nianbao/manifest.json",
        "/.nianbao/out/manifest.json",
        "//secret.txt",
        "/%ff%fe",
        &long,
    ] {
        let answer = served.get(path);
        assert!((400..500).contains(&answer.code) || answer.code == 0, "{path}: {}", answer.code);
        assert!(!answer.body.contains("secret\n") && answer.body != "secret", "{path}: {}", answer.body);
    }
    assert_eq!(served.get("/").code, 200);
}

#[test]
fn a_request_that_is_never_complete_is_given_up() {
    let tree = two_units();
    let (_running, served) = serve(&tree);
    let starts: [&[u8]; 4] =
        [b"", b"GET", b"GET / HTTP/1.1\r\nHost: ", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: y\r\n"];
    let mut slow: Vec<TcpStream> = Vec::new();
    for start in starts.iter().cycle().take(100) {
        let mut stream = TcpStream::connect(("127.0.0.1", served.port)).expect("a connection");
        stream.write_all(start).expect("sent");
        slow.push(stream);
    }
    let start = Instant::now();
    for mut stream in slow {
        stream.set_read_timeout(Some(LONG)).expect("a time");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer); // closed, or reset
        assert!(!answer.starts_with(b"HTTP/1.1 200"));
        assert!(start.elapsed() < Duration::from_secs(20), "open after {:?}", start.elapsed());
    }
    assert_eq!(served.get("/").code, 200);
}

#[test]
fn junk_and_slow_and_many_connections_keep_nobody_waiting() {
    let tree = two_units();
    let (_running, served) = serve(&tree);
    for junk in [
        &b"\x00\xff\x16\x03\x01"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n\r\n\r\n",
        &vec![b'A'; 300_000],
    ] {
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", served.port)) {
            let _ = stream.write_all(junk);
        }
    }
    let slow: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(("127.0.0.1", served.port)).expect("a connection");
            stream.write_all(b"GET / HTTP/1.1\r\nHost: ").expect("sent");
            stream
        })
        .collect();
    let start = Instant::now();
    assert_eq!(served.get("/").code, 200);
    assert!(start.elapsed() < Duration::from_secs(5), "kept waiting: {:?}", start.elapsed());
    drop(slow);
    let answers: usize = std::thread::scope(|scope| {
        let ask = move || (0..100).filter(|_| served.get("/preview.css").code == 200).count();
        let threads: Vec<_> = (0..10).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().map(|thread| thread.join().expect("a thread")).sum()
    });
    assert_eq!(answers, 1000);
    // As many at once as a process may have open, or nearly.
    let many: Vec<TcpStream> =
        (0..700).map_while(|_| TcpStream::connect(("127.0.0.1", served.port)).ok()).collect();
    assert!(many.len() > 300, "{}", many.len());
    let start = Instant::now();
    assert_eq!(served.get("/").code, 200);
    assert!(start.elapsed() < Duration::from_secs(5), "kept waiting: {:?}", start.elapsed());
    drop(many);
}

#[test]
fn a_port_that_is_taken_is_said() {
    let tree = two_units();
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let (mut running, served) = serve_with(&tree, &["serve", "--port", &port, "--format", "txt"]);
    assert_ne!(served.port.to_string(), port);
    let said = format!("端口 {port} 已被占用");
    let known = running.told.iter().any(|line| line.contains(&said));
    assert!(known || running.wait_for(&said).contains(&said));
    assert_eq!(served.get("/").code, 200);
}

#[test]
fn watch_builds_what_changes_and_survives_what_is_broken() {
    let tree = two_units();
    let mut watch = Running::start(&tree, &["watch", "--format", "txt"]);
    watch.wait_for("生成 2 份报告、4 个文件（更新 4 个）");
    watch.wait_for("正在监视改动");
    tree.replace("data/2024/甲局.yaml", "行政许可: 12", "行政许可: 13");
    watch.wait_for("有改动：data/2024/甲局.yaml");
    watch.wait_for("生成 2 份报告、4 个文件（更新 1 个）");
    assert!(tree.text("out/2024/甲局.txt").contains("全年许可 13 件"));
    watch.wait_for("正在监视改动");
    // As editors do: written beside, and renamed.
    let text = tree.text("data/2024/甲局.yaml").replace("行政许可: 13", "行政许可: 14");
    tree.write("data/2024/甲局.yaml~", text);
    fs::rename(tree.path("data/2024/甲局.yaml~"), tree.path("data/2024/甲局.yaml")).expect("renamed");
    watch.wait_for("（更新 1 个）");
    watch.wait_for("正在监视改动");
    tree.replace("data/2024/甲局.yaml", "自然人: 5", "自然人: 6");
    watch.wait_for("强制性[requests-balance]");
    watch.wait_for("正在监视改动");
    tree.write("templates/report.txt", "{{ title");
    watch.wait_for("templates/report.txt:1");
    watch.wait_for("正在监视改动");
    fs::remove_dir_all(tree.path("templates")).expect("removed");
    watch.wait_for("1 份因强制性问题");
    watch.wait_for("正在监视改动");
    fs::rename(tree.path("data/2024/乙局.yaml"), tree.path("data/2024/丙局.yaml")).expect("renamed");
    watch.wait_for("核实性[name-of-file] 单位写“乙局”，文件名是“丙局”");
    assert!(tree.path("out/2024/乙局.txt").exists());
    watch.wait_for("正在监视改动");
    // The whole folder goes, and another comes.
    fs::rename(tree.path("data"), tree.path("away")).expect("renamed");
    watch.wait_for("没有数据");
    watch.wait_for("正在监视改动");
    tree.write("data/2024/丁局.yaml", GOOD.replace("甲局", "丁局"));
    watch.wait_for("生成 1 份报告");
    watch.wait_for("正在监视改动");
    tree.replace("data/2024/丁局.yaml", "行政许可: 12", "行政许可: 15");
    watch.wait_for("（更新 1 个）");
    assert!(tree.text("out/2024/丁局.txt").contains("全年许可 15 件"));
}

/// What needs looking after is on the first page: who is missing, who is unknown, what was not read.
#[test]
fn the_first_page_names_what_is_missing_unlisted_and_unread() {
    let tree = Tree::new();
    tree.write("data/units.yaml", "- 名称: 甲局\n- 名称: 乙局\n")
        .write("data/2024/甲局.yaml", GOOD)
        .write("data/2024/某某.yaml", GOOD.replace("甲局", "丙<b>局"))
        .write("data/2024/乙的报告.doc", "PK");
    let (_running, served) = serve(&tree);
    let page = served.get("/").body;
    for words in [
        "2024 年度没有报送的单位 1 个",
        "<p>乙局</p>",
        "名录里没有的单位 1 个",
        "丙&lt;b&gt;局</a>",
        "没有读的文件 1 个",
        "data/2024/乙的报告.doc</span> 这种文字文档不能直接读取",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let tree = Tree::new();
    tree.write("data/2024/甲局.yaml", GOOD);
    let (_running, served) = serve(&tree);
    assert!(!served.get("/").body.contains("需要处理"));
}
