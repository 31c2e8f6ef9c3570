"""Applying: the page of a call, the application form, drafts, and the receipt."""
