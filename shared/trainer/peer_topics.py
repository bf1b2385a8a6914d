"""What key-phrase libraries for Python find: reads conversations as JSON, one a line, each a list of turns, and prints
for each a JSON object of the best twenty phrases by RAKE (rake-nltk) and YAKE. Marks of the transcriber are taken out
first. RAKE gets YAKE's stop words, and names no phrase twice; its phrases are as long as it likes, which does it good."""

import json
import pathlib
import re
import sys

import yake
from nltk.tokenize import wordpunct_tokenize
from rake_nltk import Rake

TOP = 20

stop_words = pathlib.Path(yake.__file__).parent / "core/StopwordsList/stopwords_en.txt"
by_rake = Rake(
    stopwords=set(stop_words.read_text().split()),
    sentence_tokenizer=lambda text: re.split(r"[.?!\n]+", text),
    word_tokenizer=wordpunct_tokenize,
    include_repeated_phrases=False,
)
by_yake = yake.KeywordExtractor(lan="en", n=3, top=TOP)

for line in sys.stdin:
    text = "\n".join(re.sub(r"[{\[][^}\]]*[}\]]", " ", turn) for turn in json.loads(line))
    by_rake.extract_keywords_from_text(text)
    found = {
        "rake": by_rake.get_ranked_phrases()[:TOP],
        "yake": [phrase for phrase, _ in by_yake.extract_keywords(text)],
    }
    print(json.dumps(found))
