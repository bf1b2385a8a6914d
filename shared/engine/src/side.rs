//! Which side of the talk a role is on, by its name.
//!
//! What must stay true: nothing but the role's own words decides, so that a turn can be read apart from others;
//! a name that says nothing is on neither side, and then no behavior is ruled out.
//! Deliberately absent: guessing sides from what is said.

use model::Speaker;

/// Whose conduct a turn is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Side {
    /// Therapist, coach, agent, seller, chair.
    Professional,
    /// Client, patient, customer, caller.
    Client,
    /// The role is unknown, or its name says nothing.
    #[default]
    Unknown,
}

/// In order of the alphabet.
const PROFESSIONALS: &[&str] = &[
    "adviser",
    "advisor",
    "advocate",
    "agent",
    "assessor",
    "assistant",
    "bot",
    "caseworker",
    "chair",
    "chairman",
    "chairperson",
    "chairwoman",
    "clinician",
    "coach",
    "consultant",
    "convenor",
    "counsellor",
    "counselor",
    "dentist",
    "dietitian",
    "dispatcher",
    "doctor",
    "facilitator",
    "gp",
    "handler",
    "host",
    "hygienist",
    "instructor",
    "interviewer",
    "keyworker",
    "lawyer",
    "manager",
    "mediator",
    "mentor",
    "midwife",
    "moderator",
    "nurse",
    "nutritionist",
    "operator",
    "paramedic",
    "pharmacist",
    "physician",
    "physio",
    "physiotherapist",
    "podiatrist",
    "practitioner",
    "professional",
    "provider",
    "psychiatrist",
    "psychologist",
    "recruiter",
    "registrar",
    "rep",
    "representative",
    "sales",
    "salesman",
    "salesperson",
    "saleswoman",
    "secretary",
    "seller",
    "specialist",
    "supervisor",
    "support",
    "surgeon",
    "teacher",
    "technician",
    "therapist",
    "trainer",
    "tutor",
    "vendor",
    "vet",
    "worker",
];

/// In order of the alphabet.
const CLIENTS: &[&str] = &[
    "applicant",
    "buyer",
    "caller",
    "candidate",
    "carer",
    "claimant",
    "client",
    "coachee",
    "consumer",
    "customer",
    "daughter",
    "donor",
    "father",
    "flatmate",
    "guest",
    "human",
    "husband",
    "interviewee",
    "lad",
    "learner",
    "man",
    "mentee",
    "mother",
    "mum",
    "parent",
    "partner",
    "patient",
    "prisoner",
    "prospect",
    "resident",
    "shopper",
    "son",
    "student",
    "subscriber",
    "teenager",
    "tenant",
    "user",
    "visitor",
    "wife",
    "woman",
];

impl Side {
    /// The side of the last word of the role's name that tells one: "customer support agent" is a professional.
    pub fn of(speaker: Option<&Speaker>) -> Self {
        let role = speaker.and_then(|speaker| speaker.role.as_deref()).unwrap_or_default();
        let words = role.split(|c: char| !c.is_alphanumeric()).rev();
        words.map(Self::of_word).find(|side| *side != Self::Unknown).unwrap_or_default()
    }

    fn of_word(word: &str) -> Self {
        let is_in = |words: &[&str]| {
            words
                .binary_search_by(|known| known.bytes().cmp(word.bytes().map(|byte| byte.to_ascii_lowercase())))
                .is_ok()
        };
        match () {
            () if is_in(PROFESSIONALS) => Self::Professional,
            () if is_in(CLIENTS) => Self::Client,
            () => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(role: &str) -> Side {
        Side::of(Some(&Speaker { id: None, role: Some(role.to_owned()) }))
    }

    #[test]
    fn the_last_telling_word_decides() {
        assert_eq!(side("AGENT"), Side::Professional);
        assert_eq!(side("Customer Support Agent (2)"), Side::Professional);
        assert_eq!(side("client_1"), Side::Client);
        assert_eq!(side("patient advocate"), Side::Professional);
        assert_eq!(side("developer"), Side::Unknown);
        assert_eq!(side(""), Side::Unknown);
        assert_eq!(Side::of(None), Side::Unknown);
    }

    #[test]
    fn the_lists_can_be_searched() {
        assert!(PROFESSIONALS.is_sorted() && CLIENTS.is_sorted());
    }
}
