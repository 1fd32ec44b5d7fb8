//! A route: its path, who may use it, what it takes and gives. The gate enforces it, the OpenAPI
//! document is made from it, so neither can disagree with the other.

use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodRouter, delete, get, post};
use utoipa::ToSchema;
use utoipa::openapi::{Ref, RefOr, Schema};

use crate::state::WebState;

/// Who may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nobody is asked who they are.
    Open,
    /// Everybody; who is signed in may see more.
    Anyone,
    SignedIn,
    Administrator,
}

impl Access {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Anyone => "anyone",
            Self::SignedIn => "signed in",
            Self::Administrator => "administrator",
        }
    }
}

/// How much time a route has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    Request,
    File,
}

/// A parameter behind the question mark.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Param {
    pub(crate) name: &'static str,
    pub(crate) is_required: bool,
    pub(crate) kind: ParamKind,
    pub(crate) about: &'static str,
    pub(crate) example: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParamKind {
    Text,
    Date,
    Moment,
    Truth,
    Number,
}

/// The schemas that the document has collected so far.
pub(crate) type Known = Vec<(String, RefOr<Schema>)>;
pub(crate) type SchemaOf = fn(&mut Known) -> RefOr<Schema>;

/// The schema of a type, by reference.
pub(crate) fn of<T: ToSchema>(known: &mut Known) -> RefOr<Schema> {
    T::schemas(known);
    known.push((T::name().into_owned(), T::schema()));
    Ref::from_schema_name(T::name()).into()
}

#[derive(Clone, Copy)]
pub(crate) enum Takes {
    Nothing,
    Json(SchemaOf, &'static str),
    /// A JSON body under an optional `Idempotency-Key`.
    JsonOnce(SchemaOf, &'static str),
    Form,
    File,
}

#[derive(Clone, Copy)]
pub(crate) enum Gives {
    Nothing,
    Json(SchemaOf),
    Created(SchemaOf),
    /// `{"items": […]}`
    List(SchemaOf),
    /// `{"items": […], "next": …}`
    Page(SchemaOf),
    /// Bytes or text of this media type.
    Other(&'static str),
}

/// What the gate and the document need to know.
#[derive(Clone)]
pub(crate) struct Facts {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    pub(crate) name: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) query: &'static [Param],
    pub(crate) takes: Takes,
    pub(crate) gives: Gives,
    pub(crate) refuses: &'static [u16],
    pub(crate) pace: Pace,
    /// A page for people: HTML, parameters that nobody knows are overlooked, not in the document.
    pub(crate) is_page: bool,
}

pub(crate) struct Route {
    pub(crate) facts: Facts,
    pub(crate) handler: MethodRouter<WebState>,
}

impl Route {
    pub(crate) fn get<H: Handler<T, WebState>, T: 'static>(
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        Self::new(Method::GET, path, access, get(handler))
    }

    pub(crate) fn post<H: Handler<T, WebState>, T: 'static>(
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        Self::new(Method::POST, path, access, post(handler))
    }

    /// A page: a GET that answers HTML.
    pub(crate) fn page<H: Handler<T, WebState>, T: 'static>(
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        Self::get(path, access, handler).for_people()
    }

    /// What a form of a page sends: a POST that must come from our own pages.
    pub(crate) fn form<H: Handler<T, WebState>, T: 'static>(
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        Self::post(path, access, handler).takes(Takes::Form).for_people()
    }

    fn for_people(mut self) -> Self {
        self.facts.is_page = true;
        self
    }

    pub(crate) fn delete<H: Handler<T, WebState>, T: 'static>(
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        Self::new(Method::DELETE, path, access, delete(handler))
    }

    fn new(
        method: Method,
        path: &'static str,
        access: Access,
        handler: MethodRouter<WebState>,
    ) -> Self {
        let facts = Facts {
            method,
            path,
            access,
            name: "",
            summary: "",
            query: &[],
            takes: Takes::Nothing,
            gives: Gives::Nothing,
            refuses: &[],
            pace: Pace::Request,
            is_page: false,
        };
        Self { facts, handler }
    }

    pub(crate) fn named(mut self, name: &'static str, summary: &'static str) -> Self {
        self.facts.name = name;
        self.facts.summary = summary;
        self
    }

    pub(crate) fn query(mut self, query: &'static [Param]) -> Self {
        self.facts.query = query;
        self
    }

    pub(crate) fn takes(mut self, takes: Takes) -> Self {
        self.facts.takes = takes;
        self
    }

    pub(crate) fn gives(mut self, gives: Gives) -> Self {
        self.facts.gives = gives;
        self
    }

    pub(crate) fn refuses(mut self, statuses: &'static [u16]) -> Self {
        self.facts.refuses = statuses;
        self
    }

    pub(crate) fn slow(mut self) -> Self {
        self.facts.pace = Pace::File;
        self
    }
}
