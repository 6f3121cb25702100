//! What a web page has around a report: the way to it, buttons, where and when it was published,
//! the foot of the site.
//!
//! Asked only for paragraphs of a page. Such a line ends a text and is no text of a report; a line
//! that also has other words is one, so that nothing of a report is lost.

use super::keys;

/// Words of which such a line consists, whatever is between them.
const BUTTONS: &[&str] = &[
    "首页",
    "网站首页",
    "返回首页",
    "返回顶部",
    "返回列表",
    "返回",
    "顶部",
    "分享",
    "分享到",
    "打印",
    "打印本页",
    "打印页面",
    "我要打印",
    "关闭",
    "关闭本页",
    "关闭窗口",
    "收藏",
    "加入收藏",
    "纠错",
    "我要纠错",
    "下载",
    "点击下载",
    "扫一扫在手机打开当前页",
    "微信",
    "微博",
    "新浪微博",
    "腾讯微博",
    "朋友圈",
    "QQ空间",
    "字体",
    "字号",
    "大",
    "中",
    "小",
    "默认",
    "超大",
    "上一篇",
    "下一篇",
    "上一条",
    "下一条",
    "上一页",
    "下一页",
    "繁體",
    "繁体",
    "简体",
    "无障碍",
    "无障碍浏览",
    "长者模式",
    "适老化",
    "登录",
    "注册",
    "搜索",
    "English",
    "网站地图",
    "关于我们",
    "联系我们",
    "网站声明",
    "使用帮助",
    "隐私保护",
    "收藏本站",
    "视力保护",
    "视力保护色",
    "保护视力色",
    "附件下载",
    "相关文档",
    "相关链接",
    "相关阅读",
    "相关文章",
    "相关附件",
];

/// How such a line begins, with what follows on the line.
const BEGINNINGS: &[&str] = &[
    "当前位置",
    "您的位置",
    "您现在的位置",
    "您当前的位置",
    "您所在的位置",
    "所在位置",
    "发布机构：",
    "发布时间：",
    "发布日期：",
    "发文日期：",
    "更新时间：",
    "发文时间：",
    "浏览次数",
    "浏览量",
    "访问量",
    "阅读次数",
    "点击数",
    "点击量",
    "点击次数",
    "字体：",
    "字号：",
    "索引号",
    "信息索引号",
    "主题分类",
    "公开类别",
    "版权所有",
    "主办单位",
    "承办单位",
    "技术支持",
    "网站标识码",
    "网站支持",
    "ICP备案",
    "发布单位：",
    "公开日期：",
    "浏览：",
    "保护视力色",
    "分享到",
    "政府网站工作年度报表",
    "上一篇：",
    "下一篇：",
    "上一条：",
    "下一条：",
    "扫一扫",
    "Copyright",
    "©",
];

/// Labels that a report may have as well: what comes after them decides.
const SOURCES: &[&str] = &["来源：", "信息来源：", "文章来源：", "稿件来源：", "主办：", "承办："];
const PEOPLE: &[&str] = &["作者：", "编辑：", "责任编辑：", "审核：", "初审：", "终审：", "校对：", "签发："];
const TIMES: &[&str] = &["时间："];
const PATHS: &[&str] = &["位置："];
/// How the name of a site or a paper ends.
const MEDIA: &[&str] = &["网", "网站", "日报", "晚报", "社", "台", "发布", "本站", "融媒体"];
/// Endings of attachments.
const FILES: &[&str] = &[
    ".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".ofd", ".zip", ".rar", ".ceb", ".jpg", ".png",
];

/// The longest of these lines, in characters.
const LONGEST: usize = 120;

/// Returns whether a paragraph of a page is around the report and not of it.
pub(super) fn is_around(text: &str) -> bool {
    let text = text.trim();
    let is_bare = !text.chars().any(char::is_alphabetic); // a number of a page
    if is_bare || text.chars().count() > LONGEST || text.contains(['。', '；']) {
        return false;
    }
    let line: String = text.chars().map(|c| if c == ':' { '：' } else { c }).collect();
    if let Some(attached) = attachment(&line) {
        let name = attached.split(['（', '(']).next().unwrap_or_default().trim_end().to_lowercase();
        return name.is_empty() || FILES.iter().any(|ending| name.ends_with(ending));
    }
    let is_path = line.starts_with("首页") && line.contains(['>', '›', '»', '＞']);
    let number_of_site = line.contains("ICP备") || line.contains("公网安备");
    is_path
        || number_of_site
        || BEGINNINGS.iter().any(|word| line.starts_with(word))
        || is_labelled(&line)
        || line.split(is_between).filter(|word| !word.is_empty()).all(is_button)
}

