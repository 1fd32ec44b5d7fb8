//! What waits for whom: the tasks of open cases, and the inbox they make.
//!
//! A task is addressed to a role at a unit, never copied to people; an officer may have taken it.

use crate::cases::Narrowed;
use crate::dossiers::{DossierSummary, SUMMARY, limit, summary};
use crate::error::StoreError;
use crate::scope::Scope;
use crate::sql::{Row, Statement, Tx, Value};

/// A task of a case. The slot tells several tasks of one case apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow {
    pub dossier: i64,
    pub slot: i64,
    pub unit: String,
    pub role: String,
    pub officer: Option<String>,
    pub due_key: i64,
}

/// A task with the case it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxItem {
    pub task: TaskRow,
    pub dossier: DossierSummary,
}

/// Where the next page of an inbox begins: (`due_key`, case, slot) of the last row.
pub type InboxCursor = (i64, i64, i64);

impl InboxItem {
    #[must_use]
    pub fn cursor(&self) -> InboxCursor {
        (self.task.due_key, self.task.dossier, self.task.slot)
    }
}

/// Whose tasks are read: several together make one inbox.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// All tasks of this role at this unit, taken or not.
    Role { unit: String, role: String },
    /// The tasks this officer has taken.
    Officer(String),
}

/// How many parts of an inbox one query merges.
const ARMS_IN_ONE_QUERY: usize = 64;

/// The statements that lead from the tasks that stood to the ones that stand now; what did not
/// change is not written.
#[must_use]
pub fn tasks_replaced(dossier: i64, before: &[TaskRow], after: &[TaskRow]) -> Vec<Statement> {
    let mut statements = Vec::new();
    for old in before {
        if !after.iter().any(|new| new.slot == old.slot) {
            statements.push((
                "DELETE FROM task WHERE dossier = ?1 AND slot = ?2".into(),
                vec![dossier.into(), old.slot.into()],
            ));
        }
    }
    for new in after {
        let sql = match before.iter().find(|old| old.slot == new.slot) {
            Some(old) if old == new => continue,
            Some(_) => {
                "UPDATE task SET unit = ?3, role = ?4, officer = ?5, due_key = ?6 \
                 WHERE dossier = ?1 AND slot = ?2"
            }
            None => {
                "INSERT INTO task (dossier, slot, unit, role, officer, due_key) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
            }
        };
        statements.push((
            sql.into(),
            vec![
                dossier.into(),
                new.slot.into(),
                Value::from(&new.unit),
                Value::from(&new.role),
                new.officer.as_ref().into(),
                new.due_key.into(),
            ],
        ));
    }
    statements
}

fn task(row: &Row) -> Result<TaskRow, StoreError> {
    Ok(TaskRow {
        dossier: row.int(0)?,
        slot: row.int(1)?,
        unit: row.text(2)?,
        role: row.text(3)?,
        officer: row.opt_text(4)?,
        due_key: row.int(5)?,
    })
}

/// The tasks of one case, in the order of their slots.
///
/// # Errors
/// When the database fails.
pub async fn of_dossier(tx: &mut Tx, dossier: i64) -> Result<Vec<TaskRow>, StoreError> {
    let sql = "SELECT dossier, slot, unit, role, officer, due_key FROM task WHERE dossier = ?1 \
               ORDER BY slot";
    tx.query(sql, &[dossier.into()]).await?.iter().map(task).collect()
}

/// One page of an inbox, the most urgent first, narrowed to some cases.
///
/// # Errors
/// When the database fails.
pub async fn inbox(
    tx: &mut Tx,
    whose: &[Whose],
    narrowed: Option<(&Scope, &Narrowed)>,
    after: Option<InboxCursor>,
    page: usize,
) -> Result<Vec<InboxItem>, StoreError> {
    let mut arms = whose.to_vec();
    arms.sort();
    arms.dedup();
    if !arms.is_empty() {
        // Filled up with what nothing has: so there are few different statements.
        let nobody = Whose::Role { unit: String::new(), role: String::new() };
        arms.resize(arms.len().next_power_of_two(), nobody);
    }
    let mut found = Vec::new();
    for arms in arms.chunks(ARMS_IN_ONE_QUERY) {
        let (sql, values) = inbox_page(arms, narrowed, after, page);
        for row in tx.query(&sql, &values).await? {
            found.push(InboxItem { task: task(&row)?, dossier: summary(&row, 6)? });
        }
    }
    found.sort_by_key(InboxItem::cursor);
    // One who took a task of their own role sees it once.
    found.dedup_by_key(|item| item.cursor());
    found.truncate(page);
    Ok(found)
}

fn inbox_page(
    arms: &[Whose],
    narrowed: Option<(&Scope, &Narrowed)>,
    after: Option<InboxCursor>,
    page: usize,
) -> (String, Vec<Value>) {
    let (due_key, dossier, slot) = after.unwrap_or((i64::MIN, i64::MIN, i64::MIN));
    let mut values = vec![due_key.into(), dossier.into(), slot.into(), limit(page)];
    let mut parts = Vec::with_capacity(arms.len());
    for (number, arm) in arms.iter().enumerate() {
        let of_arm = match arm {
            Whose::Officer(officer) => {
                values.push(officer.into());
                format!("t.officer = ?{}", values.len())
            }
            Whose::Role { unit, role } => {
                values.extend([unit.into(), role.into()]);
                format!("t.unit = ?{} AND t.role = ?{}", values.len() - 1, values.len())
            }
        };
        // A cross join keeps SQLite from turning the two around: the tasks are walked in their order.
        let (joined, conditions) = match narrowed {
            Some((scope, narrowed)) => {
                let within = scope.predicate("d", "applicant_key", &mut values);
                let conditions = narrowed.conditions("t.due_key", &mut values);
                (" CROSS JOIN dossier d", format!(" AND d.id = t.dossier AND {within}{conditions}"))
            }
            None => ("", String::new()),
        };
        parts.push(format!(
            "SELECT * FROM (SELECT t.dossier, t.slot, t.unit, t.role, t.officer, t.due_key \
             FROM task t{joined} WHERE {of_arm} \
             AND (t.due_key, t.dossier, t.slot) > (?1, ?2, ?3){conditions} \
             ORDER BY t.due_key, t.dossier, t.slot LIMIT ?4) AS arm{number}"
        ));
    }
    let sql = format!(
        "SELECT t.dossier, t.slot, t.unit, t.role, t.officer, t.due_key, {} FROM ({}) AS t \
         JOIN dossier d ON d.id = t.dossier ORDER BY t.due_key, t.dossier, t.slot LIMIT ?4",
        SUMMARY,
        parts.join(" UNION ALL ")
    );
    (sql, values)
}
