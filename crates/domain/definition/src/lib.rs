//! What a department is made of, as dated data: procedures, flows, registers, the office, scenarios.
//!
//! [`load`] turns definition files into a [`Department`] or into every mistake found in them; a
//! department that loaded cannot fail later for a definition's sake. Beside it live the rules of the
//! definitions ([`Rule`], [`Facts`]), what follows from answers ([`check_answers`], [`fee`],
//! [`papers_asked`]) and the comparison of two sets of definitions ([`compare`]).
//!
//! Not here: reading the disk, counting due dates (`daumoi-calendar`), running a case.

mod answer_values;
mod answers;
mod asked;
mod decode;
mod department;
mod draft;
mod fee;
mod finder;
mod findings;
mod flow;
mod impact;
mod notice;
mod office;
mod procedure;
mod read;
mod register;
mod rule;
mod rule_facts;
mod rule_functions;
mod scenario;
mod source;
mod validate;

pub use answer_values::shape_problem;
pub use answers::{
    FieldProblem, LONGEST_LONG_TEXT, LONGEST_TEXT, ProblemCode, check_answers, normalise_answers,
};
pub use asked::{papers_asked, proposed_grounds, proposed_verdicts, terms, visible_fields};
pub use department::{Department, load};
pub use fee::{Fee, fee};
pub use finder::{Finder, Found};
pub use findings::Finding;
pub use flow::{Action, ClockStart, Effect, Flow, Outcome, Place, State, Status};
pub use impact::{Changes, Difference, ObjectChange, ObjectKind, What, compare};
pub use notice::{
    Notice, NoticeChannel, NoticeEdition, NoticeEvent, NoticeReader, filled, placeholders,
};
pub use office::{Grant, OfficeSettings, Person, Reason, Role, Section, Unit};
pub use procedure::{
    Authority, Channel, Check, Choice, Column, Condition, Confidence, Edition, FeeCase, FeeRate,
    FeeRule, Field, FieldKind, HandledBy, InForce, Keywords, LaterLife, LegalBasis, Level, Paper,
    PaperKind, PartyKind, Procedure, ProcedureKind, Reduction, RefusalGround, ResultEffect,
    ResultRule, Severity, SilenceMeans, SilenceRule, Step, SupplementRule, TermPurpose, TermRule,
    Validity,
};
pub use register::{RecordStatus, Register, RegisterField, Standing};
pub use rule::{Rule, RuleBook, RuleFault, Verdict};
pub use rule_facts::{Applicant, Facts};
pub use scenario::{Scenario, ScenarioKind, ScenarioParty, ScenarioStep};
pub use source::SourceFile;
