//! Nothing said, one word, the same again and again, other scripts, and everything at once.

use model::limits::MAX_TURN_BYTES;

use crate::talk::{CLIENT, COACH, TALK, both, dynamic, read, synchrony, turn};

/// Language that is told, or the reason why none is.
fn language(analytics: &engine::Analytics) -> String {
    let languages = &analytics.extended.language;
    let code = languages.language.map(|language| language.code().to_owned());
    code.unwrap_or_else(|| languages.reason.as_deref().expect("a reason").to_owned())
}

#[test]
fn empty_turns_are_turns_in_which_nothing_is_said() {
    let silent = read(&both(&["", " ", "\n\t", "\u{200b}", "", ""]));
    assert_eq!(silent.speakers.len(), 2);
    for group in silent.speakers.iter().map(|speaker| &speaker.group).chain([&silent.conversation]) {
        assert_eq!((group.utterance_count, group.sentiment), (0, None));
        assert!(group.behavior_counts.is_empty());
        assert_eq!(group.metrics.empathy.reason.as_deref(), Some("too_few_utterances"));
    }
    assert_eq!(silent.conversation.talk_turn_count, 6);
    assert_eq!(silent.extended.sentiment.reason.as_deref(), Some("no_words"));
    assert_eq!(language(&silent), "no_words");
    assert!(silent.synchrony.is_empty());
}

#[test]
fn empty_turns_between_others_count_as_turns_only() {
    let with: Vec<_> = TALK.iter().flat_map(|said| [*said, "", ""]).collect();
    let mut turns = both(&with);
    for turn in &mut turns {
        let client = (turn.index / 3) % 2 == 1;
        turn.speaker = crate::talk::turn(0, if client { CLIENT } else { COACH }, "").speaker;
    }
    let (with, without) = (read(&turns), read(&both(&TALK)));
    assert_eq!(with.conversation.talk_turn_count, 36);
    assert_eq!(with.conversation.utterance_count, without.conversation.utterance_count);
    assert_eq!(synchrony(&with, "balance"), synchrony(&without, "balance"));
    assert_eq!(dynamic(&with.speakers[0].group, "talk_share"), dynamic(&without.speakers[0].group, "talk_share"),);
}

#[test]
fn one_word_turns_say_too_little_for_most() {
    let words = read(&both(&["yes", "no", "okay", "hm", "yes", "no", "right", "?", "well", "1", "so", "-"]));
    assert_eq!(words.conversation.talk_turn_count, 12);
    assert!(words.conversation.metrics.curiosity.score.is_some(), "there are utterances enough");
    for measure in ["function_word_matching", "balance"] {
        assert_eq!(synchrony(&words, measure), Err("too_few_words"), "{measure}");
    }
    assert_eq!(synchrony(&words, "sentiment_concordance"), Err("too_few_pairs"));
    assert_eq!(synchrony(&words, "pace"), Err("no_times"));
    let topics = words.extended.topics.value.expect("the profile looks for topics");
    assert_eq!(topics.reason.as_deref(), Some("too_few_words"));
    assert!(topics.suggested.is_empty());
}

#[test]
fn marks_alone_are_not_words() {
    let marks = read(&both(&["?", "!!!", "...", "—", "?!", "…", "(", "\"\"", "***", "---", "//", "@#$%"]));
    assert_eq!(marks.extended.language.reason.as_deref(), Some("no_words"));
    assert!(marks.synchrony.is_empty());
    assert_eq!(dynamic(&marks.conversation, "pace"), Err("no_times"));
}

#[test]
fn the_same_turn_a_thousand_times_is_counted_a_thousand_times() {
    let turns: Vec<_> =
        (0..1_000).map(|at| turn(at, COACH, "How was the week with your brother and the money?")).collect();
    let once = &read(&turns[..1]).conversation;
    let again = read(&turns);
    assert_eq!(again.conversation.talk_turn_count, 1_000);
    assert_eq!(again.conversation.utterance_count, 1_000 * once.utterance_count);
    assert_eq!(again.conversation.behavior_counts["open question"], 1_000);
    let course = again.extended.sentiment.value.expect("something was said");
    assert_eq!(course.trend.value.map(|trend| trend.slope), Some(0));
    let slices: Vec<_> = course.slices.iter().map(|slice| slice.turns).collect();
    assert_eq!(slices, [100; 10]);
    assert!(again.extended.topics.value.as_ref().is_some_and(|topics| !topics.suggested.is_empty()));
}

