//! workerd's configuration for one machine: the same bindings as `edge-worker/wrangler.toml`.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::senders::SETTINGS;
use crate::bundle::Bundle;

/// The date up to which workerd's changes of behaviour are wanted; `wrangler.toml` says the same.
pub const COMPATIBILITY_DATE: &str = "2026-11-01";

/// The Worker's Durable Object namespaces: binding and class. All keep their data in SQLite.
pub const DURABLE_OBJECTS: [(&str, &str); 10] = [
    ("PAYMENTS", "PaymentObject"),
    ("ACCOUNTS", "AccountObject"),
    ("ENDPOINTS", "EndpointObject"),
    ("SANDBOX", "SandboxObject"),
    ("CONSUMERS", "ConsumerObject"),
    ("CONSUMER_INDEX", "ConsumerIndexObject"),
    ("INBOX", "InboxObject"),
    ("LIMITS", "LimitObject"),
    ("OUTBOX", "OutboxObject"),
    ("RULES", "RulesObject"),
];

/// Names of the Worker's other bindings.
pub struct Binding;

impl Binding {
    pub const ASSETS: &str = "ASSETS";
    pub const MODE: &str = "KASSA_MODE";
    pub const SECRET: &str = "KASSA_SECRET";
    pub const VAULT_KEYS: &str = "KASSA_VAULT_KEYS";
    pub const OPERATOR_TOKEN: &str = "KASSA_OPERATOR_TOKEN";
    pub const PUBLIC_ORIGIN: &str = "KASSA_PUBLIC_ORIGIN";
    pub const APPLE_PAY_ASSOCIATION: &str = "KASSA_APPLE_PAY_ASSOCIATION";
    pub const EMAIL_PROVIDER: &str = "KASSA_EMAIL_PROVIDER";
    pub const EMAIL_FROM: &str = "KASSA_EMAIL_FROM";
    pub const EMAIL_TOKEN: &str = "KASSA_EMAIL_TOKEN";
    pub const EMAIL_API: &str = "KASSA_EMAIL_API";
    pub const SMS_PROVIDER: &str = "KASSA_SMS_PROVIDER";
    pub const SMS_FROM: &str = "KASSA_SMS_FROM";
    pub const SMS_ACCOUNT: &str = "KASSA_SMS_ACCOUNT";
    pub const SMS_TOKEN: &str = "KASSA_SMS_TOKEN";
    pub const SMS_API: &str = "KASSA_SMS_API";
}

/// Secrets that a deployment can do without, and which `wrangler.toml` therefore does not require.
pub const OPTIONAL_SECRETS: [&str; 2] = [Binding::EMAIL_TOKEN, Binding::SMS_TOKEN];

/// Another Worker in the same process, on a socket of its own: what `kassa bench` measures beside
/// Kassa.
#[derive(Clone, Debug)]
pub struct Neighbour {
    /// Its one module, in plain JavaScript.
    pub script: PathBuf,
    /// Its Durable Object class; the binding has the same name.
    pub class: &'static str,
    pub port: u16,
}

/// Where the Worker's own requests may go.
#[derive(Clone, Debug)]
pub enum Reach {
    /// This machine and its network, too: webhooks of test mode go to a merchant who develops here.
    Everything,
    /// The public internet, whatever a name resolves to, and these private addresses.
    Public(Vec<IpAddr>),
}

impl Reach {
    fn render(&self) -> String {
        match self {
            Self::Everything => r#""public", "private", "local""#.to_owned(),
            Self::Public(besides) => {
                let besides = besides.iter().map(|address| match address {
                    IpAddr::V4(address) => format!("\"{address}/32\""),
                    IpAddr::V6(address) => format!("\"{address}/128\""),
                });
                let all: Vec<_> = std::iter::once("\"public\"".to_owned())
                    .chain(besides)
                    .collect();
                all.join(", ")
            }
        }
    }
}

/// The configuration as Cap'n Proto text. Secrets stay out of it: workerd takes them from its
/// environment. Errors: a path that the text cannot express.
pub fn render(bundle: &Bundle, objects: &Path, port: u16, reach: &Reach) -> anyhow::Result<String> {
    render_beside(bundle, objects, port, reach, None)
}

