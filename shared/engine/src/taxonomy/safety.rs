//! Texts for safety.
//!
//! What must stay true: they say what was heard and what a careful person does next, and nothing about what the
//! speaker has or is.

use super::SuggestionType::{Add, Rephrase, Replace};
use super::TipType::{DoLess, Try};
use super::{Behavior, entry, name};

pub(super) const BEHAVIORS: &[Behavior] = &[
    entry(
        name::ABUSE_DISCLOSURE,
        "Tells of being hurt, controlled or neglected by somebody, now or before, or of a child or another who is.",
        (
            Try,
            "Believe it first and go slowly. Ask whether it is safe to talk and safe to go home, and involve the protection service that is in charge.",
        ),
        (Add, "Say it plainly: “Thank you for telling me. It isn't your fault. Are you safe where you are tonight?”"),
    ),
    entry(
        name::INSULT,
        "Demeans somebody who is present, or the group they belong to.",
        (Try, "Stay calm, name the line once, and go back to the matter. Repeated insults may end a conversation."),
        (
            Rephrase,
            "Say what is wrong instead of who: “You're useless” becomes “This is the third time it went missing.”",
        ),
    ),
    entry(
        name::MEDICAL_EMERGENCY,
        "Tells of something that may need medical help at once.",
        (
            Try,
            "Ask what is happening right now and where they are. When in doubt call the emergency number, and stay until help is there.",
        ),
        (Add, "Ask and act: “Is it happening now? I'm calling an ambulance; stay with me and tell me if it changes.”"),
    ),
    entry(
        name::PROFANITY,
        "Uses a swear word, whatever it is aimed at.",
        (DoLess, "Swearing often carries strong feeling. Answer the feeling, and keep your own words plain."),
        (Replace, "Say how strong it is in other words: “I've had more than enough of this waiting.”"),
    ),
    entry(
        name::SELF_HARM,
        "Tells of hurting oneself on purpose, without saying that it is meant to end one's life.",
        (
            Try,
            "Ask calmly about injuries that need care now, about what it helps with, and also whether there are thoughts of dying.",
        ),
        (Add, "Stay with it: “I'm glad you told me. Is there a wound that somebody should look at today?”"),
    ),
    entry(
        name::SUBSTANCE_RISK,
        "Tells of a use of alcohol, drugs or medicines that may be dangerous, such as mixing, too much, or driving after it.",
        (
            Try,
            "Ask what, how much and when, without blame. If it was taken in the last hours, involve a doctor or the poison line now.",
        ),
        (Add, "Ask for the facts: “What have you taken since yesterday, and is anyone with you?”"),
    ),
    entry(
        name::SUICIDAL_IDEATION,
        "Tells of not wanting to live, or of thoughts, plans or intent to end one's life.",
        (
            Try,
            "Ask directly and calmly: about thoughts, a plan, what is at hand, and when. Stay in contact, and involve the crisis or emergency service that fits.",
        ),
        (Add, "Ask straight out: “Are you thinking of ending your life? I'm here, and I want to hear it.”"),
    ),
    entry(
        name::THREAT,
        "Announces harm to somebody, present or not.",
        (
            Try,
            "Take it as said until you know more. Ask what is meant, keep your own distance safe, and tell whoever protects the person named.",
        ),
        (Add, "Ask openly: “I heard you say you'd hurt him. Do you mean that, and what would happen tonight?”"),
    ),
];
