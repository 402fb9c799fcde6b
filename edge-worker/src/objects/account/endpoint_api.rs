//! What merchants do with their webhook endpoints.

use super::endpoints::Endpoint;
use super::fan_out::Webhooks;
use super::secret_record;
use super::webhook_wire::{EndpointChange, EndpointOperation};
use super::wire::Page;
use crate::env::{Edge, SystemClock};
use crate::error::HttpAnswer;
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::endpoint::wire::{EndpointAnswer, EndpointQuestion, SigningSecret};
use crate::objects::idempotency::{IdempotencyKey, InProgress, Standing, record_answer};
use crate::ports::{Clock, Fault};
use shared::api::deleted::Deleted;
use shared::api::error::ApiError;
use shared::api::list::{List, ListObject};
use shared::api::webhook_endpoint::{WebhookEndpoint, WebhookStatus};
use shared::ids::WebhookEndpointId;
use worker::{SqlStorage, Storage};

/// More are refused: each multiplies the deliveries of every event.
const ENDPOINTS_MAX: usize = 16;
/// More would make every signature longer; an overlap is not meant to last.
const SECRETS_MAX: usize = 4;
const URL: &str = "/v1/webhook_endpoints";

/// The account's object, as its endpoints need it.
#[derive(Clone, Copy)]
pub struct EndpointApi<'a> {
    pub storage: &'a Storage,
    pub edge: &'a Edge,
    pub webhooks: &'a Webhooks,
    pub in_progress: &'a InProgress,
}

