//! Every setting there is: its name, what it is when nobody says otherwise, what it means.

use daumoi_kernel::Text;

#[derive(Debug)]
pub(crate) struct Spec {
    /// As in the file: `files.limit_mb`. In the environment: `DAUMOI_FILES_LIMIT_MB`.
    pub(crate) key: &'static str,
    /// `{data}` stands for the setting `data`, `{listen}` for `listen`.
    pub(crate) default: &'static str,
    pub(crate) is_secret: bool,
    vi: &'static str,
    en: &'static str,
}

impl Spec {
    pub(crate) fn meaning(&self) -> Text {
        Text::new(self.vi, self.en)
    }

    pub(crate) fn variable(&self) -> String {
        format!("DAUMOI_{}", self.key.replace('.', "_").to_uppercase())
    }
}

const fn spec(
    key: &'static str,
    default: &'static str,
    vi: &'static str,
    en: &'static str,
) -> Spec {
    Spec { key, default, is_secret: false, vi, en }
}

const fn secret(key: &'static str, vi: &'static str, en: &'static str) -> Spec {
    Spec { key, default: "", is_secret: true, vi, en }
}

pub(crate) const SPECS: &[Spec] = &[
    spec(
        "data",
        "var",
        "Thư mục dữ liệu: khóa, dấu mốc, tệp",
        "Folder for keys, checkpoints, files",
    ),
    spec(
        "database",
        "sqlite:{data}/daumoi.db",
        "Cơ sở dữ liệu: sqlite:ĐƯỜNG_DẪN hoặc postgres://người:mật_khẩu@máy/tên",
        "Database: sqlite:PATH or postgres://user:password@host/name",
    ),
    spec("listen", "127.0.0.1:8080", "Địa chỉ và cổng nghe", "Address and port to listen on"),
    spec("base_url", "http://{listen}", "Địa chỉ mà người dùng thấy", "Address that people see"),
    spec(
        "definitions",
        "definitions",
        "Thư mục định nghĩa của Sở",
        "Folder with the definitions of the department",
    ),
    spec(
        "node",
        "1",
        "Số của tiến trình này, 0–1023, khác nhau giữa các tiến trình chung một cơ sở dữ liệu",
        "Number of this process, 0–1023, different for each process on one database",
    ),
    spec("files.store", "disk", "Nơi giữ tệp: disk hoặc s3", "Where files are kept: disk or s3"),
    spec("files.path", "{data}/files", "Thư mục tệp khi giữ trên đĩa", "Folder when on disk"),
    spec("files.endpoint", "", "Địa chỉ máy chủ S3", "Address of the S3 server"),
    spec("files.bucket", "", "Tên thùng S3", "S3 bucket"),
    spec("files.region", "us-east-1", "Vùng S3", "S3 region"),
    secret("files.access_key", "Mã truy cập S3", "S3 access key"),
    secret("files.secret_key", "Khóa bí mật S3", "S3 secret key"),
    spec(
        "files.allow_http",
        "false",
        "Cho phép S3 qua HTTP không mã hóa (chỉ khi cùng máy)",
        "Allow S3 over plain HTTP (same machine only)",
    ),
    spec("files.limit_mb", "25", "Cỡ tệp lớn nhất, MB", "Largest file, in MB"),
    spec(
        "scanner.command",
        "",
        "Lệnh quét mã độc đọc tệp từ đầu vào chuẩn, ví dụ `clamdscan --no-summary -`; trống: không quét",
        "Malware check that reads a file on standard input, such as `clamdscan --no-summary -`; empty: none",
    ),
    spec("scanner.seconds", "60", "Thời gian quét tối đa, giây", "Longest scan, in seconds"),
    spec(
        "mail.server",
        "",
        "Máy chủ gửi thư, MÁY:CỔNG; trống: không gửi thư, thông báo nằm trong nhật ký là “chưa gửi”",
        "Server that mail goes out by, HOST:PORT; empty: no mail is sent, notices stay in the log as “not sent”",
    ),
    spec(
        "mail.security",
        "starttls",
        "Bảo vệ kết nối: starttls, tls, hoặc none (chỉ khi cùng máy)",
        "Protection of the connection: starttls, tls, or none (same machine only)",
    ),
    spec("mail.user", "", "Tên đăng nhập máy chủ thư", "User at the mail server"),
    secret("mail.password", "Mật khẩu máy chủ thư", "Password at the mail server"),
    spec(
        "mail.password_file",
        "",
        "Tệp chứa mật khẩu máy chủ thư, thay cho mail.password",
        "File that holds the password, instead of mail.password",
    ),
    spec("mail.from", "", "Người gửi: Tên <địa-chỉ@miền>", "Sender: Name <address@domain>"),
    spec("mail.reply_to", "", "Địa chỉ nhận thư trả lời", "Where answers go"),
    spec(
        "mail.ca_file",
        "",
        "Chứng thư gốc riêng của máy chủ thư, tệp PEM",
        "Certificate authority of the mail server, PEM file",
    ),
    spec(
        "webhook.url",
        "",
        "Cổng tin nhắn SMS và chat (docs/webhook.md); trống: không gửi",
        "Gateway for text messages and chat (docs/webhook.md); empty: none are sent",
    ),
    secret(
        "webhook.secret",
        "Khóa ký tin gửi tới cổng, ít nhất 16 ký tự",
        "Key that signs what goes to the gateway, 16 characters at least",
    ),
    spec(
        "webhook.secret_file",
        "",
        "Tệp chứa khóa ký, thay cho webhook.secret",
        "File that holds the key, instead of webhook.secret",
    ),
    spec(
        "webhook.channels",
        "sms",
        "Cổng nhận loại tin nào: sms, chat, hoặc sms,chat",
        "What the gateway takes: sms, chat, or sms,chat",
    ),
    spec("log.format", "text", "Dạng nhật ký máy: text hoặc json", "Form of the log: text or json"),
    spec(
        "log.level",
        "info",
        "Mức nhật ký máy: error, warn, info, debug, hoặc `daumoi=debug,warn`",
        "Level of the log: error, warn, info, debug, or `daumoi=debug,warn`",
    ),
    spec(
        "web.secure_cookies",
        "false",
        "Cookie phiên chỉ gửi qua TLS; bật khi đứng sau HTTPS",
        "Send the session cookie over TLS only; switch on behind HTTPS",
    ),
];
