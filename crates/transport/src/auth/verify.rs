//! Verification of a token or an API key.

use std::{collections::HashSet, sync::Arc};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{NaiveDateTime, TimeDelta};
use jsonwebtoken::{Validation, errors::ErrorKind};
use rapport_kernel::{Actor, ApiKeys, ApiResult, Clock, api_key, id::decode_global};
use uuid::Uuid;

use super::{
    api_keys::KeyRing,
    claims::{Claims, Header, NumericDate},
    config::AuthConfig,
    jwks::Jwks,
    key::{Key, KeyError},
    refusal::Refusal,
    verified::Verified,
};

/// The most bytes that a token may have. Longer ones are refused unread.
pub const LONGEST_TOKEN: usize = 8 * 1024;

/// What verified credentials grant.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who calls.
    pub actor: Actor,
    /// From this moment the credentials are refused: the token's `exp` and the leeway. What outlives a request must end
    /// then.
    pub valid_until: NaiveDateTime,
    /// The public part of the API key, which can be revoked before: see [`Verifier::still_holds`].
    pub api_key: Option<Arc<str>>,
}

/// Verifies credentials: bearer tokens (RFC 7519, with the advice of RFC 8725) and API keys.
#[derive(Clone, Debug)]
pub struct Verifier {
    config: AuthConfig,
    leeway: TimeDelta,
    keys: Vec<Key>,
    jwks: Option<Arc<Jwks>>,
    api_keys: Option<KeyRing>,
    clock: Clock,
    verified: Verified,
}

impl Verifier {
    /// A verifier that trusts these keys.
    ///
    /// # Errors
    /// When there is no key, or two have the same `kid`.
    pub fn new(config: AuthConfig, keys: Vec<Key>, clock: Clock) -> Result<Self, KeyError> {
        Self::trusting(config, keys, None, clock)
    }

    /// A verifier that trusts these keys, and those that an issuer publishes.
    ///
    /// # Errors
    /// When there is neither, or two of these keys have the same `kid`.
    pub fn trusting(
        config: AuthConfig,
        keys: Vec<Key>,
        jwks: Option<Arc<Jwks>>,
        clock: Clock,
    ) -> Result<Self, KeyError> {
        if keys.is_empty() && jwks.is_none() {
            return Err(KeyError::NoKeys);
        }
        let mut kids = HashSet::new();
        if let Some(twice) = keys.iter().filter_map(|key| key.kid.as_ref()).find(|kid| !kids.insert(*kid)) {
            return Err(KeyError::SameKid(twice.clone()));
        }
        // A leeway too large to count with is for ever.
        let leeway = TimeDelta::from_std(config.leeway).unwrap_or(TimeDelta::MAX);
        Ok(Self { config, leeway, keys, jwks, api_keys: None, clock, verified: Verified::default() })
    }

    /// Lets API keys in too.
    #[must_use]
    pub fn with_api_keys(self, keys: Arc<dyn ApiKeys>) -> Self {
        Self { api_keys: Some(KeyRing::new(keys, self.clock.clone())), ..self }
    }

    /// Who brings these credentials, a token or an API key: what every door asks, whatever carried them to it.
    ///
    /// # Errors
    /// UNAUTHENTICATED, saying what is wrong with a token, and of an API key nothing; or when keys cannot be looked up.
    pub async fn authenticate(&self, credentials: &str) -> ApiResult<Session> {
        if credentials.starts_with(api_key::MARK) {
            return self.authenticate_key(credentials).await;
        }
        let Some(jwks) = &self.jwks else { return self.verify(credentials) };
        jwks.refresh_in_background();
        match self.check(credentials) {
            // The issuer may have another key by now.
            Err(Refusal::UnknownKey) if jwks.refresh().await => self.verify(credentials),
            checked => Ok(checked?),
        }
    }

    /// Who bears this API key.
    ///
    /// # Errors
    /// UNAUTHENTICATED, whatever is wrong with it; or when keys cannot be looked up.
    pub async fn authenticate_key(&self, key: &str) -> ApiResult<Session> {
        match &self.api_keys {
            Some(ring) => ring.authenticate(key).await,
            None => Err(Refusal::ApiKey.into()),
        }
    }

    /// Whether what was granted holds still: for what outlives a request, to be asked now and then. A token holds until it
    /// expires; an API key can be revoked before, and its maker be given another role.
    ///
    /// # Errors
    /// When keys cannot be looked up.
    pub async fn still_holds(&self, session: &Session) -> ApiResult<bool> {
        if self.clock.now() >= session.valid_until {
            return Ok(false);
        }
        match (&session.api_key, &self.api_keys) {
            (Some(public), Some(ring)) => ring.still_opens(session, public).await,
            (Some(_), None) => Ok(false),
            (None, _) => Ok(true),
        }
    }

    /// Who the bearer of the token is, by the keys that are known now.
    ///
    /// # Errors
    /// UNAUTHENTICATED, saying what is wrong with the token.
    pub fn verify(&self, token: &str) -> ApiResult<Session> {
        Ok(self.check(token)?)
    }