impl EndpointApi<'_> {
    pub async fn answer(
        self,
        operation: EndpointOperation,
        idempotency: Option<IdempotencyKey>,
    ) -> Result<HttpAnswer, Fault> {
        let sql = self.storage.sql();
        let answer = match operation {
            EndpointOperation::List { page } => return self.list(&sql, &page),
            EndpointOperation::Retrieve { id } => {
                return match self.find(&sql, &id)? {
                    Ok(endpoint) => HttpAnswer::ok(&endpoint.shown),
                    Err(missing) => Ok(missing.into()),
                };
            }
            EndpointOperation::Deliveries { id, limit } => {
                return self.deliveries(&sql, &id, limit).await;
            }
            EndpointOperation::Create { .. }
            | EndpointOperation::Update { .. }
            | EndpointOperation::RollSecret { .. }
            | EndpointOperation::Delete { .. } => self.write(&sql, operation, idempotency)?,
        };
        // Whatever was written commits together with the alarm. The queue is told before the
        // answer, where it can be: an endpoint that is changed is one that delivers accordingly.
        self.webhooks.arm(self.storage).await?;
        self.webhooks.fan_out(self.storage, self.edge).await?;
        Ok(answer)
    }

    /// Changes what is stored, in one turn with the idempotency record.
    fn write(
        self,
        sql: &SqlStorage,
        operation: EndpointOperation,
        idempotency: Option<IdempotencyKey>,
    ) -> Result<HttpAnswer, Fault> {
        let _turn = match &idempotency {
            None => None,
            Some(key) => match self.in_progress.begin(sql, key)? {
                (Standing::Answered(kept), _) => {
                    return Ok(secret_record::opened(self.edge.keyring(), kept));
                }
                (Standing::Refused(error), _) => return Ok(error.into()),
                (Standing::New | Standing::Interrupted, turn) => turn,
            },
        };
        let changed = match operation {
            EndpointOperation::Create { endpoint } => self.create(sql, *endpoint)?,
            EndpointOperation::Update { id, change } => match self.find(sql, &id)? {
                Ok(endpoint) => self.update(sql, endpoint, *change)?,
                Err(missing) => Err(missing),
            },
            EndpointOperation::RollSecret { id, expires_in_ms } => match self.find(sql, &id)? {
                Ok(endpoint) => self.roll_secret(sql, endpoint, expires_in_ms)?,
                Err(missing) => Err(missing),
            },
            EndpointOperation::Delete { id } => match self.find(sql, &id)? {
                Ok(endpoint) => {
                    self.webhooks.known.remove(sql, &endpoint)?;
                    let deleted = Deleted::new("webhook_endpoint", endpoint.shown.id);
                    Ok(Done::plain(HttpAnswer::ok(&deleted)?))
                }
                Err(missing) => Err(missing),
            },
            EndpointOperation::Retrieve { .. }
            | EndpointOperation::List { .. }
            | EndpointOperation::Deliveries { .. } => {
                return Err(Fault("a read that was taken for a write".to_owned()));
            }
        };
        let done = match changed {
            Ok(done) => done,
            Err(refused) => return Ok(refused.into()),
        };
        if let Some(key) = &idempotency {
            record_answer(sql, key, &done.kept)?;
        }
        Ok(done.sent)
    }

    fn create(self, sql: &SqlStorage, shown: WebhookEndpoint) -> Changed {
        if self.webhooks.known.all(sql)?.len() >= ENDPOINTS_MAX {
            return Ok(Err(ApiError::invalid(format!(
                "You have reached the maximum of {ENDPOINTS_MAX} test webhook endpoints."
            ))));
        }
        let endpoint = Endpoint::new(shown);
        self.webhooks.known.put(sql, &endpoint)?;
        self.with_secret(&endpoint)
    }

    fn update(self, sql: &SqlStorage, mut endpoint: Endpoint, change: EndpointChange) -> Changed {
        let shown = &mut endpoint.shown;
        if let Some(change) = change.metadata {
            shown.metadata = match change.applied_to(std::mem::take(&mut shown.metadata)) {
                Ok(metadata) => metadata,
                Err(refused) => return Ok(Err(refused)),
            };
        }
        if let Some(url) = change.url {
            shown.url = url;
        }
        if let Some(enabled_events) = change.enabled_events {
            shown.enabled_events = enabled_events;
        }
        if let Some(description) = change.description {
            shown.description = Some(description).filter(|text| !text.is_empty());
        }
        if let Some(is_disabled) = change.disabled {
            shown.status = match is_disabled {
                true => WebhookStatus::Disabled,
                false => WebhookStatus::Enabled,
            };
        }
        let answer = HttpAnswer::ok(shown)?;
        endpoint.version = endpoint.version.saturating_add(1);
        self.webhooks.known.put(sql, &endpoint)?;
        Ok(Ok(Done::plain(answer)))
    }

    /// The secrets before the new one go on signing until they expire, at the latest when the
    /// overlap ends.
    fn roll_secret(self, sql: &SqlStorage, mut endpoint: Endpoint, expires_in_ms: i64) -> Changed {
        let now_ms = SystemClock.now_ms();
        let overlap_ends_ms = now_ms.saturating_add(expires_in_ms);
        let newest = SigningSecret {
            version: endpoint.secret_version().saturating_add(1),
            until_ms: None,
        };
        let before = std::mem::take(&mut endpoint.secrets)
            .into_iter()
            .map(|secret| {
                let until_ms = secret.until_ms.unwrap_or(i64::MAX).min(overlap_ends_ms);
                SigningSecret {
                    until_ms: Some(until_ms),
                    ..secret
                }
            });
        endpoint.secrets = std::iter::once(newest)
            .chain(before.filter(|secret| secret.until_ms > Some(now_ms)))
            .collect();
        if endpoint.secrets.len() > SECRETS_MAX {
            return Ok(Err(ApiError::invalid(format!(
                "This webhook endpoint has {SECRETS_MAX} valid secrets already. Wait until one has expired, or send `expires_in=0` to end all of them now."
            ))
            .with_param("expires_in")));
        }
        endpoint.version = endpoint.version.saturating_add(1);
        self.webhooks.known.put(sql, &endpoint)?;
        self.with_secret(&endpoint)
    }

    /// The endpoint with the secret that signs from now on, which is told this once.
    fn with_secret(self, endpoint: &Endpoint) -> Changed {
        let Some(id) = WebhookEndpointId::parse(&endpoint.shown.id) else {
            return Err(Fault("an endpoint without an id".to_owned()));
        };
        let version = endpoint.secret_version();
        let with = |secret: String| {
            HttpAnswer::ok(&WebhookEndpoint {
                secret: Some(secret),
                ..endpoint.shown.clone()
            })
        };
        Ok(Ok(Done {
            sent: with(self.edge.keyring().webhook_secret(&id, version))?,
            kept: with(secret_record::number(version))?,
        }))
    }

    fn find(self, sql: &SqlStorage, id: &str) -> Result<Result<Endpoint, ApiError>, Fault> {
        let found = self.webhooks.known.find(sql, id)?;
        Ok(found.ok_or_else(|| {
            ApiError::missing(
                format!("No such webhook endpoint: '{id}'"),
                "webhook_endpoint",
            )
        }))
    }

    /// Newest first. There are so few that a page is cut from all of them.
    fn list(self, sql: &SqlStorage, page: &Page) -> Result<HttpAnswer, Fault> {
        let all = self.webhooks.known.all(sql)?;
        let newest_first: Vec<&WebhookEndpoint> =
            all.iter().rev().map(|endpoint| &endpoint.shown).collect();
        let place_of = |id: &str| newest_first.iter().position(|shown| shown.id == id);
        let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
        let (cursor, param) = match (&page.starting_after, &page.ending_before) {
            (Some(id), _) => (Some(id), "starting_after"),
            (None, Some(id)) => (Some(id), "ending_before"),
            (None, None) => (None, ""),
        };
        let place = match cursor.map(|id| (id, place_of(id))) {
            Some((id, None)) => {
                let message = format!("No such webhook endpoint: '{id}'");
                return Ok(ApiError::missing(message, param).with_status(400).into());
            }
            Some((_, Some(place))) => Some(place),
            None => None,
        };
        let (from, to) = match place {
            None => (0, limit),
            Some(place) if page.starting_after.is_some() => {
                let from = place.saturating_add(1);
                (from, from.saturating_add(limit))
            }
            Some(place) => (place.saturating_sub(limit), place),
        };
        let to = to.min(newest_first.len());
        let has_more = match page.ending_before {
            Some(_) => from > 0,
            None => to < newest_first.len(),
        };
        HttpAnswer::ok(&List {
            object: ListObject::List,
            data: newest_first.get(from..to).unwrap_or_default().to_vec(),
            has_more,
            url: URL.to_owned(),
        })
    }

    /// What became of the newest deliveries, as the endpoint's own object knows it.
    async fn deliveries(self, sql: &SqlStorage, id: &str, limit: u32) -> Result<HttpAnswer, Fault> {
        if let Err(missing) = self.find(sql, id)? {
            return Ok(missing.into());
        }
        let question = EndpointQuestion::Deliveries { limit };
        match call(&self.edge.endpoints()?, id, &question, STORAGE_DEADLINE).await? {
            EndpointAnswer::Deliveries { deliveries } => HttpAnswer::ok(&List {
                object: ListObject::List,
                has_more: false,
                data: deliveries,
                url: format!("{URL}/{id}/deliveries"),
            }),
            EndpointAnswer::Accepted | EndpointAnswer::NotConfigured => {
                Err(Fault::unexpected_answer())
            }
        }
    }
}

/// An answer to be recorded, or a refusal that is not.
type Changed = Result<Result<Done, ApiError>, Fault>;

/// An answer, and what is kept of it for a retry.
struct Done {
    sent: HttpAnswer,
    kept: HttpAnswer,
}

impl Done {
    fn plain(answer: HttpAnswer) -> Self {
        Self {
            kept: answer.clone(),
            sent: answer,
        }
    }
}
