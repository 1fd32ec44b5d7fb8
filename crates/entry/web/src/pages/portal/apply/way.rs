//! The way through an application: its steps in order, which are done, where one stands.

use daumoi_definition::{FieldProblem, Severity};
use daumoi_kernel::Text;
use daumoi_office::portal::DraftForm;

use super::Opened;

pub(super) const PARTY: &str = "nguoi-nop";
pub(super) const PAPERS: &str = "giay-to";
pub(super) const LOOK: &str = "xem-lai";
const SECTION: &str = "phan/";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Done,
    /// Saved, and something in it must be put right.
    Wrong,
    Open,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// Behind the address of the draft: `phan/content`.
    pub(super) path: String,
    pub(super) title: Text,
    pub(super) standing: Standing,
}

impl Step {
    pub(super) fn is_done(&self) -> bool {
        self.standing == Standing::Done
    }

    pub(super) fn is_wrong(&self) -> bool {
        self.standing == Standing::Wrong
    }
}

/// Where a step stands among the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stand {
    pub(super) number: usize,
    pub(super) of: usize,
    /// The step before, to go back to.
    pub(super) back: String,
    pub(super) next: String,
}

pub(super) fn section_path(section: &str) -> String {
    format!("{SECTION}{section}")
}

/// The section that a path names.
pub(super) fn section_of(path: &str) -> Option<&str> {
    path.strip_prefix(SECTION)
}

/// Every step but the last look.
pub(super) fn steps(opened: &Opened) -> Vec<Step> {
    let form = &opened.form;
    let saved = &opened.draft.content.saved;
    let standing = |is_saved: bool, is_wrong: bool| match (is_saved, is_wrong) {
        (false, _) => Standing::Open,
        (true, true) => Standing::Wrong,
        (true, false) => Standing::Done,
    };
    let mut steps = vec![Step {
        path: PARTY.to_owned(),
        title: Text::new("Người nộp", "Who applies"),
        standing: standing(saved.contains("applicant"), is_wrong(form, PARTY)),
    }];
    steps.extend(form.sections.iter().map(|section| {
        let path = section_path(&section.id);
        let is_wrong = is_wrong(form, &path);
        let standing = standing(saved.contains(&path), is_wrong);
        Step { path, title: section.title.clone(), standing }
    }));
    if !form.papers.is_empty() {
        let is_begun = !opened.draft.content.papers.is_empty();
        let is_wrong = is_wrong(form, PAPERS);
        steps.push(Step {
            path: PAPERS.to_owned(),
            title: Text::new("Giấy tờ", "Papers"),
            standing: match (is_begun, is_wrong) {
                (_, false) => Standing::Done,
                (true, true) => Standing::Wrong,
                (false, true) => Standing::Open,
            },
        });
    }
    steps
}

/// The errors that belong to a step.
pub(super) fn errors_at<'a>(
    form: &'a DraftForm,
    path: &'a str,
) -> impl Iterator<Item = &'a FieldProblem> {
    form.errors_of(move |field| step_of(form, field).as_deref() == Some(path))
}

fn is_wrong(form: &DraftForm, path: &str) -> bool {
    errors_at(form, path).next().is_some()
}

/// The step that asks for a field or paper.
pub(super) fn step_of(form: &DraftForm, field: &str) -> Option<String> {
    let field = field.split('.').next().unwrap_or_default();
    if field == "applicant" {
        return Some(PARTY.to_owned());
    }
    let asks = |section: &&daumoi_office::portal::FormSection| {
        section.fields.iter().any(|asked| asked.id == field)
    };
    if let Some(section) = form.sections.iter().find(asks) {
        return Some(section_path(&section.id));
    }
    form.papers.iter().any(|paper| paper.id == field).then(|| PAPERS.to_owned())
}

/// The problems of these fields, warnings included, as they are shown beside them.
pub(super) fn problems_of<'a>(
    form: &'a DraftForm,
    is_shown: impl Fn(&FieldProblem) -> bool + 'a,
) -> Vec<FieldProblem> {
    let shown = form.problems.iter().filter(|problem| is_shown(problem));
    let mut problems: Vec<FieldProblem> = shown.cloned().collect();
    problems.sort_by_key(|problem| problem.severity != Severity::Error);
    problems
}

/// Where the step at `path` stands.
pub(super) fn stand(opened: &Opened, path: &str) -> Stand {
    let base = opened.address();
    let paths: Vec<String> = steps(opened).into_iter().map(|step| step.path).collect();
    let place = paths.iter().position(|known| known == path).unwrap_or(paths.len());
    let at = |place: Option<usize>, otherwise: &str| {
        place
            .and_then(|place| paths.get(place))
            .map_or_else(|| format!("{base}{otherwise}"), |path| format!("{base}/{path}"))
    };
    Stand {
        number: place + 1,
        of: paths.len() + 1,
        back: at(place.checked_sub(1), ""),
        next: at(place.checked_add(1), &format!("/{LOOK}")),
    }
}
