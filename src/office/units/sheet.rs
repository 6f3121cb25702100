//! A list of units in a workbook: which column is what, and a unit for each row.
//!
//! Columns are found by their heads, wherever they are. What is not certain is not taken, and what
//! is not taken is said.

use std::collections::HashMap;

use crate::document::{Book, CellName, Content, Sheet};
use crate::form::fold;
use crate::lang::Words;
use crate::roster::Tier;

/// What a column of the list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Short,
    Also,
    Parent,
    Category,
    Tier,
    Contact,
    Phone,
    Slug,
    /// A number for the row.
    Number,
}

/// The heads of columns, as `fold` leaves them.
const HEADS: &[(Column, &[&str])] = &[
    (
        Column::Name,
        &[
            "单位",
            "单位名称",
            "名称",
            "单位全称",
            "全称",
            "机关名称",
            "机构名称",
            "报送单位",
            "填报单位",
            "责任单位",
            "部门",
            "部门名称",
            "name",
        ],
    ),
    (Column::Short, &["简称", "单位简称", "机构简称", "short"]),
    (Column::Also, &["曾用名", "原名称", "原名", "旧称", "曾用名称", "also"]),
    (Column::Parent, &["上级", "上级单位", "主管部门", "主管单位", "所属", "隶属", "parent"]),
    (Column::Category, &["类别", "单位类别", "类型", "单位类型", "分类", "单位性质", "category"]),
    (Column::Tier, &["层级", "级别", "tier"]),
    (Column::Contact, &["联系人", "经办人", "联络员", "填报人", "负责人", "姓名", "联系人姓名", "contact"]),
    (
        Column::Phone,
        &["电话", "联系电话", "联系方式", "办公电话", "手机", "手机号", "手机号码", "电话号码", "phone"],
    ),
    (Column::Slug, &["网址名", "slug"]),
    (Column::Number, &["序号", "编号", "no", "number"]),
];

/// The head of a column: where it is, what it means, its text.
type Head = (u32, Option<Column>, String);

/// The heads are in one of the first rows.
const LATEST_HEAD: u32 = 20;
/// A longer text is not the name of a unit, in characters.
const LONGEST_NAME: usize = 60;

/// A unit in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedUnit {
    /// Its full name.
    pub name: String,
    /// Its short name.
    pub short: Option<String>,
    /// Former names.
    pub also: Vec<String>,
    /// The unit above it.
    pub parent: Option<String>,
    /// What kind of unit it is.
    pub category: Option<String>,
    /// Its level of government.
    pub tier: Option<Tier>,
    /// Whom to ask, with the telephone.
    pub contact: Option<String>,
    /// The name of its published files.
    pub slug: Option<String>,
    /// Where it is in the list: `Sheet1!A5`.
    pub place: String,
}

/// A list of units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitList {
    /// The units, in the order of the list.
    pub units: Vec<ListedUnit>,
    /// What keeps the list from being used.
    pub faults: Vec<Words>,
    /// What was not taken.
    pub notes: Vec<Words>,
}

impl UnitList {
    /// Reads a workbook.
    #[must_use]
    pub fn of(book: &Book) -> Self {
        let mut list = Self::default();
        let mut has_head = false;
        for (number, sheet) in book.sheets.iter().enumerate() {
            let Some((row, columns)) = head(sheet) else { continue };
            has_head = true;
            let reader = SheetReader { book, sheet, number, columns };
            reader.read(row, &mut list);
        }
        if !has_head {
            list.faults.push(Words::fixed(
                "没有找到“单位”一列：请在第一行写列名，如 单位、简称、上级、类别、联系人、电话",
                "there is no column of units: the first row names the columns, such as 单位, 简称, 上级, 类别, 联系人, 电话",
            ));
        } else if list.units.is_empty() && list.faults.is_empty() {
            list.faults
                .push(Words::fixed("“单位”一列下面没有单位", "there is no unit in the column of units"));
        }
        list.find_twins();
        list
    }

    /// A name that two rows have.
    fn find_twins(&mut self) {
        let mut owners: HashMap<crate::model::UnitName, usize> = HashMap::new();
        for (index, unit) in self.units.iter().enumerate() {
            let mut own: Vec<&String> = vec![&unit.name];
            own.extend(&unit.short);
            own.extend(&unit.also);
            for name in own {
                let owner = *owners.entry(name.as_str().into()).or_insert(index);
                if owner != index {
                    let (first, here) = (&self.units[owner].place, &unit.place);
                    self.faults.push(words!(
                        "{here}：“{name}”在 {first} 已经有了，一个名称只能属于一个单位",
                        "{here}: `{name}` is in {first} already; a name belongs to one unit"
                    ));
                }
            }
        }
    }
}

