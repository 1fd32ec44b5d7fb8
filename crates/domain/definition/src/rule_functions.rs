//! The functions that rules may call beside those of CEL, and values to and from CEL.

use std::sync::{Arc, OnceLock};

use cel::objects::KeyRef;
use cel::{Context, Env, ExecutionError, Value};
use daumoi_kernel::vietnamese;
use jiff::civil::{Date, DateTime};

/// Names and what they take, for findings.
pub(crate) const FUNCTIONS: [&str; 4] = ["days_between", "hours_between", "folded", "distance_m"];

/// The functions of CEL that rules are known to use; anything else is a misspelling.
pub(crate) const CEL_FUNCTIONS: [&str; 12] = [
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "int",
    "uint",
    "double",
    "string",
    "bool",
    "min",
    "max",
    "type",
];

pub(crate) fn context<'p, 'v>() -> Context<'p, 'v> {
    static ENV: OnceLock<Arc<Env>> = OnceLock::new();
    let env = ENV.get_or_init(|| Arc::new(Env::stdlib()));
    let mut context = Context::with_env(Arc::clone(env));
    // Adding fails only for a name that CEL itself has; the tests call each of the four.
    let added = [
        context.add_function("days_between", |a: Words, b: Words| days_between(&a, &b)),
        context.add_function("hours_between", |a: Words, b: Words| hours_between(&a, &b)),
        context.add_function("folded", |text: Words| folded(&text)),
        context.add_function("distance_m", |p: Value, q: Value| distance_m(&p, &q)),
    ];
    debug_assert!(added.iter().all(Result::is_ok), "a function hides one of CEL");
    context
}

type Words = Arc<String>;
type Outcome = Result<Value, ExecutionError>;

fn days_between(from: &str, to: &str) -> Outcome {
    let day = |text: &str| {
        let date = text.get(..10).unwrap_or(text).parse::<Date>();
        date.map_err(|_| ExecutionError::function_error("days_between", format!("{text:?}")))
    };
    let span = day(from)?.until(day(to)?);
    let days = span.map(|span| i64::from(span.get_days()));
    days.map(Value::Int).map_err(|why| ExecutionError::function_error("days_between", why))
}

fn hours_between(from: &str, to: &str) -> Outcome {
    let moment = |text: &str| {
        text.parse::<DateTime>()
            .or_else(|_| text.parse::<Date>().map(|day| day.at(0, 0, 0, 0)))
            .map_err(|_| ExecutionError::function_error("hours_between", format!("{text:?}")))
    };
    Ok(Value::Int(moment(from)?.duration_until(moment(to)?).as_hours()))
}

fn folded(text: &str) -> Outcome {
    Ok(Value::from(vietnamese::fold(text)))
}

fn distance_m(from: &Value, to: &Value) -> Outcome {
    let point = |value: &Value| {
        let Value::Map(map) = value else { return None };
        let degrees = |key: &str| match map.get(&KeyRef::String(key)) {
            Some(Value::String(text)) => text.trim().parse::<f64>().ok(),
            _ => None,
        };
        Some((degrees("lat")?, degrees("lon")?))
    };
    match (point(from), point(to)) {
        (Some(from), Some(to)) => Ok(Value::Int(metres(from, to))),
        _ => Err(ExecutionError::function_error("distance_m", "not two points")),
    }
}

/// Straight line by haversine on a sphere of 6,371 km; a lower bound of any road.
#[expect(clippy::float_arithmetic, reason = "a distance on the earth; rounded to whole metres")]
#[expect(clippy::as_conversions, reason = "half the girth of the earth in metres fits i64")]
fn metres(from: (f64, f64), to: (f64, f64)) -> i64 {
    const EARTH_RADIUS_METRES: f64 = 6_371_000.0;
    let (latitude, other_latitude) = (from.0.to_radians(), to.0.to_radians());
    let half_height = (other_latitude - latitude) / 2.0;
    let half_width = (to.1 - from.1).to_radians() / 2.0;
    let chord = half_height.sin().powi(2)
        + latitude.cos() * other_latitude.cos() * half_width.sin().powi(2);
    (2.0 * EARTH_RADIUS_METRES * chord.sqrt().asin()).round() as i64
}

pub(crate) fn to_json(value: &Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match value {
        Value::Int(number) => Json::from(*number),
        Value::UInt(number) => Json::from(*number),
        Value::Float(number) => Json::from(*number),
        Value::String(text) => Json::from(text.as_str()),
        Value::Bool(truth) => Json::from(*truth),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(map) => {
            let pairs = map.map.iter().map(|(key, value)| (key.to_string(), to_json(value)));
            Json::Object(pairs.collect())
        }
        Value::Null
        | Value::Function(..)
        | Value::Bytes(_)
        | Value::Opaque(_)
        | Value::Struct(_) => Json::Null,
    }
}

/// Whole numbers of JSON are integers of CEL.
pub(crate) fn from_json(value: &serde_json::Value) -> Value {
    cel::to_value(SignedNumbers(value)).unwrap_or(Value::Null)
}

/// serde gives positive JSON numbers as unsigned, which CEL would not compare with its integers.
struct SignedNumbers<'a>(&'a serde_json::Value);

impl serde::Serialize for SignedNumbers<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(whole) => serializer.serialize_i64(whole),
                None => number.serialize(serializer),
            },
            serde_json::Value::Array(items) => {
                serializer.collect_seq(items.iter().map(SignedNumbers))
            }
            serde_json::Value::Object(map) => {
                serializer.collect_map(map.iter().map(|(key, value)| (key, SignedNumbers(value))))
            }
            serde_json::Value::Null => serializer.serialize_unit(),
            other => other.serialize(serializer),
        }
    }
}
