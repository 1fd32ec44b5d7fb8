//! What people say of the service.

use daumoi_kernel::vietnamese;
use daumoi_store::feedback::{self, FeedbackRow};
use futures::FutureExt;

use super::applicant::Holder;
use super::secret::random_code;
use crate::failure::{Failure, Refused};
use crate::office::Office;

/// The part of a case that an opinion is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    HandIn,
    Supplement,
    Result,
}

impl Stage {
    pub const ALL: [Self; 3] = [Self::HandIn, Self::Supplement, Self::Result];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::HandIn => "hand_in",
            Self::Supplement => "supplement",
            Self::Result => "result",
        }
    }

    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }
}

/// Longer opinions are cut: they are read by people.
const LONGEST_WORDS: usize = 2_000;
/// What opinions on the portal are counted under, each minute by itself.
const PORTAL: &str = "feedback";

impl Office {
    /// An opinion on one stage of one's case, once. Says whether it was the first.
    ///
    /// # Errors
    /// When the mark is not 1–5, or there is no such case.
    pub async fn rate(
        &self,
        holder: &Holder,
        stage: Stage,
        score: i64,
        words: &str,
    ) -> Result<bool, Failure> {
        must_be_a_mark(score)?;
        let (_, dossier) = self.visible_dossier(holder.principal(), holder.code()).await?;
        let row = FeedbackRow {
            id: format!("{}/{}", dossier.code, stage.word()),
            dossier: Some(dossier.code),
            procedure: Some(dossier.procedure),
            stage: stage.word().to_owned(),
            score,
            words: cut(words),
            at: self.now().as_microsecond(),
        };
        self.keep_opinion(row).await
    }

    /// An opinion on the portal, of nobody in particular.
    ///
    /// # Errors
    /// When the mark is not 1–5, or too many came within the hour.
    pub async fn give_opinion(&self, score: i64, words: &str) -> Result<(), Failure> {
        must_be_a_mark(score)?;
        let minute = self.local_now().minute();
        // Ten a minute, all visitors together: more is a machine.
        let what = format!("{PORTAL}/{minute}");
        self.may_guess(&what).await?;
        self.guessed(&what).await?;
        let row = FeedbackRow {
            id: random_code()?,
            dossier: None,
            procedure: None,
            stage: "portal".to_owned(),
            score,
            words: cut(words),
            at: self.now().as_microsecond(),
        };
        self.keep_opinion(row).await.map(drop)
    }

    /// The stages of the case on which nothing was said yet are the others.
    pub(super) async fn rated(&self, code: &str) -> Result<Vec<Stage>, Failure> {
        let code = code.to_owned();
        let known = self
            .inner
            .store
            .read(move |tx| async move { feedback::stages(tx, &code).await }.boxed())
            .await?;
        Ok(known.iter().filter_map(|word| Stage::of_word(word)).collect())
    }

    async fn keep_opinion(&self, row: FeedbackRow) -> Result<bool, Failure> {
        let kept = self
            .inner
            .store
            .write(move |tx| {
                let row = row.clone();
                async move { feedback::given(tx, &row).await }.boxed()
            })
            .await?;
        Ok(kept)
    }
}

fn must_be_a_mark(score: i64) -> Result<(), Failure> {
    if (1..=5).contains(&score) { Ok(()) } else { Err(Refused::NoMark.into()) }
}

fn cut(words: &str) -> String {
    vietnamese::clean_text(words).chars().take(LONGEST_WORDS).collect()
}
