//! Languages, on sentences of ours: long ones by themselves, short ones inside a conversation.

use std::sync::LazyLock;

use engine::{Analytics, BuiltIn, Engine, Language, Options, Reducer, TurnDetections, resolve_language};
use model::{Speaker, TalkTurn};

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::of_rules);

/// A language, turns of five words or more, and short ones.
const TALKS: &[(&str, &[&str], &[&str])] = &[
    (
        "de",
        &["Ich habe gestern lange mit meiner Schwester telefoniert.", "Wie geht es Ihnen denn heute mit dem Schlafen?"],
        &["Ja, genau.", "Gut.", "Hm.", "Meine Mutter."],
    ),
    (
        "fr",
        &[
            "Je voudrais parler de ce qui s'est passé hier.",
            "Est-ce que vous avez reçu notre facture du mois dernier ?",
        ],
        &["Oui, merci.", "D'accord.", "Mardi."],
    ),
    (
        "es",
        &["Quiero cambiar la cita porque mañana no puedo ir.", "¿Cómo se ha sentido usted durante esta semana?"],
        &["Sí, claro.", "Gracias.", "El martes."],
    ),
    (
        "it",
        &["Non sono sicuro di aver capito la domanda.", "Vorrei sapere quando arriva il tecnico, per favore."],
        &["Sì, certo.", "Grazie mille.", "Martedì."],
    ),
    (
        "pt",
        &["Eu não consigo dormir bem desde a semana passada.", "Você já pensou no que gostaria de mudar primeiro?"],
        &["Sim, obrigada.", "Então tá.", "Terça."],
    ),
    (
        "nl",
        &["Ik heb het pakket nog steeds niet ontvangen.", "Kunt u mij vertellen wat er precies gebeurd is?"],
        &["Ja, natuurlijk.", "Bedankt.", "Dinsdag."],
    ),
    (
        "sv",
        &["Jag vet inte riktigt hur jag ska börja.", "Vad var det som gjorde att du ringde idag?"],
        &["Ja, precis.", "Tack.", "Tisdag."],
    ),
    (
        "tr",
        &["Dün akşam hiç uyuyamadım çünkü çok düşündüm.", "Bu konuda size nasıl yardımcı olabilirim acaba?"],
        &["Evet, tabii.", "Teşekkürler.", "Salı."],
    ),
    (
        "vi",
        &["Tôi không biết phải bắt đầu từ đâu cả.", "Hôm nay anh cảm thấy trong người thế nào?"],
        &["Vâng, cảm ơn.", "Thứ ba."],
    ),
    (
        "pl",
        &["Nie wiem, co mam teraz z tym zrobić.", "Czy może pan powtórzyć to jeszcze raz, proszę?"],
        &["Tak, dziękuję.", "Wtorek."],
    ),
    (
        "ru",
        &["Я не знаю, что мне теперь делать с этим.", "Расскажите, пожалуйста, как прошла ваша неделя."],
        &["Да, конечно.", "Спасибо.", "Вторник."],
    ),
    (
        "uk",
        &["Я не знаю, що мені тепер із цим робити.", "Розкажіть, будь ласка, як минув ваш тиждень."],
        &["Так, звичайно.", "Дякую."],
    ),
    ("ar", &["لا أعرف ماذا أفعل الآن مع هذا الأمر.", "هل يمكن أن تقول لي كيف كان يومك؟"], &["نعم، شكرا.", "غدا."]),
    ("hi", &["मैं आज बहुत थका हुआ महसूस कर रहा हूँ।", "आप मुझे बता सकते हैं कि आगे करना है?"], &["हाँ जी।", "ठीक है।"]),
    ("zh", &["我昨天晚上没有睡好。", "你想从哪里开始说？"], &["好的。", "谢谢。"]),
    ("ja", &["昨日の夜はよく眠れませんでした。", "どこから話しましょうか。"], &["はい。", "そうですね。"]),
    ("ko", &["어젯밤에 잠을 잘 못 잤어요.", "오늘 기분이 어떠세요?"], &["네, 감사합니다.", "화요일."]),
    ("el", &["Δεν κοιμήθηκα καλά χθες το βράδυ.", "Πώς νιώθετε σήμερα;"], &["Ναι.", "Ευχαριστώ."]),
];

/// Of languages that are not known here or not told apart, as Danish and Norwegian, or no language at all.
const UNKNOWN: &[&str] = &[
    "Sijui nifanye nini sasa kuhusu jambo hili gumu.",
    "Lorem ipsum dolor amet consectetur adipiscing elit vestibulum.",
    "Ово је моја књига и ја је читам.",
    "من امروز خیلی خسته هستم و می‌خواهم بخوابم.",
    "Min datter har akut brug for en tid hos tandlægen.",
    "asdf qwer zxcv uiop hjkl bnm",
    "0800 555 123 77 9",
    "Anna Müller, Hauptstraße Bonn",
    "…",
    "",
];

