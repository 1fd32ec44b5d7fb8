//! Holds every JSON answer against the OpenAPI document: the status is announced, the shape is the
//! one that was promised.

use std::sync::LazyLock;

use serde_json::Value;

use crate::desk::Said;

/// Made through the router, like anybody gets it.
static DOCUMENT: LazyLock<std::sync::Mutex<Option<Value>>> = LazyLock::new(Default::default);

pub(crate) fn remember(document: Value) {
    *DOCUMENT.lock().unwrap() = Some(document);
}

pub(crate) fn must_conform(method: &str, path: &str, said: &Said) {
    if path == "/api/v1/openapi.json" && method == "GET" {
        remember(said.json());
        return;
    }
    let Some(document) = DOCUMENT.lock().unwrap().clone() else { return };
    let Some(operation) = operation(&document, method, path) else {
        // Pages for people are not in the document.
        assert!(
            !path.starts_with("/api/") || [404, 405].contains(&said.status.as_u16()),
            "{method} {path} is not in the document"
        );
        return;
    };
    let status = said.status.as_u16().to_string();
    let answer = &operation["responses"][&status];
    assert!(answer.is_object(), "{method} {path} answers {status}, which the document hides");
    let kind = said.header("content-type").split(';').next().unwrap_or_default();
    let schema = &answer["content"][kind]["schema"];
    if kind.ends_with("json") && schema.is_object() {
        fits(&document, schema, &said.json(), &format!("{method} {path}"));
    }
}

fn operation<'a>(document: &'a Value, method: &str, path: &str) -> Option<&'a Value> {
    let paths = document["paths"].as_object()?;
    let given: Vec<&str> = path.split('/').collect();
    // A path without variables goes before one with them.
    let mut fitting: Vec<&String> = paths
        .keys()
        .filter(|template| {
            let parts: Vec<&str> = template.split('/').collect();
            let same = |(part, given): (&&str, &&str)| part.starts_with('{') || part == given;
            parts.len() == given.len() && parts.iter().zip(&given).all(same)
        })
        .collect();
    fitting.sort_by_key(|template| template.matches('{').count());
    let operation = &paths[*fitting.first()?][method.to_ascii_lowercase()];
    operation.is_object().then_some(operation)
}

fn fits(document: &Value, schema: &Value, value: &Value, place: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches("#/components/schemas/");
        let target = &document["components"]["schemas"][name];
        assert!(target.is_object(), "{place}: the document lacks {name}");
        return fits(document, target, value, place);
    }
    let choices = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array());
    if let Some(choices) = choices {
        let real = choices.iter().find(|choice| choice["type"] != "null");
        if !value.is_null() {
            fits(document, real.unwrap(), value, place);
        }
        return;
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return,
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    assert!(kinds.contains(&kind), "{place} is {kind}, the document says {kinds:?}");
    if let Some(items) = value.as_array() {
        for item in items {
            fits(document, &schema["items"], item, &format!("{place}[]"));
        }
    }
    let (Some(map), Some(properties)) = (value.as_object(), schema["properties"].as_object())
    else {
        return;
    };
    for needed in schema["required"].as_array().into_iter().flatten() {
        assert!(map.contains_key(needed.as_str().unwrap()), "{place} lacks {needed}");
    }
    for (key, inner) in map {
        let known = properties.get(key);
        assert!(known.is_some(), "{place}.{key} is not in the document");
        fits(document, known.unwrap(), inner, &format!("{place}.{key}"));
    }
}
