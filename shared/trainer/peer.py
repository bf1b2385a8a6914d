"""The pipeline a Python team would write: reads utterances, one a line, splits them with spaCy's English tokenizer,
scores them with vaderSentiment, and classifies them by TF-IDF of words and letters and a logistic regression of four
classes. Prints utterances and seconds of processor time; loading and fitting are not counted."""

import sys
import time

import spacy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

BLOCK = 1024

lines = sys.stdin.read().split("\n")
tokenizer = spacy.blank("en").tokenizer
analyzer = SentimentIntensityAnalyzer()
words = TfidfVectorizer(ngram_range=(1, 3), sublinear_tf=True)
letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
classifier = make_pipeline(make_union(words, letters), LogisticRegression(max_iter=20))
# How long a prediction takes does not depend on what was learned: any labels do.
classifier.fit(lines[:8192], [at % 4 for at in range(len(lines[:8192]))])

began = time.process_time()
for at in range(0, len(lines), BLOCK):
    block = lines[at : at + BLOCK]
    for line in block:
        tokenizer(line)
        analyzer.polarity_scores(line)
    classifier.predict_proba(block)
print(len(lines), time.process_time() - began)
