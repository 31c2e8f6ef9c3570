"""Organisations of an arrangement: profiles from other platforms, what is doubled, who fits whom."""
