"""From text to terms and back: folding, stemming, queries, the index, matching and suggestions."""
