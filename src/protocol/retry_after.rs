//! `Retry-After`: when an endpoint wants to be asked again (RFC 9110 §10.2.3).

use super::timestamp::Timestamp;

/// The seconds to wait, an hour at most; `None` for a text that does not say.
#[must_use]
pub fn retry_after_seconds(text: &str, now: Timestamp) -> Option<u32> {
    let text = text.trim();
    let seconds = delta_seconds(text).or_else(|| Some(now.milliseconds_until(date(text)?).div_ceil(1000)))?;
    Some(u32::try_from(seconds).unwrap_or(MOST_SECONDS).min(MOST_SECONDS))
}

/// A number in digits, however large.
fn delta_seconds(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form of a date that may be sent (RFC 9110 §5.6.7).
fn date(text: &str) -> Option<Timestamp> {
    let parts: Vec<&str> = text.strip_suffix(" GMT")?.split([' ', ':']).collect();
    let [_weekday, day, month, year, hour, minute, second] = parts.as_slice() else { return None };
    let month = MONTHS.iter().position(|name| name == month)?;
    let days = days_before(number(year, 9999)?, month)? + number(day, 31)?.checked_sub(1)?;
    let minutes = number(hour, 23)? * 60 + number(minute, 59)?;
    Some(Timestamp::from_milliseconds((days * 86_400 + minutes * 60 + number(second, 60)?) * 1000))
}

/// The days from 1970 to a month, which is counted from 0.
fn days_before(year: u64, month: usize) -> Option<u64> {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let leap_days = |years: u64| years / 4 - years / 100 + years / 400;
    let of_years = year.checked_sub(1970)? * 365 + leap_days(year - 1) - leap_days(1969);
    Some(of_years + DAYS_BEFORE.get(month)? + u64::from(is_leap && month > 1))
}

fn number(text: &str, most: u64) -> Option<u64> {
    delta_seconds(text).filter(|number| *number <= most)
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS_BEFORE: [u64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/// The longest that an endpoint may have anybody wait: one that asks for more gets another try all the same.
pub const MOST_SECONDS: u32 = 3600;
