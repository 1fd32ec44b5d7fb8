//! Each mistake is told where it stands, with what would mend it.

use crate::small::{files, mistakes};
use daumoi_definition::load;

const PROCEDURE: &str = "procedures/issue.toml";
const FLOW: &str = "flows/licence.toml";
const REGISTER: &str = "registers/bulletins.toml";
const SCENARIO: &str = "issue/granted.toml";

#[test]
fn a_misspelt_key_is_told_with_the_key_that_was_meant() {
    let edit = (PROCEDURE, r#"channels = ["direct""#, r#"chanels = ["direct""#);
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:13:1: unknown key `chanels`
  hint: did you mean `channels`?"#
    );
}

#[test]
fn a_missing_key_is_told_at_its_table() {
    let edit = (
        PROCEDURE,
        r#"point = "4.b"
"#,
        "",
    );
    assert_eq!(mistakes(&[edit]), "04-press/procedures/issue.toml:1:1: `point` is missing");
}

#[test]
fn a_missing_translation_is_told() {
    let edit = (
        PROCEDURE,
        r#"title = { vi = "Cấp phép bản tin", en = "Bulletin licence" }"#,
        r#"title = { vi = "Cấp phép bản tin" }"#,
    );
    assert_eq!(
        mistakes(&[edit]),
        "04-press/procedures/issue.toml:4:9: missing translation: `title` has no `en`"
    );
}

#[test]
fn a_word_that_is_not_allowed_is_told_with_those_that_are() {
    let edit = (PROCEDURE, r#"kind = "licence""#, r#"kind = "license""#);
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:3:8: `kind` cannot be "license"
  hint: did you mean "licence"? allowed: licence, certificate, confirmation, approval, notification, revocation, publication, internal"#
    );
}

#[test]
fn the_thirty_first_of_february_is_not_a_day() {
    let edit = (PROCEDURE, "from = 2021-02-15", "from = 2021-02-31");
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:8:21: 2021-02-31 is not a day of the calendar
  hint: 2021-02 has 28 days"#
    );
}

#[test]
fn text_in_place_of_a_number_is_told() {
    let edit = (PROCEDURE, "value = 15", r#"value = "15""#);
    assert_eq!(
        mistakes(&[edit]),
        "04-press/procedures/issue.toml:31:9: `value` must be a number, not text"
    );
}

#[test]
fn a_number_without_a_unit_is_told() {
    let edit = (
        PROCEDURE,
        r#"value = 10
unit = "working_day""#,
        "value = 10",
    );
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:71:9: a number without a `unit`
  hint: allowed: working_day, calendar_day, week, month, year, hour, working_hour, minute"#
    );
}

#[test]
fn a_dangling_flow_is_told_with_the_flow_that_was_meant() {
    let edit = (PROCEDURE, r#"flow = "licence""#, r#"flow = "licens""#);
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:9:8: there is no flow "licens"
  hint: did you mean "licence"?"#
    );
}

#[test]
fn a_dangling_unit_is_told() {
    let edit = (PROCEDURE, r#"handling = "press""#, r#"handling = "pres""#);
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:11:42: there is no unit "pres"
  hint: did you mean "press"?"#
    );
}

#[test]
fn a_rule_that_does_not_parse_is_told() {
    let edit = (PROCEDURE, "answers.pages <= 500", "answers.pages <=");
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:55:20: not a rule: it ends too early
  hint: look at character 17 of the rule"#
    );
}

#[test]
fn a_rule_that_reads_an_unknown_field_is_told() {
    let edit = (PROCEDURE, "answers.pages <= 500", "answers.page <= 500");
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:55:20: the rule reads answers.page, which does not exist
  hint: did you mean "pages"?"#
    );
}

#[test]
fn a_rule_that_compares_with_an_unknown_choice_is_told() {
    let edit = (
        PROCEDURE,
        r#"visible_when = "answers.form == \"paper\"""#,
        r#"visible_when = "answers.form == \"papers\"""#,
    );
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:54:16: there is no choice of answers.form "papers"
  hint: did you mean "paper"?"#
    );
}

