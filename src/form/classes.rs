//! The classes of words that are neither nouns nor acts nor askers, with their names in a form.
//!
//! What the grammar does with each is in `check::prose`.

/// Declares the classes and their names together.
macro_rules! classes {
    ($($(#[$doc:meta])* $class:ident = $name:literal,)*) => {
        /// What the grammar does with a word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Class {
            $($(#[$doc])* $class,)*
        }

        /// The classes by their names in a form.
        pub(super) const CLASSES: &[(&str, Class)] = &[$(($name, Class::$class),)*];
    };
}

classes! {
    /// Changes nothing.
    Filler = "filler",
    /// The unit itself: 我局.
    Own = "own",
    /// All of an area: a government's own, another's for anybody else.
    Area = "area",
    /// A government without the units below it: 本级.
    Level = "level",
    /// Units of an area: all of it beside its name (全区各职能部门), or beside others (部门、乡镇).
    Below = "below",
    /// Other units: 下属单位.
    Others = "others",
    /// Another unit by its name, or in place of it: 该局.
    Unit = "unit",
    /// 全年, 本年度.
    ThisYear = "this_year",
    /// 增至: behind what was counted before, and before what is now.
    Became = "became",
    /// 截至: with 累计 behind it, of all years.
    Until = "until",
    /// 累计.
    SoFar = "so_far",
    /// 上年度.
    LastYear = "last_year",
    /// 下年度.
    NextYear = "next_year",
    /// A part of the year, several years, the future.
    OtherTime = "other_time",
    /// 结转.
    Carry = "carry",
    /// 转至, 继续办理: carried over only with a year beside it.
    Onward = "onward",
    /// 未, 没有.
    Not = "not",
    /// 均, 全部.
    All = "all",
    /// A cause by which only some are meant: 涉企.
    Part = "part",
    /// 信息公开以外的, 与信息公开无关: of another topic.
    OffTopic = "off_topic",
    /// 因此, 此类: of what was spoken of before, and narrower where that was some of the requests.
    Thus = "thus",
    /// A channel by which only some came: 网上.
    Way = "way",
    /// 等方式: the channels before it are all of them.
    AnyWay = "any_way",
    /// 专项整治, 领域: a clause about it narrows what follows.
    Field = "field",
    /// 涉及, 关于: what follows narrows, unless it is the topic itself.
    Cause = "cause",
    /// 等.
    Open = "open",
    /// 和, 或.
    And = "and",
    /// 其中, 包括: parts follow.
    OfIt = "of_it",
    /// 其余, 剩余.
    Rest = "rest",
    /// 约, 近, before a number.
    About = "about",
    /// 余, 左右, behind a number.
    OrSo = "or_so",
    /// 按时, 在法定期限内: of those that were due.
    InTime = "in_time",
    /// 占, 占比.
    Share = "share",
    /// 率.
    Rate = "rate",
    /// 同比, 较.
    Compare = "compare",
    /// 增长.
    Up = "up",
    /// 下降.
    Down = "down",
    /// 持平.
    Same = "same",
    /// 各, 分别.
    Each = "each",
    /// 具体为: all parts of the number before follow.
    List = "list",
    /// 除: all but the number behind it are in the rest.
    Except = "except",
    /// 共, 另, 不含: a number of its own, and no part of a list.
    Apart = "apart",
    /// 政府信息公开: says of what the rest is, and counts nothing itself.
    Topic = "topic",
    /// Something that no table counts: 留言, 提案.
    Foreign = "foreign",
    /// 主要集中在: a remark on what was counted.
    Remark = "remark",
    /// 合计: alone, of the numbers before it.
    Total = "total",
}
