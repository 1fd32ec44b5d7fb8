//! Rules of definitions: CEL expressions over answers, compiled once.
//!
//! A rule over an answer that is not given says nothing: [`Verdict::NotApplicable`]. To that end an
//! unanswered field is left out of what the rule sees, so that whatever touches it fails and only
//! `||` and `&&` can still decide without it. A rule that asks for `null` itself, or asks
//! `has(answers.x)`, gets its answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cel::common::ast::{ComprehensionExpr, EntryExpr, Expr, IdedExpr, LiteralValue, operators};
use cel::{Env, Program};
use serde_json::Value;

use crate::rule_facts::Facts;
use crate::rule_functions;

/// What a rule says of the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Holds,
    Fails,
    /// Something the rule needs is not answered, or has a shape it cannot use.
    NotApplicable,
}

/// Why a text is not a rule. The column counts characters of the rule from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RuleFault {
    pub message: String,
    pub column: usize,
}

/// One compiled expression.
#[derive(Debug)]
pub struct Rule {
    program: Program,
    pub(crate) uses: Uses,
}

/// What an expression reads and calls.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    /// `answers.pages` as `("answers", "pages")`.
    pub(crate) fields: BTreeSet<(String, String)>,
    /// Fields that the rule compares with null, and so wants to see unanswered.
    pub(crate) null_aware: BTreeSet<(String, String)>,
    /// Names that are read as a whole, such as `today`, or `answers` without a field.
    pub(crate) whole: BTreeSet<String>,
    pub(crate) functions: BTreeSet<String>,
    /// Fields that are compared with a text, and the text.
    pub(crate) compared: BTreeSet<(String, String, String)>,
}

impl Rule {
    /// # Errors
    /// When the text is not CEL.
    pub fn compile(text: &str) -> Result<Self, RuleFault> {
        Self::compile_in(&Env::stdlib(), text)
    }

    fn compile_in(env: &Env, text: &str) -> Result<Self, RuleFault> {
        let program = env.compile(text).map_err(|errors| {
            let first = errors.errors.first();
            RuleFault {
                message: first.map_or_else(String::new, |error| plain(&error.msg)),
                column: first.and_then(|error| usize::try_from(error.pos.1).ok()).unwrap_or(1),
            }
        })?;
        let mut uses = Uses::default();
        uses.walk(program.expression(), &mut Vec::new());
        Ok(Self { program, uses })
    }

    #[must_use]
    pub fn holds(&self, facts: &Facts) -> Verdict {
        match self.evaluate(facts) {
            Ok(cel::Value::Bool(true)) => Verdict::Holds,
            Ok(cel::Value::Bool(false)) => Verdict::Fails,
            _ => Verdict::NotApplicable,
        }
    }

    /// The value of an expression, null when something it needs is not answered.
    #[must_use]
    pub fn value(&self, facts: &Facts) -> Value {
        self.evaluate(facts).map_or(Value::Null, |value| rule_functions::to_json(&value))
    }

    pub(crate) fn evaluate(&self, facts: &Facts) -> Result<cel::Value, String> {
        let mut context = rule_functions::context();
        for (name, value) in facts.variables(&self.uses) {
            context.add_variable_from_value(name, value);
        }
        self.program.execute(&context).map_err(|error| error.to_string())
    }
}

/// Parser messages quote the whole grammar; the first sentence is what helps.
fn plain(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    if first.contains("<EOF>") {
        return "it ends too early".to_owned();
    }
    let short = first.split(" expecting ").next().unwrap_or(first);
    short.strip_prefix("Syntax error: ").unwrap_or(short).trim().to_owned()
}

impl Uses {
    fn walk(&mut self, node: &IdedExpr, bound: &mut Vec<String>) {
        match &node.expr {
            Expr::Ident(name) => {
                if !bound.contains(name) {
                    self.whole.insert(name.clone());
                }
            }
            Expr::Select(select) => match free_root(&select.operand, bound) {
                Some(root) => {
                    self.fields.insert((root.to_owned(), select.field.clone()));
                }
                None => self.walk(&select.operand, bound),
            },
            Expr::Call(call) => {
                self.functions.insert(call.func_name.clone());
                self.note_null_comparison(call, bound);
                self.note_text_comparison(call, bound);
                for part in call.target.as_deref().into_iter().chain(&call.args) {
                    self.walk(part, bound);
                }
            }
            Expr::Comprehension(comprehension) => self.walk_comprehension(comprehension, bound),
            Expr::List(list) => {
                for element in &list.elements {
                    self.walk(element, bound);
                }
            }
            Expr::Map(map) => self.walk_entries(map.entries.iter().map(|it| &it.expr), bound),
            Expr::Struct(it) => self.walk_entries(it.entries.iter().map(|it| &it.expr), bound),
            Expr::Literal(_) | Expr::Unspecified => {}
        }
    }

