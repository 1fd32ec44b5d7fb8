//! `daumoi token` and `daumoi password`: who may come in.

use std::io::Read;

use daumoi_definition::{Department, Grant};
use daumoi_kernel::Text;
use daumoi_office::{Clock, MachineClock};
use daumoi_store::accounts::{self, ApiToken};
use daumoi_store::{StoreError, Tx};
use futures::FutureExt;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::arguments::Token;
use crate::machine::Machine;
use crate::say::Say;
use crate::settings::Settings;
use crate::trouble::Trouble;

/// Length is what makes a password hard to guess.
const SHORTEST_PASSWORD: usize = 8;

pub(crate) async fn token(say: Say, settings: Settings, asked: Token) -> Result<(), Trouble> {
    let machine = Machine::open_existing(settings).await?;
    match asked {
        Token::Issue { name, grant, json } => issue(say, &machine, &name, &grant, json).await,
        Token::Revoke { name } => revoke(say, &machine, &name).await,
        Token::List { json } => list(say, &machine, json).await,
    }
}

async fn issue(
    say: Say,
    machine: &Machine,
    name: &str,
    wanted: &[String],
    as_json: bool,
) -> Result<(), Trouble> {
    let office = machine.office().await?;
    let (department, today) = (office.department(), office.local_now().date());
    let grants = wanted
        .iter()
        .map(|text| grant(text, &department, today))
        .collect::<Result<Vec<Grant>, Trouble>>()?;
    let issued = office.issue_token(name, &grants).await?;
    if as_json {
        say.json(&json!({ "name": name, "token": issued.token, "grants": grants }));
    } else {
        say.line(&issued.token);
        say.aside(
            Text::new(
                "Chép lại ngay: mã chỉ hiện một lần này.",
                "Copy it now: it is shown this once.",
            )
            .get(say.lang),
        );
    }
    Ok(())
}

/// Reads `role@unit` or `role@unit:4,8`.
fn grant(text: &str, department: &Department, today: Date) -> Result<Grant, Trouble> {
    let (place, duties) =
        text.split_once(':').map_or((text, ""), |(place, duties)| (place, duties));
    let Some((role, unit)) = place.split_once('@') else { return Err(bad_grant(text, "", "")) };
    if !department.roles.contains_key(role) {
        return Err(bad_grant(text, role, &nearest(role, department.roles.keys())));
    }
    if !department.units.contains_key(unit) {
        return Err(bad_grant(text, unit, &nearest(unit, department.units.keys())));
    }
    let known = |duty: &u32| department.duties.iter().any(|it| it.number == *duty);
    let duties = duties
        .split(',')
        .filter(|duty| !duty.is_empty())
        .map(|duty| {
            let number = duty.trim().parse().ok().filter(known);
            number.ok_or_else(|| bad_grant(text, duty, "1…34"))
        })
        .collect::<Result<Vec<u32>, Trouble>>()?;
    Ok(Grant { role: role.to_owned(), unit: unit.to_owned(), duties, from: today, until: None })
}

fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a String>) -> String {
    let near = |known: &str| strsim::jaro_winkler(word, known);
    known.max_by(|a, b| near(a).total_cmp(&near(b))).cloned().unwrap_or_default()
}

fn bad_grant(text: &str, word: &str, near: &str) -> Trouble {
    let (vi, en) = if word.is_empty() {
        (String::new(), String::new())
    } else {
        (
            format!(" Không có “{word}”; có phải là “{near}”?"),
            format!(" There is no “{word}”; did you mean “{near}”?"),
        )
    };
    Trouble::input(
        "bad_grant",
        Text::new(
            format!(
                "--grant {text}: cần vai trò@đơn vị, ví dụ case_officer@press_publishing:4,8.{vi}"
            ),
            format!(
                "--grant {text}: it must be role@unit, such as case_officer@press_publishing:4,8.{en}"
            ),
        ),
    )
}

async fn tokens(machine: &Machine) -> Result<Vec<ApiToken>, StoreError> {
    machine.store.read(|tx: &mut Tx| accounts::tokens(tx).boxed()).await
}

async fn revoke(say: Say, machine: &Machine, name: &str) -> Result<(), Trouble> {
    let at = MachineClock.now().as_microsecond();
    let open: Vec<_> = tokens(machine)
        .await?
        .into_iter()
        .filter(|token| token.name == name && token.revoked_at.is_none())
        .map(|token| accounts::token_revoked(&token.token, at))
        .collect();
    let count = open.len();
    if count == 0 {
        return Err(Trouble::input(
            "no_token",
            Text::new(
                format!("Không có mã nào đang dùng mang tên “{name}”. Xem: daumoi token list"),
                format!("No token named “{name}” is in use. See: daumoi token list"),
            ),
        ));
    }
    let revoked = machine.store.write(move |tx: &mut Tx| {
        let open = open.clone();
        async move { tx.batch(&open).await }.boxed()
    });
    revoked.await.map_err(|error: StoreError| Trouble::from(error))?;
    say.both(format!("Đã thu hồi {count} mã."), format!("Revoked {count} token(s)."));
    Ok(())
}

async fn list(say: Say, machine: &Machine, as_json: bool) -> Result<(), Trouble> {
    let day = |at: i64| Timestamp::from_microsecond(at).map(|at| at.to_string()).ok();
    let rows: Vec<Value> = tokens(machine)
        .await?
        .into_iter()
        .map(|token| {
            let grants: Value = serde_json::from_str(&token.grants).unwrap_or_default();
            json!({
                "name": token.name, "grants": grants,
                "created_at": day(token.created_at), "revoked_at": token.revoked_at.and_then(day),
            })
        })
        .collect();
    if as_json {
        say.json(&json!({ "tokens": rows }));
        return Ok(());
    }
    for row in &rows {
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or("–").to_owned();
        say.line(&format!("{}  {}  {}", text("name"), text("created_at"), text("revoked_at")));
    }
    Ok(())
}

pub(crate) async fn password(say: Say, settings: Settings, person: &str) -> Result<(), Trouble> {
    let machine = Machine::open_existing(settings).await?;
    let office = machine.office().await?;
    let mut typed = String::new();
    std::io::stdin().lock().read_to_string(&mut typed).map_err(|error| {
        let text = Text::new("Không đọc được mật khẩu.", "The password could not be read.");
        Trouble::input("password", text).because(&error)
    })?;
    let password = typed.lines().next().unwrap_or_default();
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(Trouble::input(
            "short_password",
            Text::new(
                format!(
                    "Mật khẩu cần ít nhất {SHORTEST_PASSWORD} ký tự, đưa vào qua đầu vào chuẩn."
                ),
                format!(
                    "A password has at least {SHORTEST_PASSWORD} characters, given on standard input."
                ),
            ),
        ));
    }
    office.set_password(person, password).await?;
    say.both(format!("Đã đặt mật khẩu cho {person}."), format!("The password of {person} is set."));
    Ok(())
}
