//! The settings: defaults, then the file, then the environment, each remembered as the source.
//!
//! The environment is read here and nowhere else. An unknown name is an error with the nearest known
//! one, so that a misspelt setting is not silently without effect.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use daumoi_files::{Limits, S3Settings, Scanner};
use daumoi_kernel::Text;
use serde_json::json;

use crate::letter_settings::{self, LetterSettings};
use crate::say::Say;
use crate::setting_list::{SPECS, Spec};
use crate::trouble::Trouble;

const DEFAULT_FILE: &str = "daumoi.toml";
/// Variables that begin like a setting and are read elsewhere.
const OTHER_VARIABLES: &[&str] = &["DAUMOI_CONFIG", "DAUMOI_LANG", "DAUMOI_TEST_"];
/// What may be told of a secret.
const MASK: &str = "••••••";

#[derive(Clone, Debug, PartialEq, Eq)]
enum Source {
    Default,
    File(PathBuf),
    Environment(String),
    CommandLine,
}

impl Source {
    fn text(&self) -> Text {
        match self {
            Self::Default => Text::new("mặc định", "default"),
            Self::File(path) => {
                Text::new(format!("tệp {}", path.display()), format!("file {}", path.display()))
            }
            Self::Environment(name) => {
                Text::new(format!("biến môi trường {name}"), format!("environment {name}"))
            }
            Self::CommandLine => Text::new("dòng lệnh", "command line"),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::File(_) => "file",
            Self::Environment(_) => "environment",
            Self::CommandLine => "command line",
        }
    }
}

#[derive(Clone, Debug)]
struct Chosen {
    value: String,
    source: Source,
}

#[derive(Clone, Debug)]
pub(crate) enum FilePlace {
    Disk(PathBuf),
    S3(S3Settings),
}

#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) data: PathBuf,
    pub(crate) database: String,
    pub(crate) listen: String,
    pub(crate) base_url: String,
    pub(crate) definitions: PathBuf,
    pub(crate) node: i64,
    pub(crate) files: FilePlace,
    pub(crate) limits: Limits,
    pub(crate) scanner: Option<Scanner>,
    pub(crate) logs_json: bool,
    pub(crate) log_level: String,
    pub(crate) secure_cookies: bool,
    pub(crate) letters: LetterSettings,
    chosen: BTreeMap<&'static str, Chosen>,
}

impl Settings {
    pub(crate) fn read(file: Option<&Path>) -> Result<Self, Trouble> {
        let mut chosen = defaults();
        let default_file = Path::new(DEFAULT_FILE);
        if let Some(file) = file.or_else(|| default_file.exists().then_some(default_file)) {
            from_file(file, &mut chosen)?;
        }
        from_environment(&mut chosen)?;
        Self::from_chosen(chosen)
    }

    /// The same settings with one of them said on the command line.
    pub(crate) fn with(&self, key: &'static str, value: String) -> Result<Self, Trouble> {
        let mut chosen = self.chosen.clone();
        chosen.insert(key, Chosen { value, source: Source::CommandLine });
        Self::from_chosen(chosen)
    }

    fn from_chosen(mut chosen: BTreeMap<&'static str, Chosen>) -> Result<Self, Trouble> {
        let told: BTreeMap<&'static str, Chosen> = chosen.clone();
        for spec in SPECS.iter().filter(|spec| spec.default.contains('{')) {
            if let Some(found) = chosen.get_mut(spec.key).filter(|it| it.source == Source::Default)
            {
                let part = |key: &str| told.get(key).map_or("", |it| it.value.as_str());
                found.value = spec
                    .default
                    .replace("{data}", part("data"))
                    .replace("{listen}", part("listen"));
            }
        }
        let read = Reading(&chosen);
        Ok(Self {
            data: read.path("data"),
            database: read.text("database"),
            listen: read.text("listen"),
            base_url: read.text("base_url"),
            definitions: read.path("definitions"),
            node: read.number("node", 0, 1023)?,
            files: read.files()?,
            limits: read.limits()?,
            scanner: read.scanner()?,
            logs_json: read.word("log.format", &["text", "json"])? == "json",
            log_level: read.text("log.level"),
            secure_cookies: read.truth("web.secure_cookies")?,
            letters: letter_settings::read(&read)?,
            chosen,
        })
    }

