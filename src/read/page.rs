//! What a web page has around a report: the way to it, buttons, where and when it was published,
//! the foot of the site.
//!
//! Asked only for paragraphs of a page. Such a line ends a text and is no text of a report; a line
//! that also has other words is one, so that nothing of a report is lost.

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
    "位置：",
    "来源：",
    "信息来源：",
    "文章来源：",
    "稿件来源：",
    "作者：",
    "编辑：",
    "责任编辑：",
    "发布机构：",
    "发布时间：",
    "发布日期：",
    "发文日期：",
    "更新时间：",
    "发文时间：",
    "时间：",
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
    "主办：",
    "承办单位",
    "承办：",
    "技术支持",
    "网站标识码",
    "网站支持",
    "ICP备案",
    "发布单位：",
    "公开日期：",
    "浏览：",
    "审核：",
    "附件：",
    "附件1",
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
    let is_path = line.starts_with("首页") && line.contains(['>', '›', '»', '＞']);
    let number_of_site = line.contains("ICP备") || line.contains("公网安备");
    is_path
        || number_of_site
        || BEGINNINGS.iter().any(|word| line.starts_with(word))
        || line.split(is_between).filter(|word| !word.is_empty()).all(is_button)
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
        ] {
            assert!(is_around(text), "{text}");
        }
        for text in [
            "返回群众意见 5 件",
            "全年平稳。",
            "一、总体情况",
            "下载量 3 万次",
            "来源：群众反映。",
            "推进无障碍改造，网站点击量上升",
            "（三）信息来源：办公室汇总，信息审核：分管领导",
            "— 3 —",
        ] {
            assert!(!is_around(text), "{text}");
        }
    }
}