/// [`render`], with a neighbour.
pub fn render_beside(
    bundle: &Bundle,
    objects: &Path,
    port: u16,
    reach: &Reach,
    neighbour: Option<&Neighbour>,
) -> anyhow::Result<String> {
    let neighbour = neighbour.map(Neighbour::render).transpose()?;
    let neighbour = neighbour.unwrap_or_default();
    let worker = bundle.worker();
    let scripts = scripts(&worker)?;
    let module = quoted(&worker.join("index_bg.wasm"))?;
    let assets = quoted(&bundle.assets())?;
    let objects = quoted(objects)?;

    let namespaces: String = DURABLE_OBJECTS
        .iter()
        .map(|(_, class)| {
            let key = storage_folder(class);
            format!("    (className = \"{class}\", uniqueKey = \"{key}\", enableSql = true),\n")
        })
        .collect();
    let bindings: String = DURABLE_OBJECTS
        .iter()
        .map(|(binding, class)| {
            format!("    (name = \"{binding}\", durableObjectNamespace = \"{class}\"),\n")
        })
        .chain(
            [
                Binding::MODE,
                Binding::SECRET,
                Binding::VAULT_KEYS,
                Binding::OPERATOR_TOKEN,
                Binding::PUBLIC_ORIGIN,
                Binding::APPLE_PAY_ASSOCIATION,
            ]
            .iter()
            .chain(&SETTINGS)
            .map(|name| format!("    (name = \"{name}\", fromEnvironment = \"{name}\"),\n")),
        )
        .collect();
    let assets_binding = Binding::ASSETS;

    Ok(format!(
        r#"# Written anew by `kassa` at every start.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "edge", worker = .edge),
    (name = "assets", disk = (path = {assets})),
    (name = "objects", disk = (path = {objects}, writable = true)),
    (name = "internet", network = (
      allow = [{reach}],
      tlsOptions = (trustBrowserCas = true),
    )),
{service}  ],
  sockets = [
    (name = "http", address = "127.0.0.1:{port}", http = (), service = "edge"),
{socket}  ],
);

const edge :Workerd.Worker = (
  modules = [
{scripts}    (name = "index_bg.wasm", wasm = embed {module}),
  ],
  compatibilityDate = "{COMPATIBILITY_DATE}",
  durableObjectNamespaces = [
{namespaces}  ],
  durableObjectStorage = (localDisk = "objects"),
  bindings = [
{bindings}    (name = "{assets_binding}", service = "assets"),
  ],
  globalOutbound = "internet",
);
{worker}"#,
        reach = reach.render(),
        service = neighbour.service,
        socket = neighbour.socket,
        worker = neighbour.worker,
    ))
}

/// The Worker's JavaScript modules. The first is the one that is started; where `kassa bench` has put
/// its own there, the Worker's is beside it.
fn scripts(worker: &Path) -> anyhow::Result<String> {
    ["index.js", "kassa.js"]
        .iter()
        .map(|name| (name, worker.join(name)))
        .filter(|(name, path)| **name == "index.js" || path.exists())
        .map(|(name, path)| {
            let path = quoted(&path)?;
            Ok(format!(
                "    (name = \"{name}\", esModule = embed {path}),\n"
            ))
        })
        .collect()
}

/// A neighbour's parts of the configuration; all empty without one.
#[derive(Default)]
struct NeighbourText {
    service: String,
    socket: String,
    worker: String,
}

impl Neighbour {
    fn render(&self) -> anyhow::Result<NeighbourText> {
        let Self {
            script,
            class,
            port,
        } = self;
        let script = quoted(script)?;
        Ok(NeighbourText {
            service: "    (name = \"neighbour\", worker = .neighbour),\n".to_owned(),
            socket: format!(
                "    (name = \"neighbour\", address = \"127.0.0.1:{port}\", http = (), \
                 service = \"neighbour\"),\n"
            ),
            worker: format!(
                r#"
const neighbour :Workerd.Worker = (
  modules = [(name = "neighbour.js", esModule = embed {script})],
  compatibilityDate = "{COMPATIBILITY_DATE}",
  durableObjectNamespaces = [
    (className = "{class}", uniqueKey = "neighbour-{class}", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "objects"),
  bindings = [(name = "{class}", durableObjectNamespace = "{class}")],
);
"#
            ),
        })
    }
}

/// The folder that holds the databases of a class of objects, by its namespace's unique key: it must
/// never change.
pub fn storage_folder(class: &str) -> String {
    format!("kassa-{class}")
}

fn quoted(path: &Path) -> anyhow::Result<String> {
    let path = std::path::absolute(path)
        .with_context(|| format!("finding the absolute path of {}", path.display()))?;
    match path.to_str() {
        Some(text) if !text.contains(['"', '\\', '\n']) => Ok(format!("\"{text}\"")),
        Some(_) | None => bail!(
            "{} has characters that workerd's configuration cannot hold; use another folder",
            path.display()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_live_deployment_reaches_the_public_internet_and_what_its_operator_named() {
        let config = |reach: &Reach| {
            let bundle = Bundle::at(Path::new("/bundle"));
            render(&bundle, Path::new("/objects"), 8787, reach).expect("a configuration")
        };
        let alone = config(&Reach::Public(Vec::new()));
        assert!(alone.contains(r#"allow = ["public"]"#));
        let relay = ["10.0.0.7", "fd00::7"].map(|text| text.parse().expect("an address"));
        let besides = config(&Reach::Public(relay.to_vec()));
        assert!(besides.contains(r#"allow = ["public", "10.0.0.7/32", "fd00::7/128"]"#));
        assert!(config(&Reach::Everything).contains(r#""private", "local""#));
    }
}
