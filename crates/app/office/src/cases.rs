//! The one question about cases that desk, lead and API ask: which, for whom, in which order.
//!
//! Cases stand in the order of the time that is left, then finished ones, the newest first. What a
//! principal sees is the scope of [`crate::dossiers::scope`], here as everywhere.

use daumoi_access::{Principal, desks};
use daumoi_calendar::{Due, Left, time_left};
use daumoi_store::cases::{self, Narrowed, Span};
use daumoi_store::dossiers::DossierSummary;
use daumoi_store::tasks::{self, InboxItem, TaskRow, Whose as Arm};
use daumoi_store::{Scope, StoreError, Tx, counters, search};
use futures::FutureExt;
use jiff::civil::Date;

pub use daumoi_store::cases::Dimension;

use crate::dossiers;
use crate::failure::Failure;
use crate::office::Office;
use crate::project::{NOTHING_DUE, finished_key};

/// Due within so many working days, today not counted, is due soon.
const SOON_WORKING_DAYS: usize = 2;
/// The words of a question narrow a list to so many cases at most, the newest.
const MOST_FOUND: usize = 400;
/// Their work waits for an officer who was named; that of every other role for whoever is there.
const CASE_OFFICER: &str = "case_officer";

/// Whose cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// The tasks that wait for the principal, or for a role that they hold.
    Mine,
    /// What is worked in the units where the principal holds a role.
    MyUnits,
    /// All that the principal may see.
    #[default]
    All,
}

/// How an open case stands to its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lateness {
    Late,
    /// Due today or on one of the next two working days.
    Soon,
}

/// Days, first and last included; what is absent is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

/// A place in a list: where the next page begins. The last number tells tasks of one case apart.
pub type Place = (i64, i64, i64);

/// Which cases. What is left out narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseQuery {
    pub whose: Whose,
    pub is_open: Option<bool>,
    /// Of open cases.
    pub lateness: Option<Lateness>,
    /// The clause of the mandate.
    pub duty: Option<i64>,
    pub procedure: Option<String>,
    pub unit: Option<String>,
    /// Empty: nobody was named yet.
    pub officer: Option<String>,
    /// Official statuses, 1–10.
    pub statuses: Vec<i64>,
    /// The state of a flow.
    pub state: Option<String>,
    /// When open cases are due.
    pub due: Days,
    pub received: Days,
    /// When finished cases were finished.
    pub finished: Days,
    /// Free words, with or without marks.
    pub words: String,
    pub after: Option<Place>,
    pub limit: usize,
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseLine {
    pub case: DossierSummary,
    /// What waits, in a list of [`Whose::Mine`].
    pub task: Option<TaskRow>,
}

impl CaseLine {
    #[must_use]
    pub fn place(&self) -> Place {
        match &self.task {
            Some(task) => (task.due_key, task.dossier, task.slot),
            None => (self.case.due_key, self.case.id, 0),
        }
    }

    /// When a finished case was finished, in microseconds.
    #[must_use]
    pub fn finished_at(&self) -> Option<i64> {
        // The order of finished cases is a reflection, so it leads back.
        (!self.case.is_open).then(|| finished_key(self.case.due_key))
    }
}

impl From<DossierSummary> for CaseLine {
    fn from(case: DossierSummary) -> Self {
        Self { case, task: None }
    }
}

impl From<InboxItem> for CaseLine {
    fn from(item: InboxItem) -> Self {
        Self { case: item.dossier, task: Some(item.task) }
    }
}

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CasePage {
    pub lines: Vec<CaseLine>,
    /// Where the next page begins, when there is one.
    pub next: Option<Place>,
}

/// When a case is due, and what is left until then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    pub due: Due,
    pub left: Left,
    pub is_soon: bool,
}

/// What waits in each place, read from the counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    pub mine: i64,
    pub my_units: i64,
    pub all: i64,
}

/// What the store is asked, with the scope already found.
struct Asked {
    scope: Scope,
    narrowed: Narrowed,
    words: Vec<search::SearchWord>,
    arms: Option<Vec<Arm>>,
    /// Nothing can answer, such as another unit among one's own.
    is_void: bool,
}