    fn walk_entries<'a>(
        &mut self,
        entries: impl Iterator<Item = &'a EntryExpr>,
        bound: &mut Vec<String>,
    ) {
        for entry in entries {
            match entry {
                EntryExpr::StructField(field) => self.walk(&field.value, bound),
                EntryExpr::MapEntry(pair) => {
                    self.walk(&pair.key, bound);
                    self.walk(&pair.value, bound);
                }
            }
        }
    }

    fn walk_comprehension(&mut self, loops: &ComprehensionExpr, bound: &mut Vec<String>) {
        self.walk(&loops.iter_range, bound);
        let outside = bound.len();
        bound.extend([loops.iter_var.clone(), loops.accu_var.clone()]);
        bound.extend(loops.iter_var2.clone());
        for part in [&loops.accu_init, &loops.loop_cond, &loops.loop_step, &loops.result] {
            self.walk(part, bound);
        }
        bound.truncate(outside);
    }

    fn note_null_comparison(&mut self, call: &cel::common::ast::CallExpr, bound: &[String]) {
        if ![operators::EQUALS, operators::NOT_EQUALS].contains(&call.func_name.as_str()) {
            return;
        }
        let is_null = |node: &IdedExpr| matches!(node.expr, Expr::Literal(LiteralValue::Null));
        if !call.args.iter().any(is_null) {
            return;
        }
        for argument in &call.args {
            if let Expr::Select(select) = &argument.expr
                && let Some(root) = free_root(&select.operand, bound)
            {
                self.null_aware.insert((root.to_owned(), select.field.clone()));
            }
        }
    }
}

impl Uses {
    /// `answers.kind == "paper"`, `answers.kind in ["paper", "film"]`, `"film" in answers.kinds`.
    fn note_text_comparison(&mut self, call: &cel::common::ast::CallExpr, bound: &[String]) {
        let comparisons = [operators::EQUALS, operators::NOT_EQUALS, operators::IN];
        if !comparisons.contains(&call.func_name.as_str()) {
            return;
        }
        let mut texts = Vec::new();
        let mut fields = Vec::new();
        for argument in &call.args {
            match &argument.expr {
                Expr::Literal(LiteralValue::String(text)) => texts.push(text.inner().to_owned()),
                Expr::List(list) => {
                    texts.extend(list.elements.iter().filter_map(|it| match &it.expr {
                        Expr::Literal(LiteralValue::String(text)) => Some(text.inner().to_owned()),
                        _ => None,
                    }))
                }
                Expr::Select(select) => {
                    let root = free_root(&select.operand, bound);
                    fields.extend(root.map(|root| (root.to_owned(), select.field.clone())));
                }
                _ => {}
            }
        }
        for (root, field) in fields {
            let with = |text: &String| (root.clone(), field.clone(), text.clone());
            self.compared.extend(texts.iter().map(with));
        }
    }
}

fn free_root<'a>(node: &'a IdedExpr, bound: &[String]) -> Option<&'a str> {
    match &node.expr {
        Expr::Ident(name) if !bound.contains(name) => Some(name),
        _ => None,
    }
}

/// Every rule of a department, compiled once and found by its text.
#[derive(Clone, Debug, Default)]
pub struct RuleBook {
    rules: BTreeMap<String, Arc<Rule>>,
}

impl RuleBook {
    #[must_use]
    pub fn get(&self, text: &str) -> Option<&Arc<Rule>> {
        self.rules.get(text)
    }

    /// Rules of the loaded definitions are found; any other text is compiled for this one time.
    #[must_use]
    pub fn holds(&self, text: &str, facts: &Facts) -> Verdict {
        match self.rules.get(text) {
            Some(rule) => rule.holds(facts),
            None => Rule::compile(text).map_or(Verdict::NotApplicable, |rule| rule.holds(facts)),
        }
    }

    /// Whether an optional condition lets something apply: no condition always does.
    #[must_use]
    pub fn applies(&self, condition: Option<&str>, facts: &Facts) -> bool {
        condition.is_none_or(|text| self.holds(text, facts) == Verdict::Holds)
    }

    #[must_use]
    pub fn value(&self, text: &str, facts: &Facts) -> Value {
        match self.rules.get(text) {
            Some(rule) => rule.value(facts),
            None => Rule::compile(text).map_or(Value::Null, |rule| rule.value(facts)),
        }
    }

    /// The value for a field of a record: an answer by its id, or `=` and an expression.
    #[must_use]
    pub fn record_value(&self, source: &str, facts: &Facts) -> Value {
        match source.strip_prefix('=') {
            Some(expression) => self.value(expression.trim(), facts),
            None => facts.look(source),
        }
    }

    pub(crate) fn learn(&mut self, env: &Env, text: &str) -> Result<Arc<Rule>, RuleFault> {
        if let Some(rule) = self.rules.get(text) {
            return Ok(Arc::clone(rule));
        }
        let rule = Arc::new(Rule::compile_in(env, text)?);
        self.rules.insert(text.to_owned(), Arc::clone(&rule));
        Ok(rule)
    }
}
