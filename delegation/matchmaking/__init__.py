"""One-to-one meetings of any event: who meets whom, when and at which table, and how good that is."""