    pub(crate) fn show(&self, say: Say, explain: bool, as_json: bool) {
        if as_json {
            let rows: Vec<_> = SPECS.iter().map(|spec| self.row(spec)).collect();
            return say.json(&json!({ "settings": rows }));
        }
        for spec in SPECS {
            let Some(chosen) = self.chosen.get(spec.key) else { continue };
            say.line(&format!("{} = {:?}", spec.key, shown(spec, &chosen.value)));
            if explain {
                say.line(&format!("    {}", chosen.source.text().get(say.lang)));
                say.line(&format!("    {} / {}", spec.meaning().vi, spec.meaning().en));
                say.line(&format!("    {}", spec.variable()));
            }
        }
    }

    fn row(&self, spec: &Spec) -> serde_json::Value {
        let chosen = self.chosen.get(spec.key);
        json!({
            "key": spec.key,
            "value": chosen.map(|it| shown(spec, &it.value)),
            "source": chosen.map(|it| it.source.word()),
            "variable": spec.variable(),
            "meaning": spec.meaning(),
        })
    }
}

fn defaults() -> BTreeMap<&'static str, Chosen> {
    let chosen = |spec: &Spec| Chosen { value: spec.default.to_owned(), source: Source::Default };
    SPECS.iter().map(|spec| (spec.key, chosen(spec))).collect()
}

fn from_file(path: &Path, chosen: &mut BTreeMap<&'static str, Chosen>) -> Result<(), Trouble> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let text = Text::new(
            format!("Không đọc được tệp cấu hình {}.", path.display()),
            format!("The settings file {} cannot be read.", path.display()),
        );
        Trouble::input("settings", text).because(&error)
    })?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let words = Text::new(
            format!("Tệp cấu hình {} không phải TOML đúng.", path.display()),
            format!("The settings file {} is not sound TOML.", path.display()),
        );
        Trouble::input("settings", words).because(&error)
    })?;
    for (name, value) in flattened("", &table) {
        let Some(spec) = SPECS.iter().find(|spec| spec.key == name) else {
            let line = line_of(&text, &name);
            return Err(unknown(&format!("{}:{line}: {name}", path.display()), &nearest(&name)));
        };
        chosen.insert(spec.key, Chosen { value, source: Source::File(path.to_owned()) });
    }
    Ok(())
}

fn flattened(prefix: &str, table: &toml::Table) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, value) in table {
        let name = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            toml::Value::Table(inner) => found.extend(flattened(&name, inner)),
            toml::Value::String(text) => found.push((name, text.clone())),
            other => found.push((name, other.to_string())),
        }
    }
    found
}

/// The line on which the last part of the name stands.
fn line_of(text: &str, name: &str) -> usize {
    let last = name.rsplit('.').next().unwrap_or(name);
    let is_it = |line: &str| line.trim_start().trim_start_matches('[').starts_with(last);
    text.lines().position(is_it).map_or(1, |index| index + 1)
}

fn from_environment(chosen: &mut BTreeMap<&'static str, Chosen>) -> Result<(), Trouble> {
    for (name, value) in std::env::vars_os() {
        let (Some(name), Some(value)) = (name.to_str(), value.to_str()) else { continue };
        if !name.starts_with("DAUMOI_") || OTHER_VARIABLES.iter().any(|it| name.starts_with(it)) {
            continue;
        }
        let Some(spec) = SPECS.iter().find(|spec| spec.variable() == name) else {
            let key = name.trim_start_matches("DAUMOI_").to_lowercase();
            let near = SPECS.iter().find(|spec| spec.key == nearest(&key));
            return Err(unknown(name, &near.map(Spec::variable).unwrap_or_default()));
        };
        let source = Source::Environment(name.to_owned());
        chosen.insert(spec.key, Chosen { value: value.to_owned(), source });
    }
    Ok(())
}

fn nearest(name: &str) -> String {
    let plain = |text: &str| text.replace('_', ".");
    let best = SPECS.iter().max_by(|a, b| {
        let near = |spec: &Spec| strsim::jaro_winkler(&plain(name), &plain(spec.key));
        near(a).total_cmp(&near(b))
    });
    best.map(|spec| spec.key.to_owned()).unwrap_or_default()
}

