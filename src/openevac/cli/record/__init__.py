"""The commands of the record: they open the store, act as one person, and seal before anything leaves them."""
