//! Words that tell a language: those a talk in it can hardly do without.
//!
//! Ours, from everyday talk; a word of several languages stands in each and counts for less. Languages beside those
//! that `whichlang` knows are here so that they are not taken for one of its.
//! What must stay true: words are as [`crate::reduce::words_of`] cuts them, in lower case.

/// A language's code, and its words with blanks between them.
pub(super) const WORDS: &[([u8; 2], &str)] = &[
    (
        *b"en",
        "the and of to a i you it is was that in on for with this be have are not at but they he she we me my your \
         his her our their them him us do does did don't didn't doesn't dont didnt doesnt what how why when where who \
         which there here just so if or as from about because been being am were will would can could can't cant \
         should shouldn't wouldn't couldn't won't isn't isnt wasn't aren't weren't haven't hasn't i'm im i've ive i'll \
         i'd it's that's thats you're youre you've you'll you'd he's she's we're we've we'll they're they've there's \
         what's let's yeah yes yep yup nope okay well think know like get got go going want need feel really very too \
         more some any all no now then than up out down off into over after before again never always maybe right good \
         great thanks thank please sorry hello hi hey bye something anything nothing everything one two much many \
         little lot people time day year years way thing things make made say said see look come take give tell told \
         work still back only even also by an these those other mean guess sure hope love hate wow lol damn god \
         wait absolutely exactly definitely probably actually cool nice welcome morning haha who's doesn't ain't \
         gonna wanna gotta has had same most best better first last old new person feeling hear heard understand \
         happy glad bad help stop keep let its myself yourself himself um uh plus",
    ),
    (
        *b"de",
        "der die das und ich du er sie es wir ihr ist sind war waren bin bist habe hast hat haben hatte nicht ein \
         eine einen einem einer kein keine mit von zu auf für in im am an den dem des auch aber oder wenn weil dass \
         wie was wer wo warum wann noch schon nur sehr so dann da hier jetzt ja nein doch mal mein meine dein mich \
         mir dich dir uns euch ihnen sich kann können könnte muss will möchte wird werden wurde würde machen gemacht \
         gut danke bitte hallo tschüss genau natürlich vielleicht immer wieder heute morgen gestern alles etwas \
         nichts mehr viel leute zeit jahr als bei nach aus vor über unter durch ohne gegen guten okay stimmt \
         eigentlich halt eben geht gibt's gibt glaube weiß denke",
    ),
    (
        *b"fr",
        "le la les un une des de du et je tu il elle nous vous ils elles on est suis es sommes êtes sont était ai as \
         a avons avez ont avait pas ne que qui quoi dans pour avec sur sous par mais ou où donc car si comme quand \
         comment pourquoi ce cette ces cet ça c'est j'ai n'est qu'il qu'elle d'accord d'un d'une l'on s'il j'avais \
         je suis mon ma mes ton ta tes son sa ses notre votre leur moi toi lui y en très bien aussi plus moins tout \
         tous toute oui non merci bonjour salut voilà alors encore toujours jamais rien peut peux veux faire fait \
         être avoir aller vais va n'ai c'était aujourd'hui demain hier beaucoup peu même après avant chez au aux \
         quelque chose s'appelle parce l'autre il y",
    ),
    (
        *b"es",
        "el la los las un una unos unas de del y e yo tú tu él ella nosotros ustedes usted ellos es soy eres somos son \
         era fue estoy está estás estamos están he has ha hemos han no sí si que qué quién cómo como cuándo cuando \
         dónde donde por para con sin en a al sobre pero o porque pues mi mis su sus me te se nos lo le les muy más \
         menos también tampoco todo todos nada algo siempre nunca ya ahora hoy mañana ayer aquí ahí allí esto eso \
         este esta ese esa gracias hola adiós bueno bien vale claro entonces después antes tengo tiene tienes quiero \
         puedo puede hacer hay voy va creo sé gusta día días buenos buenas favor años mucho mucha",
    ),
    (
        *b"it",
        "il lo la i gli le un uno una di del della dei delle e ed io tu lui lei noi voi loro è sono sei siamo siete \
         era ho hai ha abbiamo avete hanno non sì no che chi cosa come quando dove perché per con senza in nel nella \
         a al alla da dal dalla su sul ma o se anche più meno molto tutto tutti niente qualcosa sempre mai ora oggi \
         domani ieri qui lì questo questa quello quella mi ti si ci vi mio mia tuo tua suo sua grazie ciao \
         buongiorno bene allora poi prima dopo c'è cos'è dell'altro l'ho l'altro posso puoi può voglio vorrei fare \
         fatto andare vado va credo penso prego certo davvero già ancora giorno anni po'",
    ),
    (
        *b"pt",
        "o a os as um uma uns umas de do da dos das e eu tu ele ela nós vocês você eles é sou és somos são era foi \
         estou está estamos estão tenho tem temos têm não sim que quem como quando onde porquê porque por para pra \
         com sem em no na nos nas ao à pelo pela mas ou se também mais menos muito muita tudo todos nada algo sempre \
         nunca já agora hoje amanhã ontem aqui aí ali isto isso este esta esse essa meu minha seu sua me te lhe \
         obrigado obrigada olá tchau bom boa bem então depois antes posso pode quero fazer fiz há vou vai acho sei \
         gosto dia dias ainda só até gente né anos tá",
    ),
    (
        *b"nl",
        "de het een en ik jij je hij zij ze wij we jullie is ben bent zijn was waren heb hebt heeft hebben had niet \
         geen van in op te met voor aan bij naar uit over onder door om maar of als omdat dat die dit deze daar hier \
         er wat wie waar wanneer waarom hoe nog al ook wel niet heel erg veel meer alles iets niets altijd nooit nu \
         vandaag morgen gisteren ja nee mijn jouw zijn haar ons onze hun mij me jou hem kan kunnen moet moeten wil \
         willen zal zou wordt worden doen gedaan gaan ga gaat goed dank bedankt dankjewel alstublieft alsjeblieft \
         hallo dag doei misschien natuurlijk precies gewoon eigenlijk denk weet vind tijd jaar mensen dan want toch",
    ),
    (
        *b"sv",
        "och att det som en ett den de jag du han hon vi ni är var har hade inte på i av för med till om från men \
         eller när hur vad vem varför där här nu då så också bara mycket mer allt något inget alltid aldrig idag \
         imorgon igår ja nej jo min mitt mina din ditt sin mig dig sig oss er dem kan kunde ska skulle vill måste \
         blir blev göra gjort gå går kommer bra tack hej hejdå kanske precis okej tycker tror vet känner tid år \
         människor under över efter innan utan detta denna dessa finns varit lite väldigt hos far mor dag",
    ),
    (
        *b"tr",
        "ve bir bu şu o ben sen biz siz onlar benim senin onun bizim bana sana ona beni seni değil evet hayır var yok \
         ne neden nasıl kim nerede zaman için ile gibi kadar daha çok az en da de mi mı mu mü ama fakat çünkü eğer \
         ki şey her hiç hep bugün yarın dün şimdi sonra önce burada orada tamam teşekkürler teşekkür ederim lütfen \
         merhaba selam iyi kötü güzel olarak olan oldu olur olsun oluyor istiyorum biliyorum bilmiyorum \
         düşünüyorum belki tabii peki yani işte artık sadece bile biraz günaydın",
    ),
    (
        *b"vi",
        "tôi bạn anh chị em ông bà chúng ta họ là có không được của và với cho trong này đó kia một hai những các cái \
         con người rất cũng đã đang sẽ chưa rồi nhưng vì nếu khi ở đi đến về ra vào lên làm nói biết thấy muốn phải \
         thì mà như thế nào gì sao đâu ai bao nhiêu cảm ơn xin chào vâng dạ ạ nhé hôm nay ngày mai tốt lắm quá nhiều",
    ),
    (
        *b"pl",
        "i w na z do nie się to jest są był była było mam masz ma mamy że co jak kto gdzie kiedy dlaczego po za od o \
         dla przez przy ale lub albo bo więc czy już jeszcze tylko bardzo tak też także ja ty on ona my wy oni mnie \
         ciebie mi ci go jej ich mój moja twój ten ta te tego tym wszystko nic coś zawsze nigdy teraz dziś jutro \
         wczoraj tutaj tam dziękuję proszę dzień dobry cześć dobrze może mogę chcę wiem myślę być jestem jesteś",
    ),
    (
        *b"cs",
        "a v na s z do ne se si to je jsou byl byla bylo jsem jsi jsme mám máš má že co jak kdo kde kdy proč po za od \
         pro přes při ale nebo protože tak jestli už ještě jen velmi také já ty on ona my vy oni mě tě mi ti ho jí \
         můj moje tvůj ten ta tady tam všechno nic něco vždy nikdy teď dnes zítra včera děkuji prosím dobrý den ahoj \
         dobře může můžu chci vím myslím být ano není",
    ),
    (
        *b"da",
        "og at det som en et den de jeg du han hun vi i er var har havde ikke på af for med til om fra men eller når \
         hvordan hvad hvem hvorfor hvor der her nu da så også kun meget mere alt noget intet altid aldrig ja nej jo \
         min mit mine din dit sig mig dig os jer dem kan kunne skal skulle vil ville må bliver blev gøre gjort går \
         kommer godt tak hej farvel måske okay synes tror ved føler år dag idag lidt efter uden denne dette tid hos mennesker under over far mor her jer",
    ),
    (
        *b"no",
        "og at det som en et den de jeg du han hun vi i er var har hadde ikke på av for med til om fra men eller når \
         hvordan hva hvem hvorfor hvor der her nå da så også bare mye mer alt noe ingenting alltid aldri ja nei jo \
         min mitt mine din ditt seg meg deg oss dere dem kan kunne skal skulle vil ville må blir ble gjøre gjort går \
         kommer bra takk hei kanskje synes tror vet føler år dag litt etter uten denne dette tid hos mennesker under over far mor her",
    ),
    (
        *b"fi",
        "ja on ei se että en minä sinä hän me te he mä sä mun sun minun sinun oli ovat olen olet olemme ole kun jos \
         niin mutta tai vai myös vain hyvin hyvä kiitos hei moi joo kyllä mitä mikä kuka missä milloin miksi miten \
         tämä tuo nyt sitten täällä siellä aina koskaan kaikki mitään jotain paljon vähän voi voin haluan tiedän \
         luulen pitää ihan kanssa mukaan jälkeen ennen tänään huomenna eilen",
    ),
    (
        *b"ro",
        "și și de la în pe cu un o nu da este sunt ești era am ai are avem au că ce cine cum când unde pentru din prin \
         dar sau dacă mai foarte tot toate nimic ceva mereu niciodată acum azi mâine ieri aici acolo eu tu el ea noi \
         voi ei mă te se îmi îți meu mea tău mulțumesc bună salut bine vă rog pot poate vreau fac face știu cred fi \
         fost asta acesta aceasta după",
    ),
    (
        *b"hu",
        "a az és hogy nem is van volt egy ez de én te ő mi ti ők csak már még ha mert vagy igen mit ki hol mikor miért \
         hogyan nagyon jó köszönöm szia szervusz kérem itt ott most ma holnap tegnap mindig soha minden semmi valami \
         sok kicsit lehet tudom akarok gondolom kell vagyok nincs lesz után előtt nekem neked meg el ki fel le",
    ),
    (
        *b"id",
        "yang dan di ke dari ini itu untuk dengan tidak nggak gak saya aku kamu anda dia kami kita mereka ada adalah \
         akan sudah belum bisa harus mau ingin juga saja lagi sangat banyak semua apa siapa bagaimana kenapa mengapa \
         kapan mana di sini sana tapi tetapi atau karena kalau jika seperti pada oleh ya terima kasih selamat pagi \
         halo baik hari besok kemarin sekarang nanti tahu pikir punya orang",
    ),
    (
        *b"ru",
        "и в не на я что он она мы вы ты они с а то это как но к у по за из от о для же бы ли если или когда где кто \
         почему так тоже только уже ещё еще очень всё все нет да был была было были быть есть меня мне тебя тебе его \
         её ему нас вас мой моя твой этот эта там тут здесь сейчас сегодня завтра вчера можно могу может хочу знаю \
         думаю спасибо пожалуйста привет здравствуйте хорошо ладно конечно ничего чего чтобы потому просто надо ваш ваша ваше вам нам им ей расскажите скажите",
    ),
    (
        *b"uk",
        "і й в у не на я що він вона ми ви ти вони з а то це як але до по за із від о для ж би чи якщо або коли де хто \
         чому так також тільки вже ще дуже все всі ні був була було були бути є мене мені тебе тобі його її йому нас \
         вас мій моя твій цей ця там тут зараз сьогодні завтра вчора можна можу може хочу знаю думаю дякую будь ласка \
         привіт добре звичайно нічого чого щоб тому просто треба ваш ваша ваше вам нам їм їй розкажіть скажіть",
    ),
    (
        *b"bg",
        "и в не на аз че той тя ние вие ти те с а но от за до по как какво кой къде кога защо ако или да се си съм е \
         са сме сте беше ще няма има това този тази тук там сега днес утре вчера много малко също само вече още \
         всичко нищо нещо мога може искам знам мисля благодаря моля здравей добре мен мене теб него нея ми го",
    ),
    (
        *b"ar",
        "في من على إلى عن مع هذا هذه ذلك التي الذي أن إن لا ما لم لن هل كيف متى أين لماذا أنا أنت هو هي نحن هم كان \
         كانت يكون قد كل بعد قبل عند لكن أو ثم إذا نعم شكرا مرحبا أهلا السلام عليكم جدا كثير الآن اليوم غدا أمس هنا \
         هناك شيء يا لي لك أريد أعرف أعتقد ليس فقط أيضا مش أنه لأن",
    ),
    (
        *b"hi",
        "है हैं में की के को से और नहीं मैं हम आप तुम यह वह ये वो था थी थे हूँ हूं भी तो ही कि पर लिए साथ बहुत ठीक हाँ हां \
         जी मेरा मेरी मुझे आपका आपको हमें कैसे कहाँ कब कौन रहा रही रहे गया करना करता होता सकता लेकिन या अगर अब आज कल",
    ),
];
