"""The report in English."""

from django.utils.translation import pgettext_lazy

from reports.wording.language import Dates, Numbers, SmallWords, Tellings, Wording, word_set

ENGLISH = Wording(
    language="en",
    spoken=pgettext_lazy("a sentence in", "English"),
    dates=Dates(
        months=(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
        first_day="1",
        day="{d1} {m1} {y1}",
        month="{m} {y}",
        days_of_month="from {d1} to {d2} {m1} {y1}",
        days_of_year="from {d1} {m1} to {d2} {m2} {y1}",
        days="from {d1} {m1} {y1} to {d2} {m2} {y2}",
        months_of_year="from {m1} to {m2} {y1}",
        months_over_years="from {m1} {y1} to {m2} {y2}",
        years="from {y1} to {y2}",
        ordinals=r"\d{1,2}(?:st|nd|rd|th)",
        of="of",
        to="to|and",
    ),
    numbers=Numbers(
        group=",",
        point=".",
        words=(
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ),
        multipliers={"million": 1_000_000},
    ),
    small=SmallWords(
        telling=word_set(
            """
            the of and to in for with by was were is are this that from has have been
            which its their at as an or be it not these those will on had between
            through
            """
        ),
        joining=word_set(
            """
            the of and to in on for with by at from or an as its their this that
            """
        ),
        in_names=word_set("of the and for on in to"),
        doubled=word_set("that had"),
    ),
    tellings=Tellings(
        limits=r"until|since|as of|from|through",
        limit_fillers=r"the|end of",
        coming=(
            r"(?:will|shall|would)(?:\s+not)?(?:\s+be)?\s+\w+|"
            r"entry into force|enters? into force|planned|expected|scheduled|due|foreseen|"
            r"(?:is|are) to(?:\s+be)?\s+\w+"
        ),
        done=(
            r"(?:was|were|has been|have been|has|have|had)\s+(?:\w+ly\s+)?"
            r"(?:\w+ed|held|begun|taken|set up)|took place"
        ),
        done_or_adjective=(
            r"held|launched|adopted|approved|signed|published|trained|organi[sz]ed|carried out|"
            r"began|started|completed|presented|created"
        ),
        under_way=(
            r"(?:is|are) (?:being|planned|under way|underway|in progress)|in progress|will be"
        ),
        delivered=(
            r"(?:was|were|has been|have been)(?: already)? (?:approved|adopted|delivered|"
            r"completed|published)"
        ),
        not_applicable=r"n\s*[/.]\s*a\.?|not applicable|none",
        deeds={
            "approved": r"approv|adopt|ratifi",
            "published": r"publish",
            "presented": r"present[ae]|launch",
            "signed": r"signed",
            "held": r"took place|was held",
        },
    ),
    contents=("Contents", "Table of contents"),
    words={
        "name": "English",
        "and": "and",
        "and-before-i": "and",
        "range": "{} to {}",
        "out_of": "{} out of {}",
        "qualifier-exact": "{}",
        "qualifier-about": "about {}",
        "qualifier-more-than": "more than {}",
        "qualifier-less-than": "less than {}",
        "basis-counted": "",
        "basis-estimated": "estimate",
        "basis-planned": "planned",
        "basis-not-stated": "",
        "female": "{} women and girls",
        "male": "{} men and boys",
        "under_18": "{} under 18",
        "adults": "{} aged 18 or over",
        "kind-progress": "",
        "kind-no-progress": "No progress in the period:",
        "kind-not-applicable": "Not applicable in the period:",
        "step": "Next step {number}: {title}",
        "step-untitled": "Next step {number} (title not stated)",
        "project": "Project",
        "acronym": "Acronym",
        "implementers": "Implemented by",
        "years": "Years",
        "states": "Places",
        "sectors": "Sectors",
        "description": "Description",
        "years-both": "{} to {}",
        "years-from": "since {}",
        "years-to": "until {}",
        "years-none": "not stated",
        "other": "Other",
        "annual-report": "Annual progress report",
        "contents": "Contents",
        "period": "Period",
        "colon": ":",
        "roadmap": "Roadmap",
        "required": "Answer required",
        "chosen": "ticked",
        "not-chosen": "not ticked",
        "not-stated": "Not stated",
        "no-answer": "No answer.",
        "not-asked": "Not asked because of the answer to question {number}.",
        "with-partners": "with {}",
        "results": "Results",
        "evidence": "Evidence",
        "open-update": "Open the update",
        "projects-caption": "Cooperation projects running in the period",
        "steps-caption": "Next steps",
        "working-edition": (
            "The wording of the questions in this language is a working translation."
        ),
        "working-text": "Working translation",
        "year-in-figures": "The year in figures",
        "annex": "Annex",
        "required-sign": "* Answer required.",
        "page": "Page {page} of {pages}",
        "bars": "Bar chart",
        "map": "Tile map",
        "alternative-bars": "{kind}. {title}: {values}.",
        "alternative-map": "{kind}. {title}: {reached} of {all}. {values}.",
        "results-by-priority": "Results by priority",
        "results-by-priority-caption": (
            "Number of results reported in the period. A result counts for every priority it "
            "contributes to."
        ),
        "results-by-agency": "Results by agency",
        "results-by-agency-caption": "Number of results that each agency reported in the period.",
        "other-agencies": "Other agencies ({})",
        "steps-by-status": "Next steps by status",
        "steps-by-status-caption": "Number of the period’s next steps with each status.",
        "states-reached": "Places reached",
        "states-reached-caption": (
            "Number of the period’s progress updates that name each place. Each tile is a "
            "place; the darker, the more updates."
        ),
        "priority": "Priority",
        "agency": "Agency",
        "status": "Status",
        "state": "Place",
        "number-of-results": "Results",
        "number-of-steps": "Next steps",
        "number-of-updates": "Updates",
        "undecided": "Not decided",
        "actions": "Actions",
        "projects": "Projects",
        "update": "Progress update",
        "action": "Action",
        "lead-agency": "Lead agency",
        "partners": "With",
        "priorities": "Priorities",
        "areas": "Areas of work",
        "from": "From",
        "to": "To",
        "qualifier": "Exactness",
        "quantity": "Quantity",
        "quantity-to": "Up to",
        "out-of": "Out of",
        "unit": "Unit",
        "population": "Population group",
        "female-heading": "Women and girls",
        "male-heading": "Men and boys",
        "under-18-heading": "Under 18",
        "adults-heading": "18 and over",
        "place": "Place",
        "basis": "Basis",
        "first-year": "First year",
        "last-year": "Last year",
        "evidence-title": "Title",
        "link": "Link",
        "exact": "exact",
        "about": "about",
        "more-than": "more than",
        "less-than": "less than",
        "counted": "counted",
        "estimated": "estimate",
        "planned": "planned",
        "action-planned": "Planned",
        "action-in-progress": "In progress",
        "action-completed": "Completed",
        "action-stopped": "Stopped",
        "area-child-labour": "Child labour",
        "area-forced-labour": "Forced labour",
        "area-human-trafficking": "Human trafficking",
        "area-modern-slavery": "Modern slavery",
    },
)
