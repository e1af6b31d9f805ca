"""The story of `openevac demo --story`: two invented days from the first call to the word that they are out."""
