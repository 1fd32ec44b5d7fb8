//! Finding a procedure by the words people use: with or without marks, with slips of the fingers,
//! with words run together.
//!
//! Every procedure is known by its keywords, title, result and point of the mandate, in both
//! languages. A word counts the more the fewer procedures it occurs in; two words that stand side
//! by side count as a pair, which tells `tờ tin` from any `tin`. Only a word that is nowhere is
//! compared by its letters.
//!
//! Not here: which procedures are open to whom, and the search over cases and records.

use std::collections::{BTreeMap, BTreeSet};

use daumoi_kernel::vietnamese;

use crate::department::Department;
use crate::procedure::Procedure;

/// A procedure that answers to the words, and how well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub procedure: String,
    pub score: u64,
}

/// The words of all procedures, made once for a set of definitions.
#[derive(Clone, Debug, Default)]
pub struct Finder {
    procedures: Vec<String>,
    /// Whether the procedure begins something, or changes what was granted before.
    begins: Vec<bool>,
    /// Whole keywords without marks → the procedures that carry them.
    phrases: BTreeMap<String, BTreeSet<usize>>,
    terms: Vec<Term>,
    /// Where a term stands in `terms`.
    places: BTreeMap<String, usize>,
}

#[derive(Clone, Debug)]
struct Term {
    text: String,
    length: usize,
    letters: u64,
    is_pair: bool,
    /// Procedure → how much the term says of it.
    weights: BTreeMap<usize, u64>,
}

const OF_KEYWORD: u64 = 6;
const OF_TITLE: u64 = 5;
const OF_RESULT: u64 = 2;
const OF_POINT: u64 = 2;
const OF_DUTY: u64 = 1;

const SAME: u64 = 8;
const BEGINNING: u64 = 5;
const ONE_SLIP: u64 = 4;
const TWO_SLIPS: u64 = 2;

/// What reaches less than this part of the best is left out.
const LEAST_PERCENT: u64 = 40;
/// Longer questions are cut: nobody types them, and a machine must not be kept busy.
const MOST_WORDS: usize = 16;

impl Finder {
    #[must_use]
    pub fn new(department: &Department) -> Self {
        let mut finder = Self::default();
        for procedure in department.procedures.values() {
            let place = finder.procedures.len();
            finder.procedures.push(procedure.id.clone());
            let result = procedure.editions.last().and_then(|it| it.result.as_ref());
            finder.begins.push(result.is_some_and(|result| result.target_field.is_none()));
            finder.learn(place, department, procedure);
        }
        finder
    }

    fn learn(&mut self, place: usize, department: &Department, procedure: &Procedure) {
        for keyword in procedure.keywords.vi.iter().chain(&procedure.keywords.en) {
            self.learn_text(place, keyword, OF_KEYWORD);
            self.phrases.entry(vietnamese::fold(keyword)).or_default().insert(place);
        }
        let result =
            procedure.editions.last().and_then(|it| it.result.as_ref()).map(|it| &it.title);
        let duties = department.duties.iter();
        let duty = duties
            .filter(|duty| duty.points.iter().any(|point| point.id == procedure.point))
            .collect::<Vec<_>>();
        let points = duty.iter().flat_map(|duty| &duty.points);
        let points = points.filter(|point| point.id == procedure.point).map(|point| &point.title);
        let named = std::iter::once((&procedure.title, OF_TITLE))
            .chain(result.map(|title| (title, OF_RESULT)))
            .chain(points.map(|title| (title, OF_POINT)))
            .chain(duty.iter().map(|duty| (&duty.title, OF_DUTY)));
        for (text, weight) in named {
            self.learn_text(place, &text.vi, weight);
            self.learn_text(place, &text.en, weight);
        }
    }

    fn learn_text(&mut self, place: usize, text: &str, weight: u64) {
        let words = vietnamese::words(text);
        let folded: Vec<String> = words.iter().map(|word| vietnamese::fold(word)).collect();
        for (word, bare) in words.iter().zip(&folded) {
            self.learn_term(place, bare, false, weight);
            if word != bare {
                self.learn_term(place, word, false, weight);
            }
        }
        for pair in pairs(&folded) {
            self.learn_term(place, &pair, true, weight);
        }
    }

