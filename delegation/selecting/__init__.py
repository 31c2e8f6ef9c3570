"""From applications to delegates: eligibility, scores, the balanced group, its reasons, promotion."""
