"""Bringing in past reports: from a file to answers, and a list of everything that is none.

`reading` makes blocks of a file, `recognising` tells the form's own texts from answers, `planning`
lays these beside what is written now, `applying` takes them over.
"""
