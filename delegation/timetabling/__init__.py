"""Timetables for agreed meetings: who meets when, with the fewest breaks, and the proof of it."""
