//! Embeds what `assets/` built: every file under its hashed name, with its packed copies.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

const MISSING: &str = "assets/build is missing. Make it once with: assets/make";

fn main() -> Result<(), String> {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/build");
    println!("cargo::rerun-if-changed={}", built.display());
    let names = names_in(&built);
    if names.is_empty() {
        return Err(MISSING.to_owned());
    }
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default().join("assets.rs");
    fs::write(&out, table(&built, &names)).map_err(|error| format!("{}: {error}", out.display()))
}

fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// `&[Asset { name: "daumoi.css", hashed: "daumoi.0123.css", plain: include_bytes!(…), … }]`
fn table(folder: &Path, names: &[String]) -> String {
    let mut plain: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
    for name in names {
        let (base, is_brotli, is_gzip) = match name.strip_suffix(".br") {
            Some(base) => (base, true, false),
            None => match name.strip_suffix(".gz") {
                Some(base) => (base, false, true),
                None => (name.as_str(), false, false),
            },
        };
        let kept = plain.entry(base).or_default();
        kept.0 |= is_brotli;
        kept.1 |= is_gzip;
    }
    let mut text = String::from("pub(crate) static ASSETS: &[Asset] = &[\n");
    for (hashed, (has_brotli, has_gzip)) in plain {
        let include = |suffix: &str| {
            let path = folder.join(format!("{hashed}{suffix}"));
            format!("include_bytes!({:?})", path.display().to_string())
        };
        let packed = |is_there: bool, suffix: &str| {
            if is_there { format!("Some({})", include(suffix)) } else { "None".to_owned() }
        };
        text.push_str(&format!(
            "    Asset {{ name: {:?}, hashed: {hashed:?}, plain: {}, brotli: {}, gzip: {} }},\n",
            without_hash(hashed),
            include(""),
            packed(has_brotli, ".br"),
            packed(has_gzip, ".gz"),
        ));
    }
    text.push_str("];\n");
    text
}

/// `daumoi.0123456789ab.css` is `daumoi.css`.
fn without_hash(hashed: &str) -> String {
    let parts: Vec<&str> = hashed.split('.').collect();
    match parts.as_slice() {
        [stem @ .., _, ending] => format!("{}.{ending}", stem.join(".")),
        _ => hashed.to_owned(),
    }
}
