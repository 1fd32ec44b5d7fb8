//! What an error and its causes say, for a log or a terminal.

use std::error::Error;

/// The words of an error and of its causes, outermost first. A cause whose words were said already
/// is left out: many errors repeat the one below them.
#[must_use]
pub fn causes(error: &(dyn Error + 'static)) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let words = error.to_string();
        if !told.iter().any(|said| said.contains(&words)) {
            told.push(words);
        }
        next = error.source();
    }
    told
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::fmt;

    use super::causes;

    #[derive(Debug)]
    struct Layer(&'static str, Option<Box<Layer>>);

    impl fmt::Display for Layer {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str(self.0)
        }
    }

    impl Error for Layer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_deref().map(|cause| -> &(dyn Error + 'static) { cause })
        }
    }

    #[test]
    fn causes_are_told_outermost_first_and_each_once() {
        let disk = Layer("the disk is full", None);
        let again = Layer("it cannot be written: the disk is full", Some(Box::new(disk)));
        let error = Layer("something broke", Some(Box::new(again)));
        assert_eq!(causes(&error), ["something broke", "it cannot be written: the disk is full"]);
    }
}
