//! A public key in a file, as a flag names it.

use std::{fs, path::PathBuf, str::FromStr};

use super::key::{Key, KeyError};

/// A public key's `kid` and file: the flag value `kid=path`. The first `=` divides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFile {
    /// What tokens call the key.
    pub kid: String,
    /// The PEM.
    pub path: PathBuf,
}

impl KeyFile {
    /// Reads the key. Blocks: for the start of the server.
    ///
    /// # Errors
    /// When the file cannot be read or its key cannot be used, naming the file.
    pub fn load(&self) -> Result<Key, KeyError> {
        let pem =
            fs::read_to_string(&self.path).map_err(|error| KeyError::Unreadable { path: self.path.clone(), error })?;
        Key::from_pem(Some(self.kid.clone()), &pem)
            .map_err(|error| KeyError::InFile { path: self.path.clone(), error: Box::new(error) })
    }
}

impl FromStr for KeyFile {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        match text.split_once('=') {
            Some((kid, path)) if !kid.trim().is_empty() && !path.trim().is_empty() => {
                Ok(Self { kid: kid.trim().to_owned(), path: path.trim().into() })
            }
            _ => Err(KeyError::KidPath),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Algorithm;

    fn load(file: &str) -> Result<Key, KeyError> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/auth/testdata");
        format!("k1={path}/{file}").parse::<KeyFile>()?.load()
    }

    #[test]
    fn the_kind_of_key_decides_the_algorithm() {
        for (file, algorithm) in [
            ("ed25519.public.pem", Algorithm::EdDsa),
            ("p256.public.pem", Algorithm::Es256),
            ("rsa.public.pem", Algorithm::Rs256),
            ("rsa-pkcs1.public.pem", Algorithm::Rs256),
        ] {
            let key = load(file).unwrap();
            assert_eq!((key.kid.as_deref(), key.algorithm()), (Some("k1"), algorithm), "{file}");
        }
    }

    #[test]
    fn weak_private_and_foreign_keys_are_refused_by_name() {
        for (file, reason) in [
            ("rsa-1024.public.pem", "the RSA key has 1024 bits; at least 2048 are needed"),
            (
                "p384.public.pem",
                "the key is neither a usable Ed25519 or P-256 key nor a usable RSA key of up to 4096 bits",
            ),
            ("rsa.private.pem", "this is a private key: the server needs the public half only"),
            ("ed25519.private.pem", "this is a private key: the server needs the public half only"),
            ("ed25519.certificate.pem", "expected one PEM block PUBLIC KEY (or RSA PUBLIC KEY)"),
            ("README.md", "expected one PEM block PUBLIC KEY (or RSA PUBLIC KEY)"),
        ] {
            let error = load(file).unwrap_err().to_string();
            assert!(error.ends_with(&format!("{file}: {reason}")), "{error}");
        }
        assert!(matches!(load("absent.pem"), Err(KeyError::Unreadable { .. })));
    }

    #[test]
    fn a_short_or_broken_key_is_refused_when_it_is_loaded() {
        let short = "-----BEGIN PUBLIC KEY-----\nMA4wBQYDK2VwAwUAAQIDBA==\n-----END PUBLIC KEY-----\n";
        let broken = include_str!("testdata/rsa.public.pem").replace("MII", "MIJ");
        for pem in [short, &broken, "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n"] {
            assert!(matches!(Key::from_pem(None, pem), Err(KeyError::Unsupported)), "{pem}");
        }
        let two = include_str!("testdata/rsa.public.pem").repeat(2);
        assert!(matches!(Key::from_pem(None, &two), Err(KeyError::NotAPublicKey)));
    }

    #[test]
    fn a_flag_value_is_kid_and_path() {
        let file: KeyFile = "2026-01=/etc/a=b.pem".parse().unwrap();
        assert_eq!(file, KeyFile { kid: "2026-01".to_owned(), path: "/etc/a=b.pem".into() });
        for text in ["", "kid", "=path", "kid=", " = "] {
            assert!(matches!(text.parse::<KeyFile>(), Err(KeyError::KidPath)), "{text:?}");
        }
    }
}
