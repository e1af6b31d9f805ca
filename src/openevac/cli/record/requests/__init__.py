"""The commands of requests: taking them down, confirming, holding, linking, importing, looking at them."""
