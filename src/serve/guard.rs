//! Who may ask: this user's browser on this machine, for pages of this server.
//!
//! A page of another site can make a browser ask the loopback address, under its own name (DNS
//! rebinding) or as a part of itself. So the name asked for must be the loopback address with our
//! port, and the page that asks must be ours. No answer may be used by another site, and no page of
//! ours loads anything from one.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Refuses who may not ask, and says of every answer what may be done with it.
pub(super) async fn guard(State(port): State<u16>, request: Request, next: Next) -> Response {
    if !may_ask(port, request.headers(), request.uri()) {
        return with_headers((StatusCode::FORBIDDEN, "403\n").into_response());
    }
    with_headers(next.run(request).await)
}

fn may_ask(port: u16, headers: &HeaderMap, uri: &Uri) -> bool {
    let one = |name: header::HeaderName| {
        let mut all = headers.get_all(name).iter();
        let first = all.next();
        all.next().is_none().then_some(first).flatten()
    };
    let names = ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}"));
    let is_ours = |name: &str| names.iter().any(|ours| ours.eq_ignore_ascii_case(name));
    // A request that names another server in its first line is meant for a proxy.
    let host = one(header::HOST).and_then(|host| host.to_str().ok());
    let for_us = host.is_some_and(is_ours) && uri.authority().is_none_or(|name| is_ours(name.as_str()));
    let from_ours = match one(header::ORIGIN) {
        None => !headers.contains_key(header::ORIGIN),
        Some(origin) => {
            origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://")).is_some_and(is_ours)
        }
    };
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_part_of_another =
        said("sec-fetch-site").is_some_and(|site| site == "cross-site" || site == "same-site");
    let is_page = said("sec-fetch-mode") == Some("navigate") && said("sec-fetch-dest") == Some("document");
    for_us && from_ours && (!is_part_of_another || is_page)
}

fn with_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    // A PDF is shown by the browser's own viewer, which a policy for pages would stop.
    let is_pdf = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/pdf");
    let policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                  font-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; \
                  frame-ancestors 'self'";
    if !is_pdf {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