/// The row of the heads, and what each column holds.
fn head(sheet: &Sheet) -> Option<(u32, Vec<Head>)> {
    (0..LATEST_HEAD).find_map(|row| {
        let columns: Vec<Head> = sheet
            .row(row)
            .iter()
            .filter(|cell| !cell.content.is_blank())
            .map(|cell| {
                let text = cell.content.text();
                let folded = fold(text);
                let known = HEADS.iter().find(|(_, names)| names.contains(&folded.as_str()));
                (cell.column, known.map(|(column, _)| *column), text.trim().to_owned())
            })
            .collect();
        let has_name = columns.iter().any(|(_, column, _)| *column == Some(Column::Name));
        has_name.then_some((row, columns))
    })
}

struct SheetReader<'b> {
    book: &'b Book,
    sheet: &'b Sheet,
    number: usize,
    columns: Vec<Head>,
}

impl SheetReader<'_> {
    fn read(&self, head: u32, list: &mut UnitList) {
        let mut seen: Vec<Column> = Vec::new();
        for (at, column, name) in &self.columns {
            let place = self.place(head, *at);
            match column {
                None => list.notes.push(words!(
                    "{place}：没有用到“{name}”一列",
                    "{place}: the column `{name}` is not used"
                )),
                Some(column) if seen.contains(column) && *column != Column::Phone => {
                    list.faults.push(words!(
                        "{place}：“{name}”与前面的一列意思相同，请只留一列",
                        "{place}: the column `{name}` means the same as one before it: keep one"
                    ));
                }
                Some(column) => seen.push(*column),
            }
        }
        let end = self.sheet.cells.last().map_or(head, |cell| cell.row);
        for row in head + 1..=end {
            self.row(row, list);
        }
    }

    fn row(&self, row: u32, list: &mut UnitList) {
        let Some(name_at) = self.column(Column::Name) else { return };
        let own = self.sheet.at(row, name_at).map(|content| solid(content.text())).unwrap_or_default();
        let others = self.sheet.row(row).iter().filter(|cell| !cell.content.is_blank());
        let others: Vec<u32> = others.map(|cell| cell.column).filter(|column| *column != name_at).collect();
        if is_total(&own) || own.is_empty() && others.is_empty() {
            return;
        }
        let place = self.place(row, name_at);
        // 一、县政府部门（25 个）, over several columns, is the heading of what is below it.
        let is_wide =
            self.sheet.merges.iter().any(|region| region.holds(row, name_at) && region.left != region.right);
        let first = self.sheet.row(row).iter().find(|cell| !cell.content.is_blank());
        if is_wide || own.is_empty() && others.len() == 1 {
            let text = first.map_or("", |cell| cell.content.text()).trim();
            if !is_total(&solid(text)) {
                list.notes.push(words!(
                    "{place}：“{text}”没有当作单位",
                    "{place}: `{text}` is not taken for a unit"
                ));
            }
            return;
        }
        if own.is_empty() {
            list.faults.push(words!("{place}：这一行没有写单位", "{place}: the unit is missing in this row"));
            return;
        }
        if own.chars().count() > LONGEST_NAME {
            list.faults.push(words!(
                "{place}：单位名称超过 {LONGEST_NAME} 字",
                "{place}: the name of the unit has more than {LONGEST_NAME} characters"
            ));
            return;
        }
        let unit = self.unit(row, own, place, &mut list.notes);
        list.units.push(unit);
    }

    fn unit(&self, row: u32, name: String, place: String, notes: &mut Vec<Words>) -> ListedUnit {
        let text = |column: Column| self.value(row, column);
        let mut unit = ListedUnit {
            short: text(Column::Short).map(|text| solid(&text)).filter(|short| *short != name),
            parent: text(Column::Parent).map(|text| solid(&text)).filter(|parent| *parent != name),
            slug: text(Column::Slug),
            name,
            place,
            ..ListedUnit::default()
        };
        let names = text(Column::Also).unwrap_or_default();
        let names = names.split(['、', '，', ',', ';', '；', '/', '\n']).map(solid);
        unit.also = names.filter(|name| !name.is_empty() && *name != unit.name).collect();
        for column in [Column::Tier, Column::Category] {
            let Some(value) = text(column) else { continue };
            match Tier::named(&value) {
                Some(tier) => unit.tier = Some(tier),
                None if column == Column::Category => unit.category = Some(value),
                None => {
                    let place = &unit.place;
                    notes.push(words!(
                        "{place}：层级“{value}”不是省级、市级、县级、乡级，没有写进名录",
                        "{place}: the tier `{value}` is none of province, city, county, township, and was left out"
                    ));
                }
            }
        }
        let contact: Vec<String> = self
            .columns
            .iter()
            .filter(|(_, column, _)| matches!(column, Some(Column::Contact | Column::Phone)))
            .filter_map(|(at, ..)| self.at(row, *at))
            .collect();
        unit.contact = (!contact.is_empty()).then(|| contact.join(" "));
        unit
    }

    fn column(&self, wanted: Column) -> Option<u32> {
        self.columns.iter().find(|(_, column, _)| *column == Some(wanted)).map(|(at, ..)| *at)
    }

    fn value(&self, row: u32, column: Column) -> Option<String> {
        self.at(row, self.column(column)?)
    }

    /// The text of a cell, or of the merged one that it is a part of.
    fn at(&self, row: u32, column: u32) -> Option<String> {
        let region = self.sheet.merges.iter().find(|region| region.holds(row, column));
        let (row, column) = region.map_or((row, column), |region| (region.top, region.left));
        let text = self.sheet.at(row, column).map(Content::text)?;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty() && !["无", "/", "—", "-"].contains(&text.as_str())).then_some(text)
    }

    fn place(&self, row: u32, column: u32) -> String {
        let cell = CellName { sheet: self.number, row, column };
        let name = &self.sheet.name;
        if self.book.sheets.len() > 1 && !name.is_empty() {
            format!("{name}!{cell}")
        } else {
            cell.to_string()
        }
    }
}

