//! What a page has learned of providers, and keeps for its life.

use std::sync::Arc;

use crate::documents::key_set::KeySet;
use crate::documents::metadata::ProviderMetadata;
use crate::protocol::endpoint::{Endpoint, PlainHttp};
use crate::protocol::issuer::Issuer;
use crate::protocol::timestamp::Timestamp;

/// Keys by their address, and metadata by its issuer.
#[derive(Debug, Default)]
pub struct Memory {
    key_sets: Vec<(Endpoint, KnownKeys)>,
    metadata: Vec<(Issuer, PlainHttp, Arc<ProviderMetadata>)>,
}

/// A key set that was fetched.
#[derive(Clone, Debug)]
pub(crate) struct KnownKeys {
    pub(crate) set: Arc<KeySet>,
    /// When it was last fetched for a key that was not in it; the first load does not count.
    refetched: Option<Timestamp>,
}

impl Memory {
    /// A page that knows no provider yet.
    #[must_use]
    pub const fn new() -> Memory {
        Memory { key_sets: Vec::new(), metadata: Vec::new() }
    }

    pub(crate) fn keys(&self, jwks_uri: &Endpoint) -> Option<KnownKeys> {
        self.key_sets.iter().find(|(known, _)| known == jwks_uri).map(|(_, keys)| keys.clone())
    }

    /// Keeps a set that was fetched, in place of an older one. It says when, if it was fetched for a key that was not in that.
    pub(crate) fn keep_keys(&mut self, jwks_uri: &Endpoint, set: KeySet, refetched: Option<Timestamp>) {
        let refetched = refetched.or_else(|| self.keys(jwks_uri)?.refetched);
        self.key_sets.retain(|(known, _)| known != jwks_uri);
        self.key_sets.push((jwks_uri.clone(), KnownKeys { set: Arc::new(set), refetched }));
    }

    pub(crate) fn metadata(&self, issuer: &Issuer, plain_http: PlainHttp) -> Option<Arc<ProviderMetadata>> {
        let found = self.metadata.iter().find(|(known, allowed, _)| known == issuer && *allowed == plain_http);
        found.map(|(_, _, metadata)| metadata.clone())
    }

    pub(crate) fn keep_metadata(&mut self, issuer: &Issuer, plain_http: PlainHttp, found: ProviderMetadata) {
        self.metadata.push((issuer.clone(), plain_http, Arc::new(found)));
    }
}

impl KnownKeys {
    /// Whether the set was fetched again a moment ago, and so need not be once more.
    pub(crate) fn are_fresh(&self, now: Timestamp) -> bool {
        self.refetched.is_some_and(|at| at.after_seconds(REFETCH_SECONDS) > now)
    }
}

const REFETCH_SECONDS: u64 = 60;
