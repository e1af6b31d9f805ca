"""Commands, questions and jobs: what an organisation does, one function each."""