#[test]
fn a_rule_that_compares_text_with_a_number_is_told() {
    let edit = (PROCEDURE, "answers.pages <= 500", "answers.name <= 500");
    assert_eq!(
        mistakes(&[edit]),
        "04-press/procedures/issue.toml:55:20: the rule cannot be evaluated: found no matching overload for '_<=_' applied to '(string, int)'"
    );
}

#[test]
fn a_state_that_cannot_be_reached_is_told() {
    let edit = (FLOW, r#"to = "working""#, r#"to = "done""#);
    assert_eq!(
        mistakes(&[edit]),
        r#"common/flows/licence.toml:7:10: the state "working" cannot be reached
  hint: no chain of actions leads there from the initial state"#
    );
}

#[test]
fn a_state_that_nobody_can_leave_is_told() {
    let edit = (
        FLOW,
        r#"from = ["working"]
to = "done""#,
        r#"from = ["submitted"]
to = "done""#,
    );
    assert_eq!(
        mistakes(&[edit]),
        r#"common/flows/licence.toml:7:10: nobody can leave the state "working"
  hint: give it an action that leads on, or `final = true`"#
    );
}

#[test]
fn a_role_that_nobody_holds_is_told() {
    let edit = (FLOW, r#"roles = ["leader"]"#, r#"roles = ["clerk"]"#);
    assert_eq!(
        mistakes(&[edit]),
        r#"common/flows/licence.toml:25:10: nobody holds the role "clerk"
  hint: grant it to a person, or take it out of the action"#
    );
}

#[test]
fn steps_that_take_longer_than_the_term_are_told() {
    let edit = (PROCEDURE, "value = 10", "value = 16");
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:68:1: the steps take 16 working days, the result term allows 12
04-press/procedures/issue.toml:68:1: the steps take 16 working days, the result term allows 15"#
    );
}

#[test]
fn overlapping_editions_are_told() {
    let edit = (
        PROCEDURE,
        "in_force = { from = 2021-02-15 }",
        "in_force = { from = 2021-02-15, until = 2024-01-01 }",
    );
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:95:21: this edition overlaps the one before, in force until 2024-01-01
  hint: leave `until` out of the earlier edition, or make it earlier"#
    );
}

#[test]
fn editions_in_the_wrong_order_are_told() {
    let edit = (PROCEDURE, "in_force = { from = 2024-01-01 }", "in_force = { from = 2020-01-01 }");
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:95:21: the edition from 2020-01-01 comes after the one from 2021-02-15
  hint: editions stand oldest first"#
    );
}

#[test]
fn an_id_that_is_taken_is_told() {
    let edit = ("roles.toml", r#"id = "clerk""#, r#"id = "leader""#);
    assert_eq!(mistakes(&[edit]), r#"common/roles.toml:5:10: role "leader" is defined twice"#);
}

#[test]
fn an_unknown_field_to_print_is_told() {
    let edit = (PROCEDURE, r#"["name", "number"]"#, r#"["name", "nmae"]"#);
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:86:27: there is no field to print "nmae"
  hint: did you mean "name"?"#
    );
}

#[test]
fn a_choice_without_choices_is_told() {
    let edit = (PROCEDURE, r#"type = "text""#, r#"type = "choice""#);
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:37:8: field "name" offers no choices"#
    );
}

#[test]
fn a_record_without_a_register_is_told() {
    let edit = (
        PROCEDURE,
        r#"register = "bulletins"
"#,
        "",
    );
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:82:10: this effect needs a `register`
04-press/procedures/issue.toml:90:1: `record` needs a `register` to write to"#
    );
}

#[test]
fn a_number_format_without_a_number_is_told() {
    let edit = (PROCEDURE, r#""{seq}/GP""#, r#""GP-STTTT""#);
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:85:17: `number_format` has no {seq}: all numbers would be equal
  hint: write it like "{seq}/GP-STTTT""#
    );
}

#[test]
fn a_validity_given_twice_is_told() {
    let edit = (
        PROCEDURE,
        "years = 1",
        r#"years = 1
months = 12"#,
    );
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:88:1: the validity is given twice
  hint: months, years, years_field (up to years), or date_field"#
    );
}

