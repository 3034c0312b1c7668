//! What a message says of an error, under names that a program can read.

use serde::Serialize;

/// The details of an error. Which ones are there depends on its kind alone; none holds a secret.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// The option that is wrong, as a path: `extraParams.prompt`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// The parameter of the authorization response that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The member of a provider's document that is wrong, or of an ID token's header or claims.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The claim of the ID token that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// The origin that a request would have gone to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The endpoint that was asked, as its address without the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// What the missing option is needed for, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needed_for: Option<String>,
    /// The options that the call takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<Vec<String>>,
    /// What to do in place of giving the option, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// What should have been there, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The values of which one should have been there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Vec<String>>,
    /// What was there instead: a value in quotes, or its type where it may be a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// The option that was most likely meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
    /// Where the option belongs instead: the call that takes it, or the option that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub belongs_to: Option<String>,
    /// How long a sign-in may take, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifetime_seconds: Option<u64>,
    /// How far a time was missed beyond the tolerance, in whole seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_seconds: Option<u64>,
    /// The tolerance for clocks that differ, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerance_seconds: Option<u64>,
    /// The HTTP status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The longest that the answer might take, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u32>,
    /// The most bytes that the answer might have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u32>,
}

/// The most that the clock of a device is suspected of: a day.
pub(crate) const CLOCK_ERROR_SECONDS: u32 = 86_400;
