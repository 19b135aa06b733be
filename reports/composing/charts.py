"""The year in figures: what charts and the map show, counted from the facts."""

from collections import Counter

from reports.document import Bar, Chart

# More bars than this are a list, and that is in the annex.
MOST_AGENCIES = 20


def draw_up_charts(facts, sections, wording):
    """The charts that have something to show, in the order in which they are printed."""
    language = facts.roadmap.language
    charts = (
        _results_by_priority(facts, wording, language),
        _results_by_agency(facts, wording, language),
        _steps_by_status(sections, wording),
        _states_reached(facts, wording, language),
    )
    return tuple(chart for chart in charts if any(bar.value for bar in chart.bars))


def _results_by_priority(facts, wording, language):
    counts = Counter()
    for update in facts.updates:
        for number in update.priority_numbers:
            counts[number] += len(update.results.all())
    bars = [
        Bar(f"{priority.number}. {priority.short_name or priority.text}", counts[priority.number])
        for priority in facts.priorities
    ]
    columns = (wording["priority"], wording["number-of-results"])
    return _bars("results-by-priority", wording, columns, language, bars)


def _results_by_agency(facts, wording, language):
    """The agencies with the most results; those after the last bar are one bar together."""
    counts, agencies = Counter(), {}
    for update in facts.updates:
        agencies[update.agency_id] = update.agency
        counts[update.agency_id] += len(update.results.all())
    ranked = sorted(
        (-count, agencies[agency].code, agency) for agency, count in counts.items() if count
    )
    bars = [Bar(agencies[agency].short_name, -count) for count, _code, agency in ranked]
    if len(bars) > MOST_AGENCIES:
        rest = bars[MOST_AGENCIES - 1 :]
        label = wording["other-agencies"].format(len(rest))
        bars[MOST_AGENCIES - 1 :] = [Bar(label, sum(bar.value for bar in rest))]
    columns = (wording["agency"], wording["number-of-results"])
    return _bars("results-by-agency", wording, columns, language, bars)


def _steps_by_status(sections, wording):
    """How many of the next steps have which status, as the report itself answers."""
    steps = [question for section in sections for question in section.questions
             if question.next_step is not None and question.options]  # fmt: skip
    options = {option.id: option.label for step in steps for option in step.options}
    counts = Counter(choice for step in steps for choice in step.choices)
    bars = [Bar(label, counts[identifier]) for identifier, label in options.items()]
    if undecided := sum(not step.choices for step in steps):
        bars.append(Bar(wording["undecided"], undecided))
    columns = (wording["status"], wording["number-of-steps"])
    return _bars("steps-by-status", wording, columns, wording.language, bars)


def _bars(identifier, wording, columns, language, bars):
    values = "; ".join(f"{bar.label}: {bar.value}" for bar in bars)
    title = wording[identifier]
    return Chart(
        id=identifier,
        kind="bars",
        title=title,
        caption=wording[f"{identifier}-caption"],
        alternative=wording["alternative-bars"].format(
            kind=wording["bars"], title=title, values=values
        ),
        columns=columns,
        label_language=language,
        bars=tuple(bars),
    )


def _states_reached(facts, wording, language):
    """Every part of the country with the number of updates that name it."""
    counts = Counter(code for update in facts.updates for code in _places(update))
    bars = [Bar(place.name, counts[place.code], place.code) for place in facts.places]
    reached = [bar for bar in bars if bar.value]
    title = wording["states-reached"]
    return Chart(
        id="states-reached",
        kind="map",
        title=title,
        caption=wording["states-reached-caption"],
        alternative=wording["alternative-map"].format(
            kind=wording["map"],
            title=title,
            reached=len(reached),
            all=len(bars),
            values="; ".join(f"{bar.label}: {bar.value}" for bar in reached),
        ),
        columns=(wording["state"], wording["number-of-updates"]),
        label_language=language,
        bars=tuple(bars),
    )


def _places(update):
    """The codes of the places that the update or one of its results names, each once."""
    of_results = {result.place.code for result in update.results.all() if result.place}
    return of_results.union(update.place_codes)
