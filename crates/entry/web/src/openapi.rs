//! The OpenAPI 3.1 document, made from the table of routes: what the gate enforces is what it says.

use axum::http::Method;
use serde_json::Value;
use utoipa::openapi::path::{
    HttpMethod, Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, Paths,
};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{Array, ComponentsBuilder, Object, SchemaType, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, KnownFormat, ObjectBuilder, OpenApi, OpenApiBuilder, RefOr,
    Required, ResponseBuilder, Schema, SchemaFormat,
};

use crate::route::{Access, Facts, Gives, Known, Param, ParamKind, Takes, of};
use crate::routes;
use crate::shapes::ProblemShape;

const TITLE: &str = "Đầu Mối";
const DESCRIPTION: &str = "The API of a provincial Department of Information and Communications. \
    Errors are application/problem+json with a stable code and the words in both languages. \
    Lists go on with an opaque cursor. Unknown parameters are refused. Dates are local.";

/// The document, made once.
pub(crate) fn document() -> OpenApi {
    static DOCUMENT: std::sync::LazyLock<OpenApi> = std::sync::LazyLock::new(made);
    DOCUMENT.clone()
}

fn made() -> OpenApi {
    let mut known = Known::new();
    let mut paths = Paths::new();
    let problem = of::<ProblemShape>(&mut known);
    for route in routes::all().into_iter().filter(|route| !route.facts.is_page) {
        let facts = &route.facts;
        let operation = operation(facts, &problem, &mut known);
        paths.add_path_operation(facts.path, vec![http_method(&facts.method)], operation);
    }
    let components = ComponentsBuilder::new()
        .schemas_from_iter(known)
        .security_scheme(
            "token",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .description(Some("The token of an application, or of a session."))
                    .build(),
            ),
        )
        .security_scheme(
            "session",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(crate::gate::SESSION_COOKIE))),
        )
        .build();
    let info = InfoBuilder::new()
        .title(TITLE)
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .build();
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components)).build()
}

fn http_method(method: &Method) -> HttpMethod {
    match *method {
        Method::POST => HttpMethod::Post,
        Method::DELETE => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}

fn operation(facts: &Facts, problem: &RefOr<Schema>, known: &mut Known) -> Operation {
    let mut operation = OperationBuilder::new()
        .operation_id(Some(facts.name))
        .summary(Some(facts.summary))
        .tag(tag(facts.path))
        .parameters(Some(parameters(facts)))
        .request_body(body(facts.takes, known));
    let (status, good) = good(facts, known);
    operation = operation.response(status, good);
    for status in refusals(facts) {
        let said = ResponseBuilder::new()
            .description(crate::words::title(status).en)
            .content(
                "application/problem+json",
                ContentBuilder::new().schema(Some(problem.clone())).build(),
            )
            .build();
        operation = operation.response(status.as_u16().to_string(), said);
    }
    if matches!(facts.access, Access::Anyone) {
        operation = operation.security(SecurityRequirement::default());
    }
    if facts.access != Access::Open {
        let none: [&str; 0] = [];
        operation = operation
            .security(SecurityRequirement::new("token", none))
            .security(SecurityRequirement::new("session", none));
    }
    operation.build()
}

/// What stands behind `/api/v1/`.
fn tag(path: &'static str) -> &'static str {
    match path.strip_prefix("/api/v1/") {
        Some(rest) => rest.split(['/', '.']).next().unwrap_or(rest),
        None => "pages",
    }
}

fn refusals(facts: &Facts) -> Vec<axum::http::StatusCode> {
    let mut statuses: Vec<u16> = facts.refuses.to_vec();
    statuses.extend([400, 500, 503, 504]);
    match facts.takes {
        Takes::Json(..) | Takes::JsonOnce(..) => statuses.extend([413, 415]),
        Takes::File => statuses.push(413),
        // Forms belong to pages, which are not in the document.
        Takes::Form | Takes::Nothing => {}
    }
    match facts.access {
        Access::Open => {}
        Access::Anyone => statuses.push(401),
        Access::SignedIn if facts.method == Method::GET => statuses.push(401),
        Access::SignedIn | Access::Administrator => statuses.extend([401, 403]),
    }
    statuses.sort_unstable();
    statuses.dedup();
    statuses.into_iter().filter_map(|it| axum::http::StatusCode::from_u16(it).ok()).collect()
}

fn parameters(facts: &Facts) -> Vec<Parameter> {
    let in_path = facts.path.split('/').filter_map(|part| {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        Some(
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Path)
                .required(Required::True)
                .schema(Some(Object::with_type(Type::String)))
                .build(),
        )
    });
    let mut parameters: Vec<Parameter> = in_path.collect();
    parameters.extend(facts.query.iter().map(parameter));
    if matches!(facts.takes, Takes::JsonOnce(..)) {
        let key = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some("The same request under the same key is done once."))
            .schema(Some(Object::with_type(Type::String)))
            .build();
        parameters.push(key);
    }
    parameters
}

