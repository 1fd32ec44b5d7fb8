//! What may be typed after `daumoi`. Not here: what it does.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use daumoi_kernel::Lang;

/// Đầu Mối: phần mềm của Sở Thông tin và Truyền thông / the department's office software.
///
/// Mã thoát / exit codes: 0 ổn / all is well; 1 có điều sai / something is wrong;
/// 2 lệnh hoặc dữ liệu nhập không đúng / bad usage or input.
#[derive(Debug, Parser)]
#[command(name = "daumoi", version)]
pub(crate) struct Arguments {
    /// Tệp cấu hình / settings file (mặc định / default: daumoi.toml).
    #[arg(long, global = true, env = "DAUMOI_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Ngôn ngữ / language.
    #[arg(long, global = true, env = "DAUMOI_LANG", value_enum, default_value_t = Language::Vi)]
    pub(crate) lang: Language,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    Vi,
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Vi => Self::Vi,
            Language::En => Self::En,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Chạy máy chủ / run the server.
    Serve(Serve),
    /// Tính thời hạn / work out a due date.
    Deadline(Deadline),
    /// Nhiệm vụ của Sở / the duties of the department.
    #[command(subcommand)]
    Mandate(Mandate),
    /// Kiểm tra bộ định nghĩa / check a set of definitions.
    Check {
        /// Thư mục / folder (mặc định theo cấu hình / default: from the settings).
        dir: Option<PathBuf>,
    },
    /// Bộ định nghĩa mới chạm tới những gì / what a changed set of definitions would touch.
    Impact {
        dir: PathBuf,
        #[arg(long)]
        json: bool,
    },
    /// Công bố bộ định nghĩa / put a set of definitions into force.
    Publish { dir: PathBuf },
    /// Xem cấu hình / show the settings.
    Config {
        /// Nguồn và ý nghĩa từng mục / where each value comes from and what it means.
        #[arg(long)]
        explain: bool,
        #[arg(long)]
        json: bool,
    },
    /// Kiểm tra sổ nhật ký có bị sửa không / find out whether the journal was tampered with.
    Verify {
        #[arg(long)]
        json: bool,
        /// Đọc lại cả các tệp / read every kept file too.
        #[arg(long)]
        files: bool,
    },
    /// Dựng lại các bảng để đọc từ nhật ký / make the read models again from the journal.
    Rebuild {
        /// Chỉ so sánh, không đổi gì / only compare, change nothing.
        #[arg(long)]
        compare: bool,
    },
    /// Sao lưu tất cả vào một tệp / put everything into one file.
    Backup { file: PathBuf },
    /// Khôi phục vào cơ sở dữ liệu trống / restore into an empty database.
    Restore(Restore),
    /// Trích nhật ký của một hồ sơ, kèm bằng chứng / a case's entries with their proofs, as JSON.
    Extract { code: String },
    /// Kiểm tra một bản trích, không cần máy chủ / verify an extract offline.
    ExtractVerify {
        file: PathBuf,
        /// Khóa công khai / public key, in hexadecimal.
        #[arg(long, value_name = "PUBKEYHEX")]
        key: String,
    },
    /// Mã truy cập của ứng dụng / tokens of applications.
    #[command(subcommand)]
    Token(Token),
    /// Đặt mật khẩu, đọc từ đầu vào chuẩn / set a password, read from standard input.
    Password { person: String },
    /// Việc gửi đi đang chờ hoặc hỏng / messages that wait or were given up.
    Jobs(Jobs),
    /// In mô tả `OpenAPI` / print the `OpenAPI` document.
    Openapi,
    /// Nâng lược đồ cơ sở dữ liệu / bring the database schema up to date.
    Migrate,
}

#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// Địa chỉ nghe / address to listen on.
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<String>,
    /// Không nạp tỉnh mẫu / no demo province.
    #[arg(long, conflicts_with = "demo")]
    pub(crate) empty: bool,
    /// Nạp tỉnh mẫu nếu chưa có gì / fill in a demo province when there is nothing yet.
    #[arg(long)]
    pub(crate) demo: bool,
    /// Số hồ sơ của tỉnh mẫu / how many cases the demo province has.
    #[arg(long, value_name = "N", default_value_t = 3_000)]
    pub(crate) demo_cases: usize,
}

#[derive(Args, Debug)]
pub(crate) struct Deadline {
    /// Ngày hoặc giờ bắt đầu / date or moment it begins: 2024-04-22, 2024-04-22T09:30+07:00.
    #[arg(long)]
    pub(crate) from: String,
    /// Thời hạn / term: "15 working days", "15 ngày làm việc", "24 hours", "1 month".
    #[arg(long)]
    pub(crate) term: String,
    /// Khoảng tạm dừng / span in which the clock stood: 2024-04-25..2024-05-06.
    #[arg(long, value_name = "A..B")]
    pub(crate) stop: Vec<String>,
    /// Sau khi dừng: tính lại hay tính tiếp / after a stop: begin anew or go on.
    #[arg(long, value_enum, default_value_t = AfterStop::Restart)]
    pub(crate) after_stop: AfterStop,
    /// Tính ngược từ sự kiện / count backward from the event.
    #[arg(long)]
    pub(crate) before: bool,
    /// Từng ngày một / day by day.
    #[arg(long)]
    pub(crate) explain: bool,
    #[arg(long)]
    pub(crate) json: bool,
    /// Thư mục định nghĩa / definitions folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) definitions: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AfterStop {
    Restart,
    Continue,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Mandate {
    /// Đọc văn bản chức năng, nhiệm vụ / read a functions-and-duties text.
    Import {
        file: PathBuf,
        #[arg(long)]
        json: bool,
    },
    /// Điểm nào đã chạy được / which points are working software.
    Coverage {
        #[arg(long)]
        json: bool,
        /// Chỉ chạy kịch bản khớp mẫu / only scenarios that match, `*` for anything.
        #[arg(long, value_name = "GLOB")]
        scenario: Option<String>,
        /// Thư mục định nghĩa / definitions folder.
        #[arg(long, value_name = "DIR")]
        definitions: Option<PathBuf>,
    },
}

#[derive(Args, Debug)]
pub(crate) struct Restore {
    pub(crate) file: PathBuf,
    /// Kiểm tra lại tất cả sau khi khôi phục / verify everything afterwards.
    #[arg(long)]
    pub(crate) verify: bool,
    /// Cơ sở dữ liệu đích / database to restore into, instead of the one in the settings.
    #[arg(long, value_name = "URL")]
    pub(crate) to: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Cấp mã; chỉ hiện một lần / issue a token; it is shown once.
    Issue {
        #[arg(long)]
        name: String,
        /// role@unit hoặc / or role@unit:4,8.
        #[arg(long, required = true, value_name = "ROLE@UNIT[:DUTIES]")]
        grant: Vec<String>,
        #[arg(long)]
        json: bool,
    },
    /// Thu hồi mọi mã mang tên này / revoke every token of this name.
    Revoke { name: String },
    /// Liệt kê / list.
    List {
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args, Debug)]
pub(crate) struct Jobs {
    /// Những tin đã thôi gửi / messages that were given up.
    #[arg(long)]
    pub(crate) dead: bool,
    #[arg(long)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Option<JobsCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum JobsCommand {
    /// Gửi lại / send again.
    Retry { id: i64 },
}