/// A name without the spaces that people put in to align it.
fn solid(text: &str) -> String {
    let is_chinese = text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    if is_chinese {
        text.chars().filter(|c| !c.is_whitespace()).collect()
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn is_total(name: &str) -> bool {
    ["合计", "总计", "小计", "共计"].iter().any(|word| name.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::UnitList;
    use crate::document::{Book, Cell, Content, Region, Sheet};

    fn book(rows: &[&[&str]]) -> Book {
        let mut sheet = Sheet::named("Sheet1");
        for (row, line) in (0..).zip(rows) {
            for (column, text) in (0..).zip(*line) {
                if !text.is_empty() {
                    sheet.cells.push(Cell { row, column, content: Content::Text((*text).to_owned()) });
                }
            }
        }
        Book { sheets: vec![sheet], ..Book::default() }
    }

    #[test]
    fn columns_are_found_by_their_heads() {
        let mut book = book(&[
            &["2025 年报送单位名单"],
            &["序号", "单 位", "简称", "联系人", "电话", "备注"],
            &["1", "示例县 公安局", "县公安局", "张三", "0735-1", "x"],
            &["一、乡镇", "一、乡镇"],
            &["2", "示例县青石镇", "", "", "", ""],
            &["", "合计 2 个"],
        ]);
        book.sheets[0].merges.push(Region { top: 3, left: 0, bottom: 3, right: 5 });
        let list = UnitList::of(&book);
        assert!(list.faults.is_empty(), "{:?}", list.faults);
        let names: Vec<_> = list.units.iter().map(|unit| unit.name.as_str()).collect();
        assert_eq!(names, ["示例县公安局", "示例县青石镇"]);
        assert_eq!(list.units[0].contact.as_deref(), Some("张三 0735-1"));
        assert_eq!(list.units[0].place, "B3");
        let notes: Vec<_> = list.notes.iter().map(|words| words.zh.as_ref()).collect();
        assert_eq!(notes, ["F2：没有用到“备注”一列", "B4：“一、乡镇”没有当作单位"]);
    }

    #[test]
    fn everything_wrong_is_said_with_its_place() {
        let list =
            UnitList::of(&book(&[&["单位", "简称"], &["甲局", "一局"], &["乙局", "一局"], &["", "丙", "x"]]));
        let faults: Vec<_> = list.faults.iter().map(|words| words.zh.as_ref()).collect();
        assert_eq!(faults, ["A4：这一行没有写单位", "A3：“一局”在 A2 已经有了，一个名称只能属于一个单位"]);
        let none = UnitList::of(&book(&[&["甲", "乙"]]));
        assert!(none.faults[0].zh.starts_with("没有找到“单位”一列"));
    }
}
