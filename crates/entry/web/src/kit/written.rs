//! How dates, numbers and amounts are written in the two languages.

use daumoi_kernel::Lang;
use jiff::civil::{Date, DateTime};

/// `27/05/2024` in Vietnamese, `27 May 2024` in English: nobody takes one part for another.
pub(crate) fn day(lang: Lang, day: Date) -> String {
    match lang {
        Lang::Vi => day.strftime("%d/%m/%Y").to_string(),
        Lang::En => day.strftime("%-d %B %Y").to_string(),
    }
}

/// `09:05 ngày 27/05/2024`, `09:05, 27 May 2024`
pub(crate) fn moment(lang: Lang, at: DateTime) -> String {
    let clock = at.strftime("%H:%M");
    match lang {
        Lang::Vi => format!("{clock} ngày {}", day(lang, at.date())),
        Lang::En => format!("{clock}, {}", day(lang, at.date())),
    }
}

/// `1.250` in Vietnamese, `1,250` in English.
pub(crate) fn number(lang: Lang, number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::new();
    if number < 0 {
        grouped.push('\u{2212}');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(if lang == Lang::En { ',' } else { '.' });
        }
        grouped.push(digit);
    }
    grouped
}

/// `1.250.000 đ`, `1,250,000 VND`
pub(crate) fn money(lang: Lang, amount: i64) -> String {
    match lang {
        Lang::Vi => format!("{} đ", number(lang, amount)),
        Lang::En => format!("{} VND", number(lang, amount)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Lang, day, moment, money, number};
    use jiff::civil::date;

    #[test]
    fn dates_numbers_and_amounts_are_written_as_each_language_writes_them() {
        let may = date(2024, 5, 27);
        assert_eq!(day(Lang::Vi, may), "27/05/2024");
        assert_eq!(day(Lang::En, may), "27 May 2024");
        assert_eq!(moment(Lang::Vi, may.at(9, 5, 0, 0)), "09:05 ngày 27/05/2024");
        assert_eq!(number(Lang::Vi, 1_250_000), "1.250.000");
        assert_eq!(number(Lang::En, -1250), "\u{2212}1,250");
        assert_eq!(money(Lang::Vi, 1_250_000), "1.250.000 đ");
        assert_eq!(money(Lang::En, 0), "0 VND");
    }
}
