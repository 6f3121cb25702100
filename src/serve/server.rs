//! The web server on the loopback address.
//!
//! axum and hyper speak HTTP; here is what is served, and that nobody can keep others waiting: so
//! many connections at a time, and a request that is not sent in time is given up. Rendering is
//! done on threads of its own.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use futures_util::{Stream, stream};
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use super::guard::guard;
use super::pages;
use super::snapshot::Snapshot;
use crate::make::{Broken, Project, STACK};
use crate::render::{FORMATS, Media};

/// Connections at a time; more wait for their turn.
const MOST_CONNECTIONS: usize = 2048;
/// The same, as a number of open files.
#[cfg(unix)]
const MOST_FILES: u64 = 2048;
/// How long a request may take to be sent, and a connection be idle.
const PATIENCE: Duration = Duration::from_secs(10);
/// Ports that are tried where the one asked for is taken.
const MORE_PORTS: u16 = 20;

/// The server cannot begin.
#[derive(Debug, thiserror::Error)]
#[error("{address}: {cause}")]
pub struct Unserved {
    /// The address.
    pub address: SocketAddr,
    /// Why.
    pub cause: io::Error,
}

/// A server that has its address, and shows a snapshot that can be put in the place of another.
pub struct Server {
    listener: std::net::TcpListener,
    address: SocketAddr,
    site: Site,
}

/// What requests are answered from.
#[derive(Clone)]
struct Site {
    snapshot: Arc<RwLock<Arc<Snapshot>>>,
    version: watch::Sender<u64>,
    /// So that versions of this server differ from versions of the one before it.
    server: u32,
}

/// Puts a new snapshot in the place of the one that is shown.
#[derive(Clone)]
pub struct Show(Site);

impl Show {
    /// Shows the project as it is now, opened anew; every open page takes it up.
    pub fn show(&self, opened: Result<Project, Broken>) {
        let before = self.0.snapshot.read().map(|shown| Arc::clone(&shown));
        let Ok(before) = before else { return };
        let now = Arc::new(before.again(opened));
        if let Ok(mut shown) = self.0.snapshot.write() {
            *shown = now;
        }
        self.0.version.send_modify(|version| *version += 1);
    }

    /// Reads and checks what is shown, unless a page has asked for it already.
    pub fn prepare(&self) {
        let shown = self.0.snapshot.read().map(|shown| Arc::clone(&shown));
        let _looked = shown.as_ref().map(|shown| shown.open());
    }
}

impl Server {
    /// Takes a port: the one asked for, else one of the next, else any.
    ///
    /// # Errors
    /// [`Unserved`] when no port is to be had.
    pub fn bind(port: u16, snapshot: Snapshot) -> Result<Self, Unserved> {
        let next = if port == 0 { 0 } else { MORE_PORTS };
        let ports = (port..=port.saturating_add(next)).chain([0]);
        let mut last = None;
        for port in ports {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            match std::net::TcpListener::bind(address)
                .and_then(|listener| Ok((listener.local_addr()?, listener)))
            {
                Ok((address, listener)) => {
                    let site = Site {
                        snapshot: Arc::new(RwLock::new(Arc::new(snapshot))),
                        version: watch::channel(0).0,
                        server: std::process::id(),
                    };
                    return Ok(Self { listener, address, site });
                }
                Err(cause) => last = Some(Unserved { address, cause }),
            }
        }
        let none = || Unserved {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            cause: io::ErrorKind::AddrInUse.into(),
        };
        Err(last.unwrap_or_else(none))
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// By what another snapshot is shown.
    #[must_use]
    pub fn show(&self) -> Show {
        Show(self.site.clone())
    }

    /// Serves, and does not return.
    ///
    /// # Errors
    /// What the system says when nothing can be served.
    pub fn run(self) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .thread_stack_size(STACK)
            .max_blocking_threads(4)
            .build()?;
        self.listener.set_nonblocking(true)?;
        // A connection is an open file, of which a process may often have 1,024 unless it asks for
        // more.
        #[cfg(unix)]
        let _ = rlimit::increase_nofile_limit(2 * MOST_FILES);
        runtime.block_on(async {
            let listener = TcpListener::from_std(self.listener)?;
            let routes = routes(self.site, self.address.port());
            let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
            loop {
                let Ok(place) = Arc::clone(&places).acquire_owned().await else { return Ok(()) };
                let Ok((stream, _)) = listener.accept().await else {
                    // Too many open files: some will be closed.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                };
                let routes = routes.clone();
                tokio::spawn(async move {
                    let _place = place;
                    serve(stream, routes).await;
                });
            }
        })
    }
}

/// Answers the requests of a connection, unless the first is not there in time.
async fn serve(stream: TcpStream, routes: Router) {
    let has_asked = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&has_asked);
    let service = service_fn(move |request| {
        asked.store(true, Ordering::Relaxed);
        TowerToHyperService::new(routes.clone()).call(request)
    });
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    // hyper's own clock was seen not to ring on a busy machine. This one runs from the connection
    // on, and only a complete header stops it.
    let late = async {
        tokio::time::sleep(PATIENCE).await;
        if has_asked.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        // What a client breaks off is its own affair.
        _ = http.serve_connection(TokioIo::new(stream), service) => {}
        () = late => {}
    }
}