#[test]
fn a_unique_group_of_an_unknown_field_is_told() {
    let edit = (REGISTER, r#"[["name"]]"#, r#"[["names"]]"#);
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/registers/bulletins.toml:7:12: there is no field "names"
  hint: did you mean "name"?"#
    );
}

#[test]
fn a_standing_without_a_status_is_told() {
    let edit = (REGISTER, r#"means = "expired""#, r#"means = "ended""#);
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/registers/bulletins.toml:10:1: no status means expired, but a record can come to that
  hint: add [[statuses]] with means = "expired""#
    );
}

#[test]
fn a_scenario_that_proves_an_unknown_part_is_told() {
    let edit = (SCENARIO, "4.b/issue", "4.b/isue");
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/scenarios/issue/granted.toml:4:11: there is no part "4.b/isue"
  hint: did you mean "4.b/issue"?"#
    );
}

#[test]
fn a_scenario_with_an_unknown_action_is_told() {
    let edit = (SCENARIO, r#"do = "accept""#, r#"do = "acept""#);
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/scenarios/issue/granted.toml:22:6: there is no action "acept"
  hint: did you mean "accept"?"#
    );
}

#[test]
fn a_scenario_that_goes_back_in_time_is_told() {
    let edit = (SCENARIO, "2024-01-22T09:00:00", "2024-01-21T09:00:00");
    assert_eq!(
        mistakes(&[edit]),
        "04-press/scenarios/issue/granted.toml:21:6: this step lies before the one above it"
    );
}

#[test]
fn a_scenario_that_answers_an_unknown_question_is_told() {
    let edit = (SCENARIO, "answers = { name", "answers = { nam");
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/scenarios/issue/granted.toml:17:68: there is no field "nam"
  hint: did you mean "name"?"#
    );
}

#[test]
fn silence_without_a_known_term_is_told() {
    let edit = (
        PROCEDURE,
        "[edition.result]",
        r#"[edition.silence]
term = "reslt"
means = "allowed"
text = { vi = "Im lặng", en = "Silence" }
alarm_before = { value = 2, unit = "hour" }
confidence = "known"

[edition.result]"#,
    );
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:80:1: no action of flow "licence" closes by silence
04-press/procedures/issue.toml:81:8: there is no term "reslt"
  hint: did you mean "result"?"#
    );
}

#[test]
fn a_fee_that_the_flow_cannot_take_is_told() {
    let edit = (FLOW, r#"does = "pay""#, r#"does = "note""#);
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:16:1: no action of flow "licence" takes a payment"#
    );
}

#[test]
fn silence_that_the_flow_does_not_know_is_told() {
    let edit = (
        PROCEDURE,
        "[edition.result]",
        r#"[edition.silence]
term = "result"
means = "allowed"
text = { vi = "Im lặng", en = "Silence" }
alarm_before = { value = 2, unit = "hour" }
confidence = "known"

[edition.result]"#,
    );
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:80:1: no action of flow "licence" closes by silence"#
    );
}

#[test]
fn a_misspelt_key_of_a_step_is_told() {
    let edit = (SCENARIO, "answers = {", "anwsers = {");
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/scenarios/issue/granted.toml:17:56: there is no key of `with` "anwsers"
  hint: did you mean "answers"?"#
    );
}

#[test]
fn a_fraction_of_a_week_is_told() {
    let edit = (
        PROCEDURE,
        r#"value = 15
unit = "working_day""#,
        r#"value = 1.5
unit = "week""#,
    );
    assert_eq!(
        mistakes(&[edit]),
        "04-press/procedures/issue.toml:31:9: a fraction (1.5) has no meaning for this unit"
    );
}