impl Office {
    /// A page of cases.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_cases(
        &self,
        principal: &Principal,
        query: &CaseQuery,
    ) -> Result<CasePage, Failure> {
        let asked = self.asked(principal, query).await?;
        if asked.is_void || query.limit == 0 {
            return Ok(CasePage::default());
        }
        let (after, limit) = (query.after, query.limit);
        let mut lines: Vec<CaseLine> = self
            .inner
            .store
            .read(move |tx| async move { asked.lines(tx, after, limit + 1).await }.boxed())
            .await?;
        let is_more = lines.len() > limit;
        lines.truncate(limit);
        let next = lines.last().filter(|_| is_more).map(CaseLine::place);
        Ok(CasePage { lines, next })
    }

    /// How many cases; `whose` [`Whose::Mine`] counts as [`Whose::All`]. For what is late, due soon,
    /// received or finished within days: what stands where now is in [`Office::counts`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count_cases(
        &self,
        principal: &Principal,
        query: &CaseQuery,
    ) -> Result<i64, Failure> {
        let asked = self.asked(principal, query).await?;
        if asked.is_void {
            return Ok(0);
        }
        let counted = self.inner.store.read(move |tx| {
            async move {
                let narrowed = asked.found(tx).await?;
                cases::count(tx, &asked.scope, &narrowed).await
            }
            .boxed()
        });
        Ok(counted.await?)
    }

    /// As [`Office::count_cases`], by what the dimensions say, in the order of their words.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count_cases_by(
        &self,
        principal: &Principal,
        query: &CaseQuery,
        dimensions: &[Dimension],
    ) -> Result<Vec<(Vec<String>, i64)>, Failure> {
        let asked = self.asked(principal, query).await?;
        if asked.is_void {
            return Ok(Vec::new());
        }
        let dimensions = dimensions.to_vec();
        let counted = self.inner.store.read(move |tx| {
            async move {
                let narrowed = asked.found(tx).await?;
                cases::count_by(tx, &asked.scope, &narrowed, &dimensions).await
            }
            .boxed()
        });
        Ok(counted.await?)
    }

    /// What waits for `principal`, in their units, and in all.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn waiting(&self, principal: &Principal) -> Result<Waiting, Failure> {
        let scope = dossiers::scope(self, principal).await?;
        let (tasks, units) = self
            .inner
            .store
            .read(move |tx| {
                async move {
                    let tasks = counters::totals(tx, "task/", &scope).await?;
                    let units = counters::totals(tx, "unit/", &scope).await?;
                    Ok::<_, StoreError>((tasks, units))
                }
                .boxed()
            })
            .await?;
        let desks = desks(principal, self.local_now().date());
        let is_mine = |name: &str| {
            let mut parts = name.split('/').skip(1);
            let (unit, role, officer) = (parts.next(), parts.next(), parts.next());
            officer == Some(principal.id.as_str())
                || role != Some(CASE_OFFICER)
                    && desks.iter().any(|(at, held)| unit == Some(at) && role == Some(held))
        };
        let is_my_unit = |name: &str| {
            desks.iter().any(|(at, _)| name.strip_prefix("unit/") == Some(at.as_str()))
        };
        Ok(Waiting {
            mine: tasks.iter().filter(|(name, _)| is_mine(name)).map(|(_, count)| count).sum(),
            my_units: units.iter().filter(|(name, _)| is_my_unit(name)).map(|(_, it)| it).sum(),
            all: units.iter().map(|(_, count)| count).sum(),
        })
    }

    async fn asked(&self, principal: &Principal, query: &CaseQuery) -> Result<Asked, Failure> {
        let scope = dossiers::scope(self, principal).await?;
        let desks = desks(principal, self.local_now().date());
        let mut is_void = false;
        let mut units: Vec<String> = query.unit.iter().cloned().collect();
        if query.whose == Whose::MyUnits {
            let mine = || desks.iter().map(|(unit, _)| unit.clone());
            units = match &query.unit {
                Some(unit) => mine().filter(|it| it == unit).collect(),
                None => mine().collect(),
            };
            units.dedup();
            is_void = units.is_empty();
        }
        let arms = (query.whose == Whose::Mine).then(|| {
            let roles = desks.into_iter().filter(|(_, role)| role != CASE_OFFICER);
            let mut arms: Vec<Arm> = roles.map(|(unit, role)| Arm::Role { unit, role }).collect();
            arms.push(Arm::Officer(principal.id.clone()));
            arms
        });
        let narrowed = Narrowed {
            is_open: query.is_open,
            duty: query.duty,
            procedure: query.procedure.clone(),
            units,
            officer: query.officer.clone(),
            statuses: query.statuses.clone(),
            state: query.state.clone(),
            received: self.span(query.received),
            ids: None,
            key: Span::default(),
        };
        let (narrowed, contradicts) = self.with_times(narrowed, query);
        let words = dossiers::search_words(&query.words);
        Ok(Asked { scope, narrowed, words, arms, is_void: is_void || contradicts })
    }

    /// Narrows to a stretch of the order; what is due is open, what was finished is not.
    fn with_times(&self, mut narrowed: Narrowed, query: &CaseQuery) -> (Narrowed, bool) {
        let mut is_open = query.is_open;
        let mut contradicts = false;
        let mut must_be = |wanted: bool| {
            contradicts |= is_open.is_some_and(|known| known != wanted);
            is_open = Some(wanted);
        };
        if let Some(lateness) = query.lateness {
            must_be(true);
            narrowed.key = self.span_of(lateness);
        }
        if query.due != Days::default() {
            must_be(true);
            let due = self.due_span(query.due);
            narrowed.key = within(narrowed.key, due);
        }
        if query.finished != Days::default() {
            must_be(false);
            let at = self.span(query.finished);
            // The order of finished cases runs backwards.
            let reflected = Span {
                from: at.before.map(|before| finished_key(before) + 1),
                before: at.from.map(|from| finished_key(from) + 1),
            };
            narrowed.key = within(narrowed.key, reflected);
        }
        narrowed.is_open = is_open;
        (narrowed, contradicts)
    }

    /// Where late cases stand, or those that are due soon.
    fn span_of(&self, lateness: Lateness) -> Span {
        let now = self.now().as_microsecond() + 1;
        match lateness {
            Lateness::Late => Span { from: None, before: Some(now) },
            Lateness::Soon => {
                let day = self.soon_until(self.local_now().date());
                Span { from: Some(now), before: Some(self.end_of(day) + 1) }
            }
        }
    }

    /// The time of an open case or of a task, by its place in the order; nothing where no clock runs.
    #[must_use]
    pub fn time_of(&self, due_key: i64) -> Option<Time> {
        if due_key >= NOTHING_DUE {
            return None;
        }
        let at = self.local_of(due_key);
        // A day that is due ends where the next begins.
        let due = match at.date().yesterday() {
            Ok(day) if at.time() == jiff::civil::Time::midnight() => Due::on(day),
            _ => Due::at(at),
        };
        let now = self.local_now();
        let left = time_left(now, due, &self.department().calendar);
        let is_soon = due.date <= self.soon_until(now.date());
        Some(Time { due, left, is_soon })
    }

    /// The last day on which what is due counts as due soon.
    #[must_use]
    pub fn soon_until(&self, today: Date) -> Date {
        let department = self.department();
        (0..SOON_WORKING_DAYS).fold(today, |day, _| department.calendar.next_working_day(day))
    }

    /// Due on these days: a day that is due ends with the beginning of the next.
    fn due_span(&self, days: Days) -> Span {
        Span {
            from: days.from.map(|day| self.beginning_of(day) + 1),
            before: days.to.map(|day| self.end_of(day) + 1),
        }
    }

    fn span(&self, days: Days) -> Span {
        Span {
            from: days.from.map(|day| self.beginning_of(day)),
            before: days.to.map(|day| self.end_of(day)),
        }
    }

    fn beginning_of(&self, day: Date) -> i64 {
        self.instant(day.to_datetime(jiff::civil::Time::midnight())).as_microsecond()
    }

    fn end_of(&self, day: Date) -> i64 {
        self.instant(daumoi_calendar::end_of_day(Due::on(day))).as_microsecond()
    }
}

