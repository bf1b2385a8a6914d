//! Our own sentences, one rule of the model in each, with what the reference implementation 3.3.2 answers.
//!
//! The large comparison, on the data the model was published with, needs the data: `measure`.

use engine::vader::Vader;

const EXPECTED: &[(&str, f64)] = &[
    ("The nurse was kind and patient.", 0.5267),
    ("The nurse was kind and patient!", 0.5707),
    ("The nurse was kind and patient!!!!!!", 0.6776),
    ("The nurse was VERY kind.", 0.6626),
    ("The NURSE was kind.", 0.5267),
    ("THE NURSE WAS KIND.", 0.5267),
    ("The plan is kind of good.", 0.3832),
    ("The plan is sort of a good idea.", 0.3832),
    ("I do not like the new dose.", -0.2755),
    ("I do not really like the new dose.", -0.3241),
    ("He never was so happy here.", 0.6948),
    ("It was never this good.", 0.6084),
    ("Without doubt the care was excellent.", 0.8406),
    ("They left without any good reason.", -0.3412),
    ("There is no hope.", -0.3412),
    ("There is no clear or good answer.", -0.5559),
    ("No, thanks.", 0.4404),
    ("It is the least helpful form of all.", -0.3252),
    ("At least the doctor was helpful.", 0.4215),
    ("It was the very least helpful call.", 0.4728),
    ("The call was good, but the wait was terrible.", -0.4939),
    ("Terrible wait, BUT good call, good doctor, good advice.", 0.8885),
    ("good good but good bad bad", -0.5789),
    ("This visit was the bomb for me.", 0.6124),
    ("We ate a cake to die for.", -0.5994),
    ("Oh yeah right, great service.", -0.2023),
    ("We met at the bus stop and felt happy.", 0.5719),
    ("She is hardly happy and barely calm.", 0.6613),
    ("I feel extremely tired and somewhat sad.", -0.7184),
    ("What? Really? You lost it?", -0.4799),
    ("Why?? Why so angry???", -0.7352),
    ("Is this good????", 0.594),
    ("I am fine :) or maybe :(", 0.2263),
    ("Sooo happy 😀 today", 0.7351),
    ("I love you❤ so much 💔", 0.8882),
    ("lol that is HILARIOUS, isn't it", 0.7378),
    ("Nothing was good, nobody helped.", -0.3412),
    ("I rarely feel safe.", -0.3412),
    ("He isn't mean, he's just lonely.", -0.3612),
    ("The table stands in the room.", 0.0),
    ("n't good", -0.3412),
    ("...", 0.0),
    ("É ÇA VA great", 0.6249),
    ("My back hurts and I can't sleep; honestly I'm scared.", -0.8166),
];

#[test]
fn compound_scores_are_the_references() {
    let vader = Vader::new();
    for (text, expected) in EXPECTED {
        let compound = vader.compound(text);
        assert!((compound - expected).abs() < 1e-9, "{text}: {compound}, expected {expected}");
    }
}

#[test]
fn white_space_around_and_between_words_does_not_matter() {
    let vader = Vader::new();
    for (text, expected) in EXPECTED {
        let spaced = format!("\u{a0}\n{}\t ", text.replace(' ', " \u{2003}\r\n"));
        assert!((vader.compound(&spaced) - expected).abs() < 1e-9, "{text}");
    }
}