#[test]
fn a_grant_of_an_unknown_role_is_told() {
    let edit = ("people.toml", r#"role = "leader""#, r#"role = "leadr""#);
    assert_eq!(
        mistakes(&[edit]),
        r#"common/flows/licence.toml:25:10: nobody holds the role "leader"
  hint: grant it to a person, or take it out of the action
common/people.toml:7:12: there is no role "leadr"
  hint: did you mean "leader"?"#
    );
}

#[test]
fn a_removal_of_what_is_not_there_is_told() {
    let edit = (PROCEDURE, r#"conditions = ["own_name"]"#, r#"conditions = ["ownname"]"#);
    assert_eq!(
        mistakes(&[edit]),
        r#"04-press/procedures/issue.toml:97:26: the edition before has no "ownname" in `conditions`
  hint: did you mean "own_name"?"#
    );
}

#[test]
fn a_file_in_no_known_place_is_told() {
    let mut files = files(&[]);
    files[0].path = "common/ofice.toml".to_owned();
    let findings = load(&files).unwrap_err();
    let messages: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(messages, ["the office has no settings", "a file here defines nothing"]);
}

#[test]
fn two_mistakes_in_one_file_are_both_told() {
    let edits = [
        (PROCEDURE, "answers.pages <= 500", "answers.page <= 500"),
        (PROCEDURE, r#"en = "Bulletin licence""#, r#"en = """#),
    ];
    assert_eq!(
        mistakes(&edits),
        r#"04-press/procedures/issue.toml:4:41: missing translation: `title.en` is empty
04-press/procedures/issue.toml:55:20: the rule reads answers.page, which does not exist
  hint: did you mean "pages"?"#
    );
}

#[test]
fn a_file_that_is_not_toml_does_not_hide_mistakes_in_others_and_adds_none() {
    let edits = [
        (FLOW, "clock_starts =", "clock_starts"),
        (PROCEDURE, "answers.pages <= 500", "answers.page <= 500"),
    ];
    assert_eq!(
        mistakes(&edits),
        r#"04-press/procedures/issue.toml:55:20: the rule reads answers.page, which does not exist
  hint: did you mean "pages"?
common/flows/licence.toml:4:14: not TOML: key with no value, expected `=`"#
    );
}

#[test]
fn an_impossible_date_does_not_hide_the_next_mistake() {
    let edits = [
        (PROCEDURE, "from = 2023-07-01", "from = 2023-06-31"),
        (PROCEDURE, "answers.pages <= 500", "answers.page <= 500"),
    ];
    assert_eq!(
        mistakes(&edits),
        r#"04-press/procedures/issue.toml:25:21: 2023-06-31 is not a day of the calendar
  hint: 2023-06 has 30 days
04-press/procedures/issue.toml:55:20: the rule reads answers.page, which does not exist
  hint: did you mean "pages"?"#
    );
}

#[test]
fn a_mistake_that_editions_inherit_is_told_once() {
    let edit = (PROCEDURE, r#"leader = "press" }"#, r#"leader = "chief" }"#);
    assert_eq!(mistakes(&[edit]).matches("chief").count(), 1);
}

#[test]
fn the_small_set_itself_is_sound() {
    assert_eq!(mistakes(&[]), "nothing is wrong");
}

#[test]
fn one_book_with_two_formats_on_the_same_day_is_told() {
    let mut files = files(&[]);
    let mut second = files.iter().find(|file| file.path.ends_with(PROCEDURE)).unwrap().clone();
    second.path = "04-press/procedures/second.toml".to_owned();
    second.text =
        second.text.replace("bulletin.issue", "second.issue").replace("{seq}/GP", "GP{seq}");
    files.push(second);
    let told: Vec<String> = load(&files).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [r#"04-press/procedures/second.toml:85:17: book "GP" is numbered "{seq}/GP" elsewhere
  hint: one book has one format; use another book"#]
    );
}

#[test]
fn one_duty_written_twice_for_the_same_days_is_told() {
    let mut files = files(&[]);
    let mut second = files.iter().find(|file| file.path.ends_with("duty.toml")).unwrap().clone();
    second.path = "05-press/duty.toml".to_owned();
    files.push(second.clone());
    assert_eq!(load(&files).unwrap_err()[0].message, "duty 4 is defined twice");
    files.pop();
    let first = files.iter_mut().find(|file| file.path.ends_with("duty.toml")).unwrap();
    first.text = first.text.replace("2021-01-01 }", "2021-01-01, until = 2025-02-28 }");
    second.text = second.text.replace("2021-01-01 }", "2025-03-01 }");
    files.push(second);
    let department = load(&files).unwrap();
    assert_eq!(department.mandate_on(jiff::civil::date(2026, 1, 1)).unwrap().duties().len(), 1);
}
