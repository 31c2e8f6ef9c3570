"""The rules of exchanges: who may do what when, what follows, and what is undone."""
