//! Where the time of a build went: each step once, those of several threads added up.

use std::time::Duration;

use crate::lang::{Lang, Words};
use crate::make::Built;

pub(super) fn timings(built: &Built, opened: Duration, all: Duration, lang: Lang) -> String {
    let mut text = String::new();
    let mut add = |words: &Words, time: Duration| {
        text.push_str(&format!("{:>8} ms  {}\n", time.as_millis(), words.in_lang(lang)));
    };
    add(&Words::fixed("读取模板、表样、字体", "reading templates, forms, fonts"), opened);
    for (step, time) in built.timings.all() {
        let words = match step {
            "survey" => Words::fixed("查找数据文件", "looking at data files"),
            "verify" => Words::fixed("核对已有的文件", "looking at outputs"),
            "check" => Words::fixed("读取和校验（各线程合计）", "reading and checking, all threads"),
            "write" => Words::fixed("写入文件（各线程合计）", "writing, all threads"),
            "index" => Words::fixed("首页和校验码", "index and checksums"),
            "manifest" => Words::fixed("生成记录", "the record"),
            format => words!("生成 {format}（各线程合计）", "{format}, all threads"),
        };
        add(&words, time);
    }
    add(&Words::fixed("实际用时", "elapsed time"), all);
    text
}
