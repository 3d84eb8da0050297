//! The name of an exchange: ten characters that can be read over the telephone.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

/// Digits and letters without i, l, o and u, which the eye or the ear confuses.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 10;

/// Identifier of an exchange: ten characters, 50 random bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExchangeId([u8; LENGTH]);

/// A text that is not the identifier of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an exchange is named by {LENGTH} digits and letters")]
pub struct UnknownExchangeId;

impl ExchangeId {
    /// The identifier made of 50 of these random bits.
    pub fn from_random(bits: u64) -> Self {
        let mut id = [0; LENGTH];
        for (place, byte) in id.iter_mut().enumerate() {
            let index = usize::try_from((bits >> (place * 5)) & 31).unwrap_or_default();
            *byte = ALPHABET[index];
        }
        Self(id)
    }

    /// The 50 bits that [`ExchangeId::from_random`] makes it of again.
    pub fn bits(self) -> u64 {
        let digit = |byte: &u8| ALPHABET.iter().position(|there| there == byte).unwrap_or_default();
        self.0.iter().rev().fold(0, |bits, byte| (bits << 5) | digit(byte) as u64)
    }

    /// The name under which the journal keeps a practice's register. No exchange is named so: of the 2⁵⁰
    /// names that chance gives it is one, and the journal would refuse a review there.
    pub const REGISTER: Self = Self([b'0'; LENGTH]);

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        // Only bytes of the alphabet ever enter, so this never falls back.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for ExchangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ExchangeId {
    type Err = UnknownExchangeId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id: [u8; LENGTH] = text.to_ascii_lowercase().as_bytes().try_into().map_err(|_| UnknownExchangeId)?;
        if id.iter().all(|byte| ALPHABET.contains(byte)) { Ok(Self(id)) } else { Err(UnknownExchangeId) }
    }
}

impl Serialize for ExchangeId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ExchangeId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_reads_back_whatever_its_case() {
        let id = ExchangeId::from_random(0x1234_5678_9abc_def0);
        assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
        assert_eq!(ExchangeId::from_random(id.bits()), id);
        assert_eq!("short".parse::<ExchangeId>(), Err(UnknownExchangeId));
        assert_eq!("ilouilouil".parse::<ExchangeId>(), Err(UnknownExchangeId));
    }
}