fn unknown(place: &str, nearest: &str) -> Trouble {
    Trouble::input(
        "unknown_setting",
        Text::new(
            format!(
                "{place}: không có mục cấu hình này. Có phải là `{nearest}`? Xem tất cả: daumoi config --explain"
            ),
            format!(
                "{place}: there is no such setting. Did you mean `{nearest}`? See all: daumoi config --explain"
            ),
        ),
    )
}

/// What may be shown of a value: no secret, no password in an address.
fn shown(spec: &Spec, value: &str) -> String {
    if spec.is_secret && !value.is_empty() {
        return MASK.to_owned();
    }
    let Some((scheme, rest)) = value.split_once("://") else { return value.to_owned() };
    let Some((who, place)) = rest.rsplit_once('@') else { return value.to_owned() };
    let user = who.split(':').next().unwrap_or_default();
    format!("{scheme}://{user}:{MASK}@{place}")
}

/// Reads values in their types.
pub(crate) struct Reading<'a>(&'a BTreeMap<&'static str, Chosen>);

impl Reading<'_> {
    pub(crate) fn text(&self, key: &str) -> String {
        self.0.get(key).map(|chosen| chosen.value.clone()).unwrap_or_default()
    }

    fn path(&self, key: &str) -> PathBuf {
        self.text(key).into()
    }

    fn number(&self, key: &str, least: i64, most: i64) -> Result<i64, Trouble> {
        let is_fit = |number: &i64| (least..=most).contains(number);
        self.text(key)
            .parse()
            .ok()
            .filter(is_fit)
            .ok_or_else(|| self.unfit(key, &format!("{least}…{most}")))
    }

    fn truth(&self, key: &str) -> Result<bool, Trouble> {
        self.text(key).parse().map_err(|_| self.unfit(key, "true, false"))
    }

    pub(crate) fn word(&self, key: &str, words: &[&str]) -> Result<String, Trouble> {
        let word = self.text(key);
        if words.contains(&word.as_str()) {
            Ok(word)
        } else {
            Err(self.unfit(key, &words.join(", ")))
        }
    }

    fn files(&self) -> Result<FilePlace, Trouble> {
        if self.word("files.store", &["disk", "s3"])? == "disk" {
            return Ok(FilePlace::Disk(self.path("files.path")));
        }
        for key in ["files.endpoint", "files.bucket", "files.access_key", "files.secret_key"] {
            if self.text(key).is_empty() {
                return Err(self.unfit(key, "files.store = \"s3\" needs it"));
            }
        }
        Ok(FilePlace::S3(S3Settings {
            endpoint: self.text("files.endpoint"),
            bucket: self.text("files.bucket"),
            region: self.text("files.region"),
            access_key: self.text("files.access_key"),
            secret_key: self.text("files.secret_key"),
            allow_http: self.truth("files.allow_http")?,
        }))
    }

    fn limits(&self) -> Result<Limits, Trouble> {
        let megabytes = self.number("files.limit_mb", 1, 2000)?;
        let max_bytes = u64::try_from(megabytes).unwrap_or(25).saturating_mul(1024 * 1024);
        Ok(Limits { max_bytes })
    }

    fn scanner(&self) -> Result<Option<Scanner>, Trouble> {
        let seconds = self.number("scanner.seconds", 1, 3600)?;
        let command = self.text("scanner.command");
        let mut words = command.split_whitespace().map(str::to_owned);
        Ok(words.next().map(|program| Scanner {
            program: program.into(),
            arguments: words.collect(),
            time_limit: Duration::from_secs(u64::try_from(seconds).unwrap_or(60)),
        }))
    }

    pub(crate) fn unfit(&self, key: &str, wanted: &str) -> Trouble {
        let value = SPECS
            .iter()
            .find(|spec| spec.key == key)
            .map_or_else(String::new, |spec| shown(spec, &self.text(key)));
        let from = self.0.get(key).map(|chosen| chosen.source.text()).unwrap_or_default();
        Trouble::input(
            "bad_setting",
            Text::new(
                format!(
                    "Mục cấu hình `{key}` là “{value}” ({}), không hợp lệ. Cần: {wanted}.",
                    from.vi
                ),
                format!(
                    "The setting `{key}` is “{value}” ({}), which does not fit. Wanted: {wanted}.",
                    from.en
                ),
            ),
        )
    }
}