    pub(super) fn check(&self, token: &str) -> Result<Session, Refusal> {
        if token.len() > LONGEST_TOKEN {
            return Err(Refusal::TooLong(LONGEST_TOKEN));
        }
        let published = self.jwks.as_ref().map(|jwks| jwks.current());
        let generation = published.as_ref().map_or(0, |published| published.generation);
        let claims = self.verified.claims(token, generation, || {
            let header = header(token)?;
            if header.crit.is_some() {
                return Err(Refusal::Critical);
            }
            let keys = self.keys.iter().chain(published.iter().flat_map(|published| &published.keys));
            signed_claims(keys, token, &header)
        })?;
        let valid_until = self.check_claims(&claims)?;
        Ok(Session { actor: actor(&claims)?, valid_until, api_key: None })
    }

    /// Checks issuer, audience and time, and answers until when the token counts.
    fn check_claims(&self, claims: &Claims) -> Result<NaiveDateTime, Refusal> {
        if *claims.iss.as_ref().ok_or(Refusal::Missing("iss"))? != self.config.issuer {
            return Err(Refusal::Issuer);
        }
        if !claims.aud.as_ref().ok_or(Refusal::Missing("aud"))?.contains(&self.config.audience) {
            return Err(Refusal::Audience);
        }
        let now = self.clock.now();
        let expiry = moment(claims.exp.ok_or(Refusal::Missing("exp"))?)?;
        let valid_until = expiry.checked_add_signed(self.leeway).unwrap_or(NaiveDateTime::MAX);
        if now >= valid_until {
            return Err(Refusal::Expired);
        }
        if let Some(start) = claims.nbf.map(moment).transpose()?
            && now.checked_add_signed(self.leeway).is_some_and(|latest| latest < start)
        {
            return Err(Refusal::NotYetValid);
        }
        Ok(valid_until)
    }
}

/// Reads the header: the first of three parts.
fn header(token: &str) -> Result<Header, Refusal> {
    let mut parts = token.split('.');
    let (Some(header), Some(_), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(Refusal::Malformed("it does not have three parts"));
    };
    let json = URL_SAFE_NO_PAD.decode(header).map_err(|_| Refusal::Malformed("its header is not base64url"))?;
    serde_json::from_slice(&json).map_err(|_| Refusal::Malformed("its header is not a JSON object with alg"))
}

/// The claims, if one of the keys that may have signed the token did.
fn signed_claims<'a>(mut keys: impl Iterator<Item = &'a Key>, token: &str, header: &Header) -> Result<Claims, Refusal> {
    if let Some(kid) = &header.kid {
        let named = keys.find(|key| key.kid.as_ref() == Some(kid)).ok_or(Refusal::UnknownKey)?;
        if named.algorithm.as_str() != header.alg {
            return Err(Refusal::NotTheKeysAlgorithm);
        }
        return claims_signed_by(named, token);
    }
    let mut refusal = Refusal::NoKeyForAlgorithm;
    for key in keys.filter(|key| key.algorithm.as_str() == header.alg) {
        match claims_signed_by(key, token) {
            Err(Refusal::Signature) => refusal = Refusal::Signature,
            other => return other,
        }
    }
    Err(refusal)
}

/// Verifies the signature with the key's own algorithm, then reads the claims.
///
/// The library's checks of claims are off: they ask the machine for the time, and pass over some that are absent.
fn claims_signed_by(key: &Key, token: &str) -> Result<Claims, Refusal> {
    let mut validation = Validation::new(key.algorithm.to_jsonwebtoken());
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    let verified = jsonwebtoken::decode::<Claims>(token, &key.decoding, &validation);
    verified.map(|token| token.claims).map_err(|error| match error.kind() {
        ErrorKind::InvalidSignature => Refusal::Signature,
        ErrorKind::InvalidAlgorithm => Refusal::NotTheKeysAlgorithm,
        ErrorKind::Base64(_) => Refusal::Malformed("a part of it is not base64url"),
        ErrorKind::Json(_) => Refusal::Malformed("its claims are not a JSON object of the right types"),
        _ => Refusal::Malformed("it cannot be read"),
    })
}

fn moment(date: NumericDate) -> Result<NaiveDateTime, Refusal> {
    date.moment().ok_or(Refusal::Malformed("its exp or nbf is no date"))
}

/// The user and role of the claims.
fn actor(claims: &Claims) -> Result<Actor, Refusal> {
    let subject = claims.sub.as_deref().ok_or(Refusal::Missing("sub"))?;
    let user = Uuid::try_parse(subject).ok().or_else(|| match decode_global(subject)? {
        (kind, uuid) if kind == "User" => Some(uuid),
        _ => None,
    });
    let role = claims.role.as_deref().ok_or(Refusal::Missing("role"))?;
    let role = role.parse().map_err(|_| Refusal::UnknownRole)?;
    Ok(Actor::new(user.ok_or(Refusal::Subject)?, role))
}
