//! The words of every enumeration, as definitions write them.
//!
//! They are the serde names of the model; the test below keeps the two in step.

use daumoi_calendar::{AfterStop, Direction, Shift, Unit};

use crate::flow::{ClockStart, Effect, Outcome, Place, Status};
use crate::notice::{NoticeChannel, NoticeEvent, NoticeReader};
use crate::procedure::{
    Channel, Confidence, FieldKind, Level, PaperKind, PartyKind, ProcedureKind, ResultEffect,
    Severity, SilenceMeans, TermPurpose,
};
use crate::read::Word;
use crate::register::Standing;
use crate::scenario::ScenarioKind;

macro_rules! words {
    ($($type:ident { $first_word:literal => $first:ident, $($word:literal => $variant:ident,)* })*) => {
        $(impl Word for $type {
            const WORDS: &'static [(&'static str, Self)] =
                &[($first_word, Self::$first), $(($word, Self::$variant)),*];
            const STAND_IN: Self = Self::$first;
        })*

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn every_word_is_the_serde_name_of_its_value() {
                $(for (word, value) in <$type as Word>::WORDS {
                    assert_eq!(serde_json::to_value(value).unwrap(), *word);
                })*
            }
        }
    };
}

words! {
    Confidence { "verified" => Verified, "known" => Known, "assumed" => Assumed, }
    ProcedureKind {
        "licence" => Licence, "certificate" => Certificate, "confirmation" => Confirmation,
        "approval" => Approval, "notification" => Notification, "revocation" => Revocation,
        "publication" => Publication, "internal" => Internal,
    }
    Level {
        "central" => Central, "province" => Province, "district" => District, "commune" => Commune,
    }
    PartyKind {
        "citizen" => Citizen, "household" => Household, "enterprise" => Enterprise,
        "organisation" => Organisation, "state_body" => StateBody,
        "foreign_organisation" => ForeignOrganisation, "ex_officio" => ExOfficio,
    }
    Channel { "direct" => Direct, "online" => Online, "public_post" => PublicPost, }
    TermPurpose {
        "result" => Result, "promised" => Promised, "competence" => Competence,
        "supplement" => Supplement, "answer" => Answer, "completion" => Completion, "submission" => Submission,
        "consultation" => Consultation, "payment" => Payment,
    }
    Unit {
        "working_day" => WorkingDay, "calendar_day" => CalendarDay, "week" => Week,
        "month" => Month, "year" => Year, "hour" => Hour, "working_hour" => WorkingHour,
        "minute" => Minute,
    }
    Direction { "after" => After, "before" => Before, }
    Shift {
        "next_working_day" => NextWorkingDay, "previous_working_day" => PreviousWorkingDay,
        "none" => None,
    }
    AfterStop { "restart" => Restart, "continue" => Continue, }
    FieldKind {
        "text" => Text, "long_text" => LongText, "integer" => Integer, "money" => Money,
        "date" => Date, "date_time" => DateTime, "boolean" => Boolean, "choice" => Choice,
        "multi" => Multi, "party" => Party, "address" => Address, "phone" => Phone,
        "email" => Email, "file" => File, "table" => Table, "point" => Point, "unit" => Unit,
        "record" => Record,
    }
    Severity { "error" => Error, "warning" => Warning, }
    PaperKind {
        "form" => Form, "original" => Original, "certified_copy" => CertifiedCopy, "copy" => Copy,
    }
    SilenceMeans { "allowed" => Allowed, "refused" => Refused, }
    ResultEffect {
        "issue" => Issue, "amend" => Amend, "extend" => Extend, "reissue" => Reissue,
        "suspend" => Suspend, "reinstate" => Reinstate, "revoke" => Revoke,
        "document" => Document,
    }
    Standing {
        "in_force" => InForce, "suspended" => Suspended, "revoked" => Revoked,
        "expired" => Expired, "ended" => Ended,
    }
    ScenarioKind {
        "granted" => Granted, "supplemented_and_refused" => SupplementedAndRefused,
        "edge" => Edge,
    }
    ClockStart { "accept" => Accept, "submit" => Submit, }
    Place { "desk" => Desk, "handling" => Handling, "leader" => Leader, }
    Status {
        "new" => New, "accepted" => Accepted, "not_accepted" => NotAccepted,
        "processing" => Processing, "supplement_requested" => SupplementRequested,
        "payment_requested" => PaymentRequested, "withdrawn" => Withdrawn, "stopped" => Stopped,
        "processed" => Processed, "returned" => Returned,
    }
    Outcome { "grant" => Grant, "refuse" => Refuse, }
    Effect {
        "accept" => Accept, "decline" => Decline, "request_supplement" => RequestSupplement,
        "supplement" => Supplement, "request_payment" => RequestPayment, "pay" => Pay,
        "assign" => Assign, "transfer" => Transfer, "consult" => Consult,
        "answer_consultation" => AnswerConsultation, "assess_condition" => AssessCondition,
        "draft" => Draft, "submit_for_approval" => SubmitForApproval, "send_back" => SendBack,
        "approve" => Approve, "sign" => Sign, "hand_over" => HandOver, "withdraw" => Withdraw,
        "stop" => Stop, "extend" => Extend, "apologise" => Apologise, "reopen" => Reopen,
        "close_by_silence" => CloseBySilence, "note" => Note,
        "accept_new_due" => AcceptNewDue,
    }
    NoticeEvent {
        "received" => Received, "accepted" => Accepted, "declined" => Declined,
        "supplement_requested" => SupplementRequested, "supplemented" => Supplemented,
        "supplement_reminder" => SupplementReminder, "payment_requested" => PaymentRequested,
        "paid" => Paid, "assigned" => Assigned, "consulted" => Consulted,
        "consultation_answered" => ConsultationAnswered, "sent_back" => SentBack,
        "extended" => Extended, "apology" => Apology, "new_due" => NewDue,
        "result_ready" => ResultReady, "result_reminder" => ResultReminder, "refused" => Refused,
        "withdrawn" => Withdrawn, "stopped" => Stopped, "silence" => Silence,
        "reopened" => Reopened, "alarm_apology" => AlarmApology, "alarm_silence" => AlarmSilence,
    }
    NoticeReader {
        "applicant" => Applicant, "officer" => Officer, "desk" => Desk, "head" => Head,
        "leader" => Leader, "consulted_unit" => ConsultedUnit,
    }
    NoticeChannel { "in_app" => InApp, "mail" => Mail, "sms" => Sms, "chat" => Chat, }
}
