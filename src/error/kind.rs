//! Everything that can go wrong, as a closed list.

/// What went wrong. `catalogue.rs` has the class, the code and the message of each.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ErrorKind {
    // The caller.
    /// An option that is required was not given; what it is needed for is expected.
    MissingOption,
    /// An option that does not exist, a misspelt one most often; those that do are expected.
    UnknownOption,
    /// An option or parameter that this library manages itself; what to do instead is expected.
    ManagedOption,
    /// An option whose value cannot be used.
    InvalidOption,
    /// `appState` has more bytes of JSON than are kept.
    AppStateTooLarge,
    /// The endpoints are not known yet.
    NotReady,
    /// The provider has no such endpoint, or it was not given.
    EndpointMissing,
    /// An access token was asked for, and the sign-in asked for an ID token alone.
    NoAccessToken,
    /// A request with the access token would go to an origin that the app has not listed.
    OriginNotListed,

    // The provider.
    /// The authorization endpoint answered with an error (RFC 6749 §4.1.2.1, §4.2.2.1).
    AuthorizationRefused,
    /// The token endpoint answered with an error (RFC 6749 §5.2).
    ExchangeRefused,
    /// The userinfo endpoint did not accept the access token (RFC 6750 §3.1).
    UserInfoRefused,
    /// The metadata document breaks OpenID Connect Discovery §3.
    MetadataInvalid,
    /// The metadata document is another issuer's (OpenID Connect Discovery §4.3).
    MetadataIssuerMismatch,
    /// The key set breaks RFC 7517 §5.
    KeysInvalid,
    /// The token response breaks RFC 6749 §5.1.
    TokenResponseInvalid,
    /// The token type is one that this library cannot use (RFC 6749 §7.1).
    TokenTypeUnsupported,
    /// The userinfo response breaks OpenID Connect Core §5.3.2.
    UserInfoInvalid,
    /// The userinfo response is about somebody else (OpenID Connect Core §5.3.2).
    UserInfoSubjectMismatch,
    /// The token endpoint refused to renew, for another reason than a dead refresh token (RFC 6749 §5.2).
    RefreshRefused,
    /// The revocation endpoint answered with an error (RFC 7009 §2.2.1).
    RevocationRefused,

    // A callback that is stale, damaged or forged.
    /// The sign-in took longer than its transaction lives.
    TransactionExpired,
    /// The record in storage is not what was stored there.
    TransactionTampered,
    /// A response parameter came more than once (RFC 6749 §3.1).
    ParameterRepeated,
    /// A response parameter does not decode, or not to what it must be.
    ParameterMalformed,
    /// A response parameter that the flow needs is absent.
    ParameterMissing,
    /// A response parameter that the flow did not ask for (OAuth 2.0 Multiple Response Types §3).
    ParameterUnexpected,
    /// A response parameter in the wrong part of the address (OAuth 2.0 Multiple Response Types §2.1).
    ParameterMisplaced,
    /// `iss` names another issuer (RFC 9207 §2.4).
    IssuerMismatch,
    /// `iss` is absent though the provider promises it (RFC 9207 §2.4).
    IssuerMissing,
    /// The token response holds no ID token though `openid` was asked for (OpenID Connect Core §3.1.3.3).
    IdTokenMissing,
    /// The ID token is no JWT in compact form (RFC 7515 §3.1, RFC 7519 §7.2).
    IdTokenMalformed,
    /// The ID token is encrypted (RFC 7516), which is not supported.
    IdTokenEncrypted,
    /// The token says that it is no ID token (`typ`, RFC 8725 §3.11; `events`, RFC 8417 §2.2).
    IdTokenType,
    /// The ID token's algorithm is none that is accepted (OpenID Connect Core §3.1.3.7, step 7).
    IdTokenAlgorithm,
    /// The ID token has a critical header (RFC 7515 §4.1.11), and none is understood.
    IdTokenCriticalHeader,
    /// The signature is not one of the issuer's key (OpenID Connect Core §3.1.3.7, step 6).
    IdTokenSignatureInvalid,
    /// The issuer's key set has no key that fits the token, or had none a moment ago.
    IdTokenKeyUnknown,
    /// The issuer's key cannot be imported, so nothing is known of the signature.
    IdTokenKeyUnusable,
    /// Several keys of the set fit, and the token does not say which it is.
    IdTokenKeyAmbiguous,
    /// A claim that every ID token has is absent (OpenID Connect Core §2).
    IdTokenClaimMissing,
    /// A claim has another JSON type than it must.
    IdTokenClaimMalformed,
    /// `iss` is not the issuer (OpenID Connect Core §3.1.3.7, step 2).
    IdTokenIssuerMismatch,
    /// `aud` does not hold the client id (OpenID Connect Core §3.1.3.7, step 3).
    IdTokenAudienceMismatch,
    /// `azp` is not the client id, or is absent beside several audiences (OpenID Connect Core §3.1.3.7, steps 4 and 5).
    IdTokenAuthorizedPartyMismatch,
    /// `exp` has passed (OpenID Connect Core §3.1.3.7, step 9).
    IdTokenExpired,
    /// `iat` lies ahead (OpenID Connect Core §3.1.3.7, step 10).
    IdTokenIssuedInFuture,
    /// `nbf` lies ahead (RFC 7519 §4.1.5).
    IdTokenNotYetValid,
    /// `nonce` is not the one that was sent (OpenID Connect Core §3.1.3.7, step 11).
    IdTokenNonceMismatch,
    /// The user signed in longer ago than `max_age` allows (OpenID Connect Core §3.1.3.7, step 13).
    IdTokenAuthTooOld,
    /// `acr` is none that the request required (OpenID Connect Core §3.1.3.7, step 12, and §5.5.1.1).
    IdTokenAcrMismatch,
    /// The user signed in to another organization than the one that was asked for, or a renewed ID token is of another.
    IdTokenOrganizationMismatch,
    /// `at_hash` does not fit the access token (OpenID Connect Core §3.2.2.9).
    IdTokenAtHashMismatch,
    /// A renewed ID token is about somebody else (OpenID Connect Core §12.2).
    IdTokenSubjectMismatch,
    /// A renewed ID token has another `auth_time` than that of the sign-in (OpenID Connect Core §12.2).
    IdTokenAuthTimeMismatch,
    /// A renewal brought another `user` than the session's.
    UserMismatch,

    // The browser's environment.
    /// There is no window: Node, a worker, a server.
    NotABrowser,
    /// The browser does not give this page the storage that it needs.
    StorageBlocked,
    /// The storage that is needed is full, even after a sweep.
    StorageFull,
    /// There is no source of randomness.
    RandomUnavailable,
    /// A signature that has to be checked cannot be: the page is insecure, or the browser does not know the algorithm.
    SignatureUnavailable,
    /// `window.open` gave no window.
    PopupBlocked,

    // The network.
    /// No answer arrived, or the browser did not let the page read it.
    NetworkFailed,
    /// The answer took too long.
    TimedOut,
    /// The caller gave it up, by an `AbortSignal`, or the user was signed out, here or in another tab.
    Aborted,
    /// The answer has more bytes than are read.
    ResponseTooLarge,
    /// The answer was a redirect, which no endpoint of these gives.
    ResponseRedirected,
    /// The answer was of another media type than JSON.
    ResponseNotJson,
    /// The answer had another status than its kind of endpoint gives.
    HttpStatus,

    // The session.
    /// There is no session.
    NotSignedIn,
    /// Nothing renews the session without the user.
    InteractionRequired,
    /// The refresh token is dead: `invalid_grant` (RFC 6749 §5.2).
    SessionRefused,
    /// Another user than the session's signed in, in another tab or at the provider.
    UserChanged,
    /// Another tab held the lock for longer than the call would wait.
    SessionBusy,
    /// The popup was closed, or seems so, ahead of an answer.
    PopupClosed,
}

/// Who is wrong. Each is a class of its own in JavaScript.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ErrorClass {
    /// The caller: an option, or a call too early.
    Usage,
    /// The provider.
    Provider,
    /// A stale, damaged or forged callback.
    Callback,
    /// The browser, or whatever runs this instead of one.
    Environment,
    /// The network, or a server that does not answer as one.
    Network,
    /// Nobody: the user has to act, or the caller to wait.
    Session,
}
