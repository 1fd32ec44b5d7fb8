//! Whose time it was: the working days a case stood still and the working days it was late, shared
//! out between the applicant, other agencies and us.
//!
//! Every day is given to one side only. Not here: what a late result leads to.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::calendar::WorkingCalendar;
use crate::clock::{Blame, Clock, Stop};
use crate::due::due;
use crate::due_value::Due;

/// Working days of each side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaysByBlame {
    pub applicant: u32,
    pub other_agency: u32,
    pub us: u32,
}

impl DaysByBlame {
    #[must_use]
    pub fn total(self) -> u32 {
        self.applicant.saturating_add(self.other_agency).saturating_add(self.us)
    }

    #[must_use]
    pub fn of(self, blame: Blame) -> u32 {
        match blame {
            Blame::Applicant => self.applicant,
            Blame::OtherAgency => self.other_agency,
            Blame::Us => self.us,
        }
    }

    fn add(&mut self, blame: Blame) {
        let days = match blame {
            Blame::Applicant => &mut self.applicant,
            Blame::OtherAgency => &mut self.other_agency,
            Blame::Us => &mut self.us,
        };
        *days = days.saturating_add(1);
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// Working days on which the clock stood still, up to the due date.
    pub stopped: DaysByBlame,
    /// Working days after the due date. Those on which we waited for another side are theirs, all
    /// others are ours.
    pub late: DaysByBlame,
}

/// `finished` is the end of the case, or now for a case that is still open.
#[must_use]
pub fn attribute_lateness(
    clock: &Clock,
    finished: DateTime,
    calendar: &WorkingCalendar,
) -> Attribution {
    let mut attribution = Attribution::default();
    let last = finished.date();
    let due = due(clock, calendar);
    let is_late_on = |day: Date| due.is_some_and(|due| day > due.date);
    // Only days of a stop and late days can be anybody's, so the walk begins with the first of them.
    let Some(before_first) =
        clock.stops.iter().map(|stop| stop.from.date()).chain(due.map(|due: Due| due.date)).min()
    else {
        return attribution;
    };
    let mut day = calendar.next_working_day(before_first);
    while day <= last {
        match (is_late_on(day), stop_on(&clock.stops, day)) {
            (false, Some(stop)) => attribution.stopped.add(stop.blame),
            (false, None) => {}
            (true, Some(stop)) => attribution.late.add(stop.blame),
            (true, None) => attribution.late.add(Blame::Us),
        }
        let next = calendar.next_working_day(day);
        if next <= day {
            break;
        }
        day = next;
    }
    attribution
}

/// The stop that holds this day; of several, the one that began first.
fn stop_on(stops: &[Stop], day: Date) -> Option<&Stop> {
    stops
        .iter()
        .filter(|stop| stop.from.date() < day && stop.to.is_none_or(|to| day <= to.date()))
        .min_by_key(|stop| stop.from)
}