fn within(one: Span, other: Span) -> Span {
    Span {
        from: one.from.max(other.from),
        before: match (one.before, other.before) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        },
    }
}

impl Asked {
    async fn lines(
        &self,
        tx: &mut Tx,
        after: Option<Place>,
        page: usize,
    ) -> Result<Vec<CaseLine>, StoreError> {
        let narrowed = self.found(tx).await?;
        let Some(arms) = &self.arms else {
            let after = after.map(|(key, id, _)| (key, id));
            let found = cases::list(tx, &self.scope, &narrowed, after, page).await?;
            return Ok(found.into_iter().map(CaseLine::from).collect());
        };
        // A task is addressed to the reader, who sees its case; only a narrower question looks at it.
        let narrower = (narrowed != Narrowed::default()).then_some((&self.scope, &narrowed));
        let found = tasks::inbox(tx, arms, narrower, after, page).await?;
        Ok(found.into_iter().map(CaseLine::from).collect())
    }

    /// What is asked, with the cases that hold the words.
    async fn found(&self, tx: &mut Tx) -> Result<Narrowed, StoreError> {
        let mut narrowed = self.narrowed.clone();
        if !self.words.is_empty() {
            let found = search::find(tx, &self.scope, &self.words, MOST_FOUND).await?;
            let cases = found.into_iter().filter(|(_, kind)| kind == "dossier");
            narrowed.ids = Some(cases.map(|(id, _)| id).collect());
        }
        Ok(narrowed)
    }
}