/// Returns whether a line right below a title may be around the report: a label of what people who
/// publish say of it, whatever follows.
pub(super) fn may_be_around(text: &str) -> bool {
    let line: String = text.trim().chars().map(|c| if c == ':' { '：' } else { c }).collect();
    let labels = [SOURCES, PEOPLE, TIMES, PATHS].concat();
    is_around(text) || line.chars().count() <= LONGEST && labels.iter().any(|label| line.starts_with(label))
}

/// What a line says after 附件：, 附件1：.
pub(super) fn attachment(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("附件")?;
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五".contains(c));
    Some(rest.strip_prefix(['：', ':', '.', '、'])?.trim())
}

/// Whether a line consists of labels and what a site says after them: names of organs, people,
/// times, ways.
fn is_labelled(line: &str) -> bool {
    /// A name of a person, an organ, a site is not longer, in characters.
    const LONGEST: usize = 20;
    let begins = |labels: &[&str]| labels.iter().find_map(|label| line.strip_prefix(label));
    let word = |text: &str| text.split_whitespace().next().unwrap_or_default().to_owned();
    let more = |text: &str| text.split_whitespace().nth(1).is_some_and(|next| next.contains('：'));
    let ends = |name: &str, of: &[&str]| of.iter().any(|end| name.ends_with(end));
    let is_short = |name: &str| (1..=LONGEST).contains(&name.chars().count());
    let is_name = |name: &str| is_short(name) && !name.contains(['，', '、', '：']);
    if let Some(rest) = begins(SOURCES) {
        let name = word(rest);
        return name.is_empty()
            || is_name(&name) && (keys::is_organ(&name) || ends(&name, MEDIA) || more(rest));
    }
    if let Some(rest) = begins(PEOPLE) {
        /// A name of a person has so many characters.
        const PERSON: std::ops::RangeInclusive<usize> = 1..=4;
        let name = word(rest);
        let is_person = PERSON.contains(&name.chars().count()) && !rest.trim().contains(['，', '、']);
        return name.is_empty() || is_person || is_name(&name) && keys::is_organ(&name);
    }
    if let Some(rest) = begins(TIMES) {
        return rest.trim().starts_with(|c: char| c.is_ascii_digit());
    }
    begins(PATHS).is_some_and(|rest| rest.contains(['>', '›', '»', '＞']) || rest.contains("首页"))
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || "|｜：/>【】[]［］（）()·、，,-—+".contains(c)
}

fn is_button(word: &str) -> bool {
    BUTTONS.contains(&word) || word.chars().all(|c| c.is_ascii_digit() || c == 'A')
}

#[cfg(test)]
mod tests {
    use super::is_around;

    #[test]
    fn what_is_around_a_report_is_told_from_its_text() {
        for text in [
            "首页 > 政府信息公开 > 年报",
            "当前位置：首页 » 年度报告",
            "分享到 打印 关闭",
            "【字体：大 中 小】",
            "发布时间：2025-01-20 来源：示例县水务局 浏览次数：35",
            "【打印本页】【关闭窗口】",
            "版权所有：示例县人民政府",
            "X公网安备 11010202000001号",
            "上一篇：示例县林业局年度报告",
            "1 2 下一页",
            "发布日期：2025-01-15 来源：示例县林业局 分享到 打印",
            "来源：示例县林业局",
            "信息来源：示例新闻网 责任编辑：某甲",
            "审核：某甲",
            "附件：",
            "附件1：2024年度报告.pdf",
            "附件：数据表.xlsx（15KB）",
            "时间：2025-01-15 10:20",
        ] {
            assert!(is_around(text), "{text}");
        }
        for text in [
            "返回群众意见 5 件",
            "全年平稳。",
            "一、总体情况",
            "下载量 3 万次",
            "来源：群众反映。",
            "来源：群众来信和12345热线",
            "来源：政府网站15条，公众号20条",
            "审核：实行三审三校，责任到人",
            "附件：无",
            "附件：本年度报告数据已与上年核对",
            "时间：全年",
            "推进无障碍改造，网站点击量上升",
            "（三）信息来源：办公室汇总，信息审核：分管领导",
            "— 3 —",
        ] {
            assert!(!is_around(text), "{text}");
        }
    }
}