#[test]
fn two_who_only_repeat_each_other_have_nothing_that_varies() {
    let same = read(&both(&["I think that the plan for the week is good."; 200]));
    assert_eq!(synchrony(&same, "sentiment_concordance"), Err("constant"));
    assert_eq!(synchrony(&same, "lexical_alignment"), Err("constant"));
    assert_eq!(synchrony(&same, "balance"), Ok(1_000_000));
    assert_eq!(synchrony(&same, "function_word_matching"), Ok(1_000_000));
}

#[test]
fn other_languages_and_scripts_are_counted_and_named() {
    let spoken = [
        ("he", "אני לא יודע מה לעשות. מה דעתך על זה?"),
        ("ar", "لا أعرف ماذا أفعل اليوم. ما رأيك في هذا الموضوع؟"),
        ("zh", "我不知道该怎么办。你觉得怎么样？我们明天再谈吧。"),
        ("ja", "どうしたらいいか分かりません。どう思いますか？"),
        ("ko", "어떻게 해야 할지 모르겠어요. 어떻게 생각하세요?"),
        ("ru", "Я не знаю, что мне теперь делать. Что вы об этом думаете?"),
        ("de", "Ich weiß nicht, was ich jetzt machen soll. Was denken Sie darüber?"),
        ("el", "Δεν ξέρω τι να κάνω τώρα. Τι πιστεύετε για αυτό;"),
        ("th", "ฉันไม่รู้ว่าจะทำอย่างไร คุณคิดว่าอย่างไร"),
        ("hi", "मुझे नहीं पता कि क्या करना है। आप क्या सोचते हैं?"),
    ];
    for (code, said) in spoken {
        let foreign = read(&both(&[said; 12]));
        assert_eq!(language(&foreign), code, "{said}");
        assert_eq!(foreign.conversation.talk_turn_count, 12);
        assert!(foreign.conversation.utterance_count >= 12, "{code}");
        assert!(foreign.extended.topics.value.as_ref().is_some_and(|topics| topics.suggested.is_empty()), "{code}");
        assert!(synchrony(&foreign, "function_word_matching").is_err(), "{code}: no function words that we know");
        let safety = &foreign.conversation.lists.safety;
        assert!(safety.iter().all(|item| item.status == engine::status::NOT_DETECTED), "{code}");
    }
}

#[test]
fn emoji_are_felt_and_are_no_language() {
    let emoji = read(&both(&["👍🏽", "😀 ❤️", "🇩🇪🇫🇷", "👩‍👩‍👧‍👦", "😢😢😢", "🤷"]));
    assert_eq!(language(&emoji), "no_words");
    assert!(emoji.conversation.utterance_count >= 6);
    assert!(emoji.extended.sentiment.value.is_some());
    assert!(emoji.extended.topics.value.as_ref().is_some_and(|topics| topics.suggested.is_empty()));
}

#[test]
fn control_characters_are_blanks_or_nothing() {
    let said = [
        "\0",
        "\u{1}\u{2}\u{3}",
        "\u{7f}\u{85}",
        "a\0b",
        "\u{202e}olleh\u{202c}",
        "\u{feff}What\u{0} now?\r\n",
        "\u{fffd}",
    ];
    let odd = read(&both(&said));
    assert_eq!(odd.conversation.talk_turn_count, said.len() as u64);
    assert!(odd.conversation.utterance_count > 0);
}

#[test]
fn a_turn_of_a_mebibyte_is_a_turn() {
    let fill = |text: &str| text.repeat(MAX_TURN_BYTES / text.len());
    for text in ["I want to stop, but I can't. ", "so what would you like to do ", "a", "?", "😀", "\n", "我不知道"]
    {
        let long = read(&both(&[&fill(text), "What happened next?"]));
        assert_eq!(long.conversation.talk_turn_count, 2, "{text:?}");
        assert_eq!(long.speakers.len(), 2, "{text:?}");
        assert!(long.conversation.behavior_counts["open question"] >= 1, "{text:?}");
    }
}
