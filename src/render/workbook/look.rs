//! How cells look: the formats of a workbook, each made once.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet};

/// The formats of a workbook.
pub(super) struct Look {
    pub(super) title: Format,
    pub(super) subtitle: Format,
    pub(super) heading: Format,
    pub(super) vertical: Format,
    pub(super) label: Format,
    pub(super) item: Format,
    pub(super) gap: Format,
    pub(super) input: Format,
    pub(super) input_text: Format,
    pub(super) input_line: Format,
    pub(super) total: Format,
    pub(super) plain: Format,
    pub(super) status: Format,
    pub(super) wrong: Format,
    pub(super) doubtful: Format,
    pub(super) involved: Format,
}

/// Cells to be filled in.
const PAPER: Color = Color::RGB(0x00FF_FDE7);
/// Headers and totals.
pub(super) const GREY: Color = Color::RGB(0x00F2_F2F2);
/// What is wrong.
pub(super) const RED: Color = Color::RGB(0x00FF_C7CE);
/// What is doubtful, or missing.
pub(super) const AMBER: Color = Color::RGB(0x00FF_EB9C);
/// The digits of cells that take part in a sum that is wrong.
const DARK_RED: Color = Color::RGB(0x00C0_0000);

impl Look {
    pub(super) fn new() -> Self {
        let base =
            || Format::new().set_font_name("宋体").set_font_size(10.5).set_align(FormatAlign::VerticalCenter);
        let boxed = || base().set_border(FormatBorder::Thin).set_text_wrap();
        let centred = || boxed().set_align(FormatAlign::Center);
        Self {
            title: base().set_font_name("黑体").set_font_size(16).set_align(FormatAlign::Center),
            subtitle: base().set_align(FormatAlign::Center),
            heading: centred().set_background_color(GREY),
            vertical: centred().set_background_color(GREY).set_rotation(270),
            label: boxed().set_background_color(GREY),
            item: boxed().set_background_color(GREY).set_indent(1),
            gap: base(),
            input: centred().set_background_color(PAPER).set_unlocked(),
            input_text: boxed().set_align(FormatAlign::Top).set_background_color(PAPER).set_unlocked(),
            input_line: boxed().set_background_color(PAPER).set_unlocked().set_num_format("@"),
            total: centred().set_background_color(GREY).set_bold(),
            plain: base().set_text_wrap(),
            status: base().set_bold().set_text_wrap(),
            wrong: Format::new().set_background_color(RED),
            doubtful: Format::new().set_background_color(AMBER),
            involved: Format::new().set_bold().set_font_color(DARK_RED),
        }
    }
}

/// A4, upright or across, on one page in width.
pub(super) fn page(sheet: &mut Worksheet, across: bool, whole: bool) {
    const A4: u8 = 9;
    sheet.set_paper_size(A4);
    if across {
        sheet.set_landscape();
    }
    sheet.set_margins(0.6, 0.6, 0.7, 0.7, 0.3, 0.3);
    sheet.set_print_fit_to_pages(1, u16::from(whole));
    sheet.set_print_center_horizontally(true);
    sheet.set_footer("&C— &P —");
    sheet.set_screen_gridlines(false);
}

/// Locked, but columns and rows may be widened, and rows put in where texts need more.
pub(super) fn protect(sheet: &mut Worksheet, grows: bool) {
    let mut options = rust_xlsxwriter::ProtectionOptions::new();
    options.format_columns = true;
    options.format_rows = true;
    options.insert_rows = grows;
    sheet.protect_with_options(&options);
}
