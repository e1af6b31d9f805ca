"""The commands of danger and entry: who may go where, what lies there, who said so."""
