"""What a Python team would run instead: FastAPI with a plain `def` endpoint that scores a sentence with VADER."""

from fastapi import FastAPI
from pydantic import BaseModel, Field
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

analyzer = SentimentIntensityAnalyzer()
app = FastAPI()


class Asked(BaseModel):
    input: str = Field(min_length=1)


@app.post("/v1/behaviors")
def behaviors(asked: Asked):
    return {"detections": [{"index": 0, "text": asked.input, "scores": analyzer.polarity_scores(asked.input)}]}
