//! Whose turns something is looked for in.
//!
//! What must stay true: nothing but a turn's role decides, and speakers' names never do.

use model::Speaker;

use crate::side::Side;

/// Whose turns count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Whose {
    #[default]
    Anyone,
    /// Roles whose name tells this side; [`Side::Unknown`] is everybody else.
    Side(Side),
    /// Everybody who is not known to be on this side: where roles are unknown, everybody.
    ButSide(Side),
    /// Exactly this role, whatever its case.
    Role(String),
}

impl Whose {
    /// Whether a turn of this speaker, who is on this side, counts.
    pub(crate) fn includes(&self, speaker: Option<&Speaker>, side: Side) -> bool {
        match self {
            Self::Anyone => true,
            Self::Side(wanted) => *wanted == side,
            Self::ButSide(other) => *other != side,
            Self::Role(wanted) => {
                let role = speaker.and_then(|speaker| speaker.role.as_deref());
                role.is_some_and(|role| {
                    role.chars().flat_map(char::to_lowercase).eq(wanted.chars().flat_map(char::to_lowercase))
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_compared_whatever_their_case() {
        let speaker = Speaker { id: None, role: Some("Köchin".into()) };
        assert!(Whose::Role("kÖCHIN".into()).includes(Some(&speaker), Side::Unknown));
        assert!(!Whose::Role("koch".into()).includes(Some(&speaker), Side::Unknown));
        assert!(!Whose::Role("koch".into()).includes(None, Side::Unknown));
        assert!(Whose::Side(Side::Client).includes(None, Side::Client));
        assert!(Whose::ButSide(Side::Client).includes(None, Side::Unknown));
        assert!(!Whose::ButSide(Side::Client).includes(None, Side::Client));
        assert!(Whose::Anyone.includes(None, Side::Unknown));
    }
}