fn turn(text: &str, role: &str) -> TalkTurn {
    let speaker = Some(Speaker { id: None, role: Some(role.to_owned()) });
    TalkTurn { input: text.to_owned(), speaker, ..TalkTurn::default() }
}

fn read(turns: &[TalkTurn]) -> (Vec<TurnDetections>, Analytics) {
    let options = Options { profile: ENGINE.built_in(BuiltIn::Counts), ..Options::default() };
    let found = ENGINE.map(&options, &[], turns);
    let mut reducer = Reducer::of(&options);
    reducer.add(turns, &found).expect("few speakers");
    (found, reducer.finish())
}

fn code(language: Option<Language>) -> String {
    language.map_or_else(|| "und".to_owned(), |language| language.code().to_owned())
}

#[test]
fn long_turns_show_their_language_and_short_ones_have_their_conversations() {
    for (expected, long, short) in TALKS {
        let turns: Vec<_> = long.iter().chain(*short).map(|text| turn(text, "client")).collect();
        let (found, analytics) = read(&turns);
        let languages = &analytics.extended.language;
        assert_eq!(code(languages.language), *expected);
        assert_eq!(languages.speakers, [languages.language]);
        for (turn, found) in turns.iter().zip(&found).take(long.len()) {
            assert_eq!(code(found.language), *expected, "{}", turn.input);
        }
        for (turn, found) in turns.iter().zip(&found) {
            let resolved = resolve_language(found.language, languages.speakers[0], languages.language);
            assert_eq!(code(resolved), *expected, "{}", turn.input);
        }
    }
}

#[test]
fn what_is_not_known_is_not_guessed() {
    for text in UNKNOWN {
        let (found, analytics) = read(&[turn(text, "client")]);
        assert_eq!(code(found[0].language), "und", "{text}");
        assert_eq!(analytics.extended.language.language, None);
        assert!(analytics.extended.language.reason.is_some());
    }
}

#[test]
fn a_telling_word_of_another_language_stands_out_in_an_english_talk() {
    let english = ["I have been thinking about what you said last week.", "So what did you come up with?", "Um."];
    for (telling, expected) in
        [("Danke.", "de"), ("Gracias.", "es"), ("Спасибо.", "ru"), ("谢谢。", "zh"), ("Merci.", "fr")]
    {
        let turns: Vec<_> = english.iter().chain([&telling]).map(|text| turn(text, "client")).collect();
        let (found, analytics) = read(&turns);
        assert_eq!(code(found[3].language), expected);
        assert_eq!(code(analytics.extended.language.language), "en");
        assert_eq!(code(found[2].language), "und", "a filler is of no language by itself");
    }
}

#[test]
fn each_speaker_has_their_own_language() {
    let turns = [
        turn("Ich habe das Paket leider immer noch nicht bekommen.", "client"),
        turn("I am sorry to hear that, let me have a look for you.", "agent"),
        turn("Mittwoch.", "client"),
        turn("Could you give me the number of the order, please?", "agent"),
    ];
    let (found, analytics) = read(&turns);
    let languages = analytics.extended.language;
    assert_eq!(languages.speakers.iter().copied().map(code).collect::<Vec<_>>(), ["de", "en"]);
    assert_eq!(code(languages.language), "en");
    assert_eq!(code(resolve_language(found[2].language, languages.speakers[0], languages.language)), "de");
    let shares: Vec<_> = languages.languages.iter().map(|of| (of.code.code().to_owned(), of.turns, of.words)).collect();
    assert_eq!(shares, [("en".to_owned(), 2, 23), ("de".to_owned(), 1, 9)]);
    assert_eq!((languages.undetermined_turns, languages.undetermined_words), (1, 1));
    assert_eq!(languages.share, Some(696_969));
}

#[test]
fn a_language_of_less_than_half_the_words_is_not_the_conversations() {
    let mostly_unknown: Vec<_> =
        UNKNOWN[..2].iter().chain([&"But I do not know it."]).map(|text| turn(text, "client")).collect();
    let languages = read(&mostly_unknown).1.extended.language;
    assert_eq!((languages.language, languages.share), (None, None));
    assert_eq!(languages.reason.as_deref(), Some("undetermined"));
    assert_eq!(read(&[turn("…", "client")]).1.extended.language.reason.as_deref(), Some("no_words"));
}
