"""(a): the JSON of a page in one statement over the tables, as a good hand writes it for this list.

It shares nothing with the application but the tables and the Markdown, which no statement can make.
"""

# What such a hand would add to the tables. Made before the rows: an index on rows that were changed
# in its own transaction is not used there.
INDEX = """
CREATE INDEX by_hand ON roadmap_progressupdate (happened_from DESC NULLS LAST, id DESC)
"""

UPDATES = """
WITH page AS (
    SELECT * FROM roadmap_progressupdate
    WHERE status = 'approved' AND published_at IS NOT NULL
    ORDER BY happened_from DESC NULLS LAST, id DESC LIMIT 50
)
SELECT json_agg(json_build_object(
    'id', u.uid, 'url', '/api/v1/progress-updates/' || u.uid || '/', 'roadmap', m.code,
    'period', m.code || '.' || y.label, 'agency', a.key, 'action', t.uid,
    'next_step', m.code || '.' || ny.label || '.' || n.number, 'continues', b.uid,
    'priorities', coalesce((
        SELECT json_agg(m.code || '.' || p.number ORDER BY p.number)
        FROM roadmap_progressupdate_priorities up JOIN roadmap_priority p ON p.id = up.priority_id
        WHERE up.progressupdate_id = u.id), '[]'),
    'topics', u.topics, 'kind', u.kind, 'reason', u.reason, 'title', u.title,
    'narrative', json_build_object('markdown', k.markdown, 'text', u.narrative_text),
    'occurred', json_build_object(
        'precision', coalesce(nullif(u.precision, ''), 'not-stated'),
        'from', u.happened_from, 'to', u.happened_to),
    'areas', u.areas,
    'places', coalesce((
        SELECT json_agg(p.code ORDER BY p.code COLLATE "C")
        FROM roadmap_progressupdate_places up JOIN roadmap_place p ON p.id = up.place_id
        WHERE up.progressupdate_id = u.id), '[]'),
    'municipalities', u.municipalities,
    'partners', coalesce((
        SELECT json_agg(CASE g.country WHEN '' THEN '' ELSE g.country || '.' END || g.code
            ORDER BY g.country COLLATE "C", g.code COLLATE "C")
        FROM roadmap_progressupdate_partners up JOIN roadmap_agency g ON g.id = up.agency_id
        WHERE up.progressupdate_id = u.id), '[]'),
    'results', coalesce((
        SELECT json_agg(json_build_object(
            'number', r.number, 'qualifier', r.qualifier, 'quantity', trim_scale(r.quantity),
            'quantity_to', trim_scale(r.quantity_to), 'out_of', trim_scale(r.out_of),
            'unit', r.unit, 'population', r.population, 'female', r.female, 'male', r.male,
            'under_18', r.under_18, 'adults', r.adults, 'place', p.code,
            'place_note', r.place_note, 'basis', r.basis) ORDER BY r.number)
        FROM roadmap_result r LEFT JOIN roadmap_place p ON p.id = r.place_id
        WHERE r.update_id = u.id), '[]'),
    'evidence', coalesce((
        SELECT json_agg(json_build_object(
            'number', e.number, 'title', e.title, 'link', e.url,
            'file', CASE e.file WHEN '' THEN '' ELSE '/evidence/' || e.id || '/' END,
            'file_name', e.file_name) ORDER BY e.number)
        FROM roadmap_evidence e WHERE e.update_id = u.id AND e.is_public), '[]'),
    'published_at', to_char(u.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
) ORDER BY u.happened_from DESC NULLS LAST, u.id DESC)::text
FROM page u
JOIN roadmap_period y ON y.id = u.period_id
JOIN roadmap_roadmap m ON m.id = y.roadmap_id
JOIN (
    SELECT id, CASE country WHEN '' THEN '' ELSE country || '.' END || code AS key
    FROM roadmap_agency
) a ON a.id = u.agency_id
LEFT JOIN roadmap_action t ON t.id = u.action_id
LEFT JOIN roadmap_nextstep n ON n.id = u.next_step_id
LEFT JOIN roadmap_period ny ON ny.id = n.period_id
LEFT JOIN roadmap_progressupdate b ON b.id = u.continues_id
    AND b.status = 'approved' AND b.published_at IS NOT NULL
CROSS JOIN LATERAL (SELECT md5(u.narrative::text)::uuid AS digest OFFSET 0) told
LEFT JOIN roadmap_knownmarkdown k ON k.digest = told.digest
"""

RESULTS = """
WITH page AS (
    SELECT r.*, u.uid, u.period_id, u.agency_id, u.happened_from
    FROM roadmap_progressupdate u JOIN roadmap_result r ON r.update_id = u.id
    WHERE u.status = 'approved' AND u.published_at IS NOT NULL
    ORDER BY u.happened_from DESC NULLS LAST, u.id DESC, r.number LIMIT 50
)
SELECT json_agg(json_build_object(
    'id', r.uid || '.' || r.number, 'url', '/api/v1/results/' || r.uid || '.' || r.number || '/',
    'update', r.uid, 'period', m.code || '.' || y.label,
    'agency', CASE a.country WHEN '' THEN '' ELSE a.country || '.' END || a.code,
    'number', r.number, 'qualifier', r.qualifier, 'quantity', trim_scale(r.quantity),
    'quantity_to', trim_scale(r.quantity_to), 'out_of', trim_scale(r.out_of), 'unit', r.unit,
    'population', r.population, 'female', r.female, 'male', r.male, 'under_18', r.under_18,
    'adults', r.adults, 'place', p.code, 'place_note', r.place_note, 'basis', r.basis
) ORDER BY r.happened_from DESC NULLS LAST, r.update_id DESC, r.number)::text
FROM page r
JOIN roadmap_period y ON y.id = r.period_id
JOIN roadmap_roadmap m ON m.id = y.roadmap_id
JOIN roadmap_agency a ON a.id = r.agency_id
LEFT JOIN roadmap_place p ON p.id = r.place_id
"""

# One version whole: it is the only one of its period.
REPORTS = """
SELECT json_agg(json_build_object(
    'id', m.code || '.' || y.label || '.v' || v.number,
    'url', '/api/v1/reports/' || m.code || '.' || y.label || '.v' || v.number || '/',
    'roadmap', m.code, 'period', m.code || '.' || y.label, 'number', v.number,
    'language', v.language, 'title', v.document->>'title', 'edition', v.edition,
    'signed_by', v.signed_by, 'signed_as', v.signed_as,
    'submitted_at', to_char(v.submitted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'published_at', to_char(d.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'replaces', NULL, 'replaced_by', NULL, 'correction', v.correction,
    'page', '/reports/' || m.code || '/' || y.label || '/v' || v.number || '/',
    'files', (
        SELECT json_agg(json_build_object(
            'format', f.format, 'language', f.language, 'type', f.content_type, 'size', f.size,
            'sha256', f.sha256, 'url', '/reports/' || m.code || '/' || y.label || '/v'
                || v.number || '/report' || f.suffix) ORDER BY f.id)
        FROM reports_reportfile f WHERE f.version_id = v.id),
    'document_sha256', v.document_hash, 'document', v.document))::text
FROM reports_reportversion v
JOIN roadmap_period y ON y.id = v.period_id
JOIN roadmap_roadmap m ON m.id = y.roadmap_id
CROSS JOIN LATERAL (
    SELECT decision, at FROM reports_publication WHERE version_id = v.id ORDER BY id DESC LIMIT 1
) d
WHERE d.decision = 'publish'
"""

STATEMENTS = {"progress-updates": UPDATES, "results": RESULTS, "reports": REPORTS}
