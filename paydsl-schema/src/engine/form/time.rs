//! Times, durations and windows, as Go and the AWS provider read them.

use super::super::judgement::Judgement;

/// RFC 3339 as Go's `time.Parse` takes it, which is less strict than the standard in places.
pub(super) fn timestamp(text: &str) -> Judgement {
    if text.is_empty() {
        return Judgement::Undecidable;
    }
    match read_timestamp(text) {
        Ok(_) => Judgement::Valid,
        Err(reason) => Judgement::because(reason),
    }
}

/// The provider calls any RFC 3339 time one in UTC; whether another zone passes everywhere is not known.
pub(super) fn utc_timestamp(text: &str) -> Judgement {
    match (timestamp(text), read_timestamp(text)) {
        (Judgement::Valid, Ok(zone)) => Judgement::perhaps(zone == "Z"),
        (other, _) => other,
    }
}

/// The zone of a time, where it is one.
fn read_timestamp(text: &str) -> Result<&str, &'static str> {
    const FORM: &str = "it is not like 2006-01-02T15:04:05Z";
    // What is not ASCII nowhere belongs to it.
    if !text.is_ascii() {
        return Err(FORM);
    }
    let (year, rest) = digits(text, 4, 4).ok_or(FORM)?;
    let (month, rest) = digits(rest.strip_prefix('-').ok_or(FORM)?, 2, 2).ok_or(FORM)?;
    let (day, rest) = digits(rest.strip_prefix('-').ok_or(FORM)?, 2, 2).ok_or(FORM)?;
    let (hour, rest) = digits(rest.strip_prefix('T').ok_or(FORM)?, 1, 2).ok_or(FORM)?;
    let (minute, rest) = digits(rest.strip_prefix(':').ok_or(FORM)?, 2, 2).ok_or(FORM)?;
    let (second, rest) = digits(rest.strip_prefix(':').ok_or(FORM)?, 2, 2).ok_or(FORM)?;
    let zone = match rest.strip_prefix(['.', ',']) {
        Some(fraction) if fraction.starts_with(|c: char| c.is_ascii_digit()) => {
            fraction.trim_start_matches(|c: char| c.is_ascii_digit())
        }
        _ => rest,
    };
    if !(1..=12).contains(&month) || day < 1 || day > days(year, month) {
        return Err("there is no such day");
    }
    if hour > 23 || minute > 59 || second > 59 {
        return Err("there is no such time of day");
    }
    if zone == "Z" {
        return Ok(zone);
    }
    let offset = zone
        .strip_prefix(['+', '-'])
        .ok_or("it has no time zone: `Z` or an offset like +01:00")?;
    let (hours, rest) = digits(offset, 2, 2).ok_or(FORM)?;
    let (minutes, rest) = digits(rest.strip_prefix(':').ok_or(FORM)?, 2, 2).ok_or(FORM)?;
    if !rest.is_empty() {
        return Err(FORM);
    }
    if hours > 24 || minutes > 60 {
        return Err("there is no such time zone");
    }
    Ok(zone)
}

/// A number of `least` to `most` digits, and what follows.
fn digits(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let count = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if count < least {
        return None;
    }
    let (number, rest) = text.split_at(count);
    Some((number.parse().ok()?, rest))
}