fn routes(site: Site, port: u16) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
        .route("/preview.css", get(async || kind("text/css; charset=utf-8", pages::CSS)))
        .route("/preview.js", get(async || kind("text/javascript; charset=utf-8", pages::JS)))
        .route("/r/{year}/{stem}", get(report))
        .route("/report/{year}/{name}", get(output))
        .route("/status", get(status))
        .route("/events", get(events))
        .fallback(no_page)
        .method_not_allowed_fallback(async || (StatusCode::METHOD_NOT_ALLOWED, "405\n"))
        .layer(middleware::from_fn_with_state(port, guard))
        .with_state(site)
}

fn kind(kind: &'static str, body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

impl Site {
    /// Does what takes time with the snapshot, on a thread of its own.
    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Snapshot, &str) -> T + Send + 'static,
    ) -> Option<T> {
        let version = self.version();
        let snapshot = Arc::clone(&*self.snapshot.read().ok()?);
        tokio::task::spawn_blocking(move || work(&snapshot, &version)).await.ok()
    }

    fn version(&self) -> String {
        format!("{}-{}", self.server, *self.version.borrow())
    }
}

fn page(made: Option<String>) -> Response {
    made.map_or_else(|| StatusCode::INTERNAL_SERVER_ERROR.into_response(), |page| Html(page).into_response())
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "404\n").into_response()
}

async fn no_page(State(site): State<Site>) -> Response {
    let made = site.with(|snapshot, _| pages::no_page(snapshot.lang())).await;
    (StatusCode::NOT_FOUND, page(made)).into_response()
}

async fn index(State(site): State<Site>) -> Response {
    page(site.with(pages::index).await)
}

async fn status(State(site): State<Site>) -> Response {
    page(site.with(pages::status).await)
}

async fn report(State(site): State<Site>, Path((year, stem)): Path<(u16, String)>) -> Response {
    match site.with(move |snapshot, version| pages::report(snapshot, version, year, &stem)).await {
        Some(Ok(made)) => page(Some(made)),
        Some(Err(gone)) => (StatusCode::NOT_FOUND, Html(gone)).into_response(),
        None => page(None),
    }
}

/// An output: looked up by year, name and format among what there is, so that no path leads
/// anywhere.
async fn output(State(site): State<Site>, Path((year, name)): Path<(u16, String)>) -> Response {
    let Some((stem, format)) =
        name.rsplit_once('.').map(|(stem, format)| (stem.to_owned(), format.to_owned()))
    else {
        return not_found();
    };
    let Some(format) = FORMATS.iter().find(|known| known.name == format) else { return not_found() };
    // Browsers save a text of another kind instead of showing it.
    let shown_as = match format.media {
        Media::Markdown | Media::Csv => Media::Text,
        media => media,
    };
    match site.with(move |snapshot, _| (snapshot.render(year, &stem, format), snapshot.lang())).await {
        Some((Some(Ok(bytes)), _)) => kind(shown_as.mime(), bytes.to_vec()),
        Some((Some(Err(why)), lang)) => page(Some(pages::message(&why, lang))),
        Some((None, _)) => not_found(),
        None => page(None),
    }
}

/// The version that is shown, now and whenever it changes.
async fn events(State(site): State<Site>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut receiver = site.version.subscribe();
    receiver.mark_changed();
    let versions = stream::unfold((receiver, site), async |(mut receiver, site)| {
        receiver.changed().await.ok()?;
        receiver.borrow_and_update();
        let event = Event::default().event("version").data(site.version());
        Some((Ok(event), (receiver, site)))
    });
    Sse::new(versions).keep_alive(KeepAlive::default())
}