    fn learn_term(&mut self, place: usize, text: &str, is_pair: bool, weight: u64) {
        let next = self.terms.len();
        let at = *self.places.entry(text.to_owned()).or_insert(next);
        if at == next {
            self.terms.push(Term {
                text: text.to_owned(),
                length: text.chars().count(),
                letters: letters(text),
                is_pair,
                weights: BTreeMap::new(),
            });
        }
        if let Some(term) = self.terms.get_mut(at) {
            let known = term.weights.entry(place).or_insert(0);
            *known = (*known).max(weight);
        }
    }

    /// The procedures that answer to `text`, the best first, as far as `is_open` lets them.
    #[must_use]
    pub fn find(&self, text: &str, is_open: impl Fn(&str) -> bool) -> Vec<Found> {
        let mut scores = vec![0_u64; self.procedures.len()];
        let words: Vec<String> = vietnamese::words(text).into_iter().take(MOST_WORDS).collect();
        let folded: Vec<String> = words.iter().map(|word| vietnamese::fold(word)).collect();
        let marked = words.into_iter().filter(|word| self.places.contains_key(word));
        let terms: BTreeSet<String> =
            pairs(&folded).into_iter().chain(marked).chain(folded.iter().cloned()).collect();
        for term in &terms {
            self.count(&mut scores, term);
        }
        for place in self.phrases.get(&folded.join(" ")).into_iter().flatten() {
            if let Some(score) = scores.get_mut(*place) {
                *score += *score / 2;
            }
        }
        let mut found: Vec<Found> = self
            .procedures
            .iter()
            .zip(&self.begins)
            .zip(scores)
            .filter(|((id, _), score)| *score > 0 && is_open(id))
            .map(|((id, begins), score)| {
                // Who names only the thing wants to begin, not to change what they hold.
                let score = if *begins { score + score / 5 } else { score };
                Found { procedure: id.clone(), score }
            })
            .collect();
        found.sort_by(|one, other| {
            other.score.cmp(&one.score).then(one.procedure.cmp(&other.procedure))
        });
        let best = found.first().map_or(0, |found| found.score);
        found.retain(|found| found.score * 100 >= best * LEAST_PERCENT);
        found
    }

    /// Adds to each procedure the best that the term says of it.
    fn count(&self, scores: &mut [u64], wanted: &str) {
        let mut best: BTreeMap<usize, u64> = BTreeMap::new();
        for (term, quality) in self.matching(wanted) {
            let rareness = self.rareness(term);
            for (place, weight) in &term.weights {
                let says = weight * rareness * quality;
                let known = best.entry(*place).or_insert(0);
                *known = (*known).max(says);
            }
        }
        for (place, says) in best {
            if let Some(score) = scores.get_mut(place) {
                *score += says;
            }
        }
    }

    fn matching(&self, wanted: &str) -> Vec<(&Term, u64)> {
        if let Some(term) = self.places.get(wanted).and_then(|place| self.terms.get(*place)) {
            return vec![(term, SAME)];
        }
        let (length, mask) = (wanted.chars().count(), letters(wanted));
        let slips = match length {
            0..=2 => return Vec::new(),
            3..=6 => 1,
            _ => 2,
        };
        let likely = self.terms.iter().filter(|term| {
            // Each slip changes at most two letters of the set: most words need no comparison.
            let differing = (term.letters ^ mask).count_ones();
            term.length.abs_diff(length) <= slips
                && usize::try_from(differing).is_ok_and(|differing| differing <= 2 * slips)
        });
        let mut found: Vec<(&Term, u64)> = likely
            .filter_map(|term| match strsim::osa_distance(wanted, &term.text) {
                1 => Some((term, ONE_SLIP)),
                2 if slips == 2 => Some((term, TWO_SLIPS)),
                _ => None,
            })
            .collect();
        let begun = self.terms.iter().filter(|term| !term.is_pair && term.text.starts_with(wanted));
        found.extend(begun.map(|term| (term, BEGINNING)));
        found
    }

    fn rareness(&self, term: &Term) -> u64 {
        let share = self.procedures.len() / term.weights.len().max(1);
        let steps = u64::from(share.checked_ilog2().unwrap_or(0)) + 1;
        if term.is_pair { steps * steps * 2 } else { steps * steps }
    }
}

/// Neighbouring words written together.
fn pairs(words: &[String]) -> Vec<String> {
    words.iter().zip(words.iter().skip(1)).map(|(one, next)| format!("{one}{next}")).collect()
}

/// The letters that occur, as a set.
fn letters(word: &str) -> u64 {
    word.chars().fold(0, |set, letter| set | 1_u64 << (u32::from(letter) % 64))
}
