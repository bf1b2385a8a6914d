//! Which profile an analysis goes by.
//!
//! What must stay true: a profile that is built in is written as it was when there were no others; what was chosen says
//! by itself what to call it.

use engine::BuiltIn;
use model::{Kind, ProfileId, ProfileVersion};
use serde::{Deserialize, Serialize};

/// A profile as it was chosen. Stored with the job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Chosen {
    BuiltIn(BuiltIn),
    Own(OwnProfile),
}

/// One version of a profile that the tenant made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnProfile {
    #[serde(with = "hexadecimal")]
    pub id: ProfileId,
    pub version: i64,
    pub name: String,
}

impl Chosen {
    pub fn name(&self) -> &str {
        match self {
            Self::BuiltIn(which) => which.as_str(),
            Self::Own(own) => &own.name,
        }
    }

    /// What it is chosen by: a name that is built in, or 32 hex digits.
    pub fn id(&self) -> String {
        match self {
            Self::BuiltIn(which) => which.as_str().to_owned(),
            Self::Own(own) => own.id.0.simple().to_string(),
        }
    }

    /// Of what is built in there is one, which goes by the engine's version.
    pub const fn version(&self) -> Option<i64> {
        match self {
            Self::BuiltIn(_) => None,
            Self::Own(own) => Some(own.version),
        }
    }

    pub fn own(&self) -> Option<ProfileVersion> {
        let Self::Own(own) = self else { return None };
        Some(ProfileVersion { profile: own.id, version: own.version })
    }

    /// Of a job that goes by it.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::BuiltIn(_) => Kind::Analysis,
            Self::Own(_) => Kind::OwnProfile,
        }
    }
}

impl Default for Chosen {
    fn default() -> Self {
        Self::BuiltIn(BuiltIn::Default)
    }
}

impl From<BuiltIn> for Chosen {
    fn from(which: BuiltIn) -> Self {
        Self::BuiltIn(which)
    }
}

mod hexadecimal {
    use model::ProfileId;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(id: &ProfileId, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&id.0.simple())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<ProfileId, D::Error> {
        String::deserialize(from)?.parse().map_err(|_| D::Error::custom("no id of a profile"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_in_is_written_as_its_name_and_one_of_ones_own_with_its_version() {
        let id = "0123456789abcdef0123456789abcdef";
        let own = OwnProfile { id: id.parse().unwrap(), version: 3, name: "desk".to_owned() };
        for (chosen, json) in [
            (Chosen::default(), r#""default""#.to_owned()),
            (BuiltIn::Counts.into(), r#""counts""#.to_owned()),
            (Chosen::Own(own), format!(r#"{{"id":"{id}","version":3,"name":"desk"}}"#)),
        ] {
            assert_eq!(serde_json::to_string(&chosen).unwrap(), json);
            assert_eq!(serde_json::from_str::<Chosen>(&json).unwrap(), chosen);
        }
        assert!(serde_json::from_str::<Chosen>("\"another\"").is_err());
    }
}
