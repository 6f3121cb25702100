//! A window of the program's own: on Windows a double click, or files dropped on the program, open
//! one that closes when the program ends.
//!
//! Whoever double-clicks a project's program gets its preview; elsewhere the window says what to
//! do. What was said stays until the Enter key. Shells are known by the variables that they set:
//! asking the system who else uses the window would need unsafe code.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::Path;

use super::Output;
use crate::fs;
use crate::lang::{Lang, Words};

/// Returns whether the window closes when the program ends.
pub(super) fn is_own() -> bool {
    let is_window = io::stdin().is_terminal() && io::stdout().is_terminal();
    cfg!(windows) && is_window && !in_shell(|name| std::env::var_os(name))
}

/// Returns whether a shell started the program: cmd sets PROMPT, PowerShell puts the user's own
/// folder into `PSModulePath`, others set SHLVL or TERM.
fn in_shell(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let modules = variable("PSModulePath").unwrap_or_default().to_string_lossy().to_lowercase();
    let of_user = modules.split(';').any(|path| path.contains("\\users\\") && path.contains("powershell"));
    of_user || ["PROMPT", "SHLVL", "TERM"].iter().any(|name| variable(name).is_some())
}

/// What a double click means in a folder: the arguments of the preview in a project, nothing
/// elsewhere.
pub(super) fn meant(folder: &Path) -> Option<[&'static str; 3]> {
    fs::is_folder(&folder.join("data")).then_some(["nianbao", "serve", "--open"])
}

/// What to do with a program that was double-clicked outside of a project.
pub(super) fn guide(lang: Lang) -> &'static str {
    lang.pick(
        "年报：政府信息公开工作年度报告的编制工具\n\n\
         · 把部门报送的文件拖到这个程序的图标上：列出问题，并在旁边生成标注了问题的副本\n\
         · 新建一个项目：在这个文件夹里打开命令行（地址栏里输入 cmd），运行 nianbao init 年报\n\
         · 以后在项目文件夹里双击，就打开预览\n\
         · 全部说明：nianbao help\n",
        "nianbao: annual reports on government-information disclosure\n\n\
         - drop files of departments on the program's icon: findings are listed, and marked in a copy beside each\n\
         - a new project: open a command line in this folder (type cmd into the address bar), run nianbao init FOLDER\n\
         - in a project's folder, a double click opens the preview\n\
         - everything else: nianbao help\n",
    )
}

/// Keeps the window until the Enter key.
pub(super) fn wait(output: &mut Output) {
    let words = Words::fixed("\n按回车键关闭窗口", "\nPress Enter to close this window");
    output.message(&format!("{}\n", words.in_lang(output.lang())));
    let _ = io::stdin().read_line(&mut String::new()); // a window without keys closes at once
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::{guide, in_shell};
    use crate::lang::Lang;

    fn shell(variables: &[(&str, &str)]) -> bool {
        in_shell(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn shells_are_known_by_their_variables() {
        let system =
            r"C:\Program Files\WindowsPowerShell\Modules;C:\WINDOWS\system32\WindowsPowerShell\v1.0\Modules";
        assert!(!shell(&[]));
        assert!(!shell(&[("PSModulePath", system), ("USERPROFILE", r"C:\Users\li")]));
        assert!(shell(&[("PROMPT", "$P$G"), ("PSModulePath", system)]));
        let own = format!(r"C:\Users\li\Documents\WindowsPowerShell\Modules;{system}");
        assert!(shell(&[("PSModulePath", &own)]));
        let new = format!(r"D:\Users\li\文档\PowerShell\Modules;{system}");
        assert!(shell(&[("PSModulePath", &new)]));
        assert!(shell(&[("SHLVL", "1")]) && shell(&[("TERM", "xterm")]));
    }

    #[test]
    fn the_guide_says_what_to_do() {
        assert!(guide(Lang::Zh).contains("nianbao init") && guide(Lang::En).contains("nianbao init"));
    }
}
