"""Reads NDJSON talk turns and scores each with vaderSentiment: prints turns and seconds of processor time."""

import json
import sys
import time

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

analyzer = SentimentIntensityAnalyzer()
turns = 0
began = time.process_time()
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        analyzer.polarity_scores(json.loads(line)["input"])
        turns += 1
print(turns, time.process_time() - began)