fn days(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A duration as Go's `time.ParseDuration` takes it. Whether a negative one passes is not known.
pub(super) fn duration(text: &str) -> Judgement {
    if text.is_empty() {
        return Judgement::Undecidable;
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if unsigned == "0" {
        return Judgement::Valid;
    }
    let mut rest = unsigned;
    let mut hours = 0.0;
    while !rest.is_empty() {
        let number = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let digits = &rest[..rest.len() - number.len()];
        if digits.matches('.').count() > 1 || !digits.bytes().any(|byte| byte.is_ascii_digit()) {
            return Judgement::because("a number is expected before each unit");
        }
        let unit_end = number
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(number.len());
        let (unit, following) = number.split_at(unit_end);
        let in_hours = match unit {
            "ns" => 1.0 / 3.6e12,
            "us" | "µs" | "μs" => 1.0 / 3.6e9,
            "ms" => 1.0 / 3.6e6,
            "s" => 1.0 / 3600.0,
            "m" => 1.0 / 60.0,
            "h" => 1.0,
            "" => return Judgement::because("a unit is missing: h, m, s, ms"),
            _ => return Judgement::because("its units are h, m, s, ms, us and ns"),
        };
        hours += digits.parse::<f64>().unwrap_or(f64::INFINITY) * in_hours;
        rest = following;
    }
    // Go's durations have 64 bits of nanoseconds: 2,562,047 hours.
    match hours {
        _ if unsigned.is_empty() => Judgement::invalid(),
        hours if hours > 2_600_000.0 => Judgement::because("it is too long"),
        hours if hours > 2_500_000.0 => Judgement::Undecidable,
        _ => Judgement::perhaps(!text.starts_with('-')),
    }
}

/// `hh24:mi`
pub(super) fn time_of_day(text: &str) -> Judgement {
    if is_time(text) {
        return Judgement::Valid;
    }
    // Some checks may take an hour of one digit, seconds, or nothing.
    let like_one = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':') && !text.contains("::");
    let has_numbers = text
        .split(':')
        .take(2)
        .all(|part| part.parse::<u32>().is_ok_and(|number| number < 60));
    match text.is_empty() || like_one && has_numbers {
        true => Judgement::Undecidable,
        false => Judgement::invalid(),
    }
}

/// `hh24:mi-hh24:mi`; nothing, for most.
pub(super) fn daily_window(text: &str) -> Judgement {
    if text.is_empty() {
        return Judgement::Undecidable;
    }
    let halves = text.split_once('-');
    Judgement::certain(halves.is_some_and(|(from, to)| is_time(from) && is_time(to)))
}

/// `ddd:hh24:mi-ddd:hh24:mi`, in any case; nothing, for most.
pub(super) fn weekly_window(text: &str) -> Judgement {
    if text.is_empty() {
        return Judgement::Undecidable;
    }
    // Go folds the cases of all of Unicode.
    if !text.is_ascii() {
        return Judgement::Undecidable;
    }
    let lower = text.to_ascii_lowercase();
    let is_day_and_time = |text: &str| {
        text.split_once(':').is_some_and(|(day, time)| {
            ["sun", "mon", "tue", "wed", "thu", "fri", "sat"].contains(&day) && is_time(time)
        })
    };
    let halves = lower.split_once('-');
    Judgement::certain(halves.is_some_and(|(from, to)| is_day_and_time(from) && is_day_and_time(to)))
}

fn is_time(text: &str) -> bool {
    match text.as_bytes() {
        [a, b, b':', c, d] => {
            let hour = matches!((a, b), (b'0' | b'1', b'0'..=b'9') | (b'2', b'0'..=b'3'));
            hour && matches!((c, d), (b'0'..=b'5', b'0'..=b'9'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;
    use ::time::OffsetDateTime;
    use ::time::format_description::well_known::Rfc3339;
    use proptest::prelude::*;

    #[test]
    fn times_are_what_go_reads() {
        table(
            timestamp,
            &[
                "2020-01-02T03:04:05Z",
                "2020-01-02T3:04:05Z",
                "2020-01-02T03:04:05.5Z",
                "2020-01-02T03:04:05,5Z",
                "2020-01-02T03:04:05+01:00",
                "2020-01-02T03:04:05-00:00",
                "2020-01-02T03:04:05+24:60",
                "2020-02-29T03:04:05Z",
                "2000-02-29T03:04:05Z",
                "0000-01-01T00:00:00Z",
            ],
            &[
                "2020-01-02",
                "2020-01-02T03:04:05",
                "2020-01-02 03:04:05Z",
                "2020-01-02t03:04:05z",
                "2020-1-02T03:04:05Z",
                "2020-01-02T03:04Z",
                "2020-01-02T24:00:00Z",
                "2020-01-02T23:59:60Z",
                "2020-02-30T03:04:05Z",
                "2019-02-29T03:04:05Z",
                "1900-02-29T03:04:05Z",
                "2020-13-01T03:04:05Z",
                "2020-00-01T03:04:05Z",
                "2020-01-00T03:04:05Z",
                "2020-01-02T03:04:05+25:00",
                "2020-01-02T03:04:05+0100",
                "2020-01-02T03:04:05Z ",
                "2020-01-02T03:04:05.Z",
                "tomorrow",
                "２020-01-02T03:04:05Z",
            ],
            &[""],
        );
        table(
            utc_timestamp,
            &["2020-01-02T03:04:05Z"],
            &["2020-01-02", "x"],
            &["", "2020-01-02T03:04:05+01:00"],
        );
    }

    #[test]
    fn durations_are_what_go_reads() {
        table(
            duration,
            &[
                "1h",
                "1h30m5.5s",
                "0",
                "+1h",
                ".5h",
                "1.h",
                "1µs",
                "1μs",
                "10us",
                "300ms",
                "1h1h",
                "00h",
            ],
            &[
                "1", "h", "x", "1d", "1 h", "1h ", "-", "+", ".h", "1..5h", "1H", "9999999h", "1e3s", "1h30",
            ],
            &["", "-1h", "2562047h"],
        );
    }

    #[test]
    fn windows_are_those_of_the_provider() {
        table(
            daily_window,
            &["00:00-01:00", "23:59-00:00"],
            &[
                "24:00-01:00",
                "0:00-01:00",
                "00:00-01:00\n",
                "00:00",
                "00:60-01:00",
                "00:00-01:00-02:00",
            ],
            &[""],
        );
        table(
            weekly_window,
            &["Mon:00:00-tue:01:00", "SUN:23:59-mon:00:00"],
            &[
                "mon:00:00",
                "xxx:00:00-tue:01:00",
                "mon:0:00-tue:01:00",
                "monday:00:00-tue:01:00",
            ],
            &["", "mon:00:00-tue:01:00é"],
        );
        table(
            time_of_day,
            &["00:00", "23:59"],
            &["a", "25h", "99:00", "12:60"],
            &["", "7:30", "12:00:00"],
        );
    }

    proptest! {
        #[test]
        fn every_time_that_is_written_is_read(seconds in -62_167_219_200i64..253_402_300_799, nanoseconds in 0u32..1_000_000_000) {
            let time = OffsetDateTime::from_unix_timestamp(seconds).expect("in range") + ::time::Duration::nanoseconds(i64::from(nanoseconds));
            let text = time.format(&Rfc3339).expect("writable");
            prop_assert_eq!(timestamp(&text), Judgement::Valid, "{}", text);
        }

        #[test]
        fn days_are_those_of_another_implementation(year in 0u32..10_000, month in 0u32..14, day in 0u32..33) {
            let text = format!("{year:04}-{month:02}-{day:02}T12:00:00Z");
            let other = OffsetDateTime::parse(&text, &Rfc3339).is_ok();
            prop_assert_eq!(timestamp(&text) == Judgement::Valid, other, "{}", text);
        }
    }
}