fn parameter(param: &Param) -> Parameter {
    let format = |format| {
        let text = ObjectBuilder::new().schema_type(Type::String);
        text.format(Some(SchemaFormat::KnownFormat(format))).build()
    };
    let schema = match param.kind {
        ParamKind::Text => Object::with_type(Type::String),
        ParamKind::Date => format(KnownFormat::Date),
        ParamKind::Moment => format(KnownFormat::DateTime),
        ParamKind::Truth => Object::with_type(Type::Boolean),
        ParamKind::Number => Object::with_type(Type::Integer),
    };
    let example = match param.kind {
        ParamKind::Truth | ParamKind::Number => serde_json::from_str(param.example).ok(),
        _ => Some(Value::from(param.example)),
    };
    ParameterBuilder::new()
        .name(param.name)
        .parameter_in(ParameterIn::Query)
        .required(if param.is_required { Required::True } else { Required::False })
        .description(Some(param.about))
        .schema(Some(schema))
        .example(example)
        .build()
}

fn body(takes: Takes, known: &mut Known) -> Option<RequestBody> {
    let needed = RequestBodyBuilder::new().required(Some(Required::True));
    let bytes = || Object::with_type(Type::String);
    match takes {
        Takes::Nothing | Takes::Form => None,
        Takes::Json(schema, example) | Takes::JsonOnce(schema, example) => {
            let content = ContentBuilder::new()
                .schema(Some(schema(known)))
                .example(serde_json::from_str(example).ok());
            Some(needed.content("application/json", content.build()).build())
        }
        Takes::File => {
            let file = ObjectBuilder::new().property("file", bytes()).required("file").build();
            let form = ContentBuilder::new().schema(Some(file)).build();
            let bare = ContentBuilder::new().schema(Some(bytes())).build();
            let body = needed.content("multipart/form-data", form);
            Some(body.content("application/octet-stream", bare).build())
        }
    }
}

fn good(facts: &Facts, known: &mut Known) -> (&'static str, utoipa::openapi::Response) {
    let said = ResponseBuilder::new();
    let json = |schema: RefOr<Schema>| ContentBuilder::new().schema(Some(schema)).build();
    match facts.gives {
        Gives::Nothing => ("204", said.description("Done").build()),
        Gives::Json(schema) => {
            ("200", said.description("OK").content("application/json", json(schema(known))).build())
        }
        Gives::Created(schema) => {
            let said = said.description("Created");
            ("201", said.content("application/json", json(schema(known))).build())
        }
        Gives::List(schema) | Gives::Page(schema) => {
            let listed = listed(schema(known), matches!(facts.gives, Gives::Page(_)));
            let said = said.description("A list");
            ("200", said.content("application/json", json(listed.into())).build())
        }
        Gives::Other(kind) => {
            let is_json = kind == "application/json";
            let schema = Object::with_type(if is_json { Type::Object } else { Type::String });
            let content = ContentBuilder::new().schema(Some(schema)).build();
            ("200", said.description("OK").content(kind, content).build())
        }
    }
}

fn listed(item: RefOr<Schema>, has_next: bool) -> Schema {
    let list = ObjectBuilder::new().property("items", Array::new(item)).required("items");
    if !has_next {
        return list.build().into();
    }
    let next = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .description(Some("Where the next page begins; null behind the last one."));
    list.property("next", next).required("next").build().into()
}
