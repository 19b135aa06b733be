-- Who was expected to report, and what came of it.
-- needs: keeping

-- One row per period and agency that is expected to report. What is not published is not an answer
-- here, however far its review has come.
CREATE OR REPLACE FUNCTION public_assignments(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, expected.owner, m.code || '.' || y.label || '.' || body.agency, y.starts_on,
           ARRAY['roadmap=' || m.code, 'period=' || y.label, 'period=' || body.period,
               'agency=' || a.code, 'agency=' || body.agency, 'status=' || body.status],
           ARRAY['roadmap:' || m.code, 'period:' || body.period, 'agency:' || body.agency],
           '', row_to_json(body)::text, true
    FROM (
        -- One number for two ids: whatever a record is made from, its owner is one.
        SELECT DISTINCT (period_id << 32) | agency_id AS owner, period_id, agency_id
        FROM roadmap_assignment
        WHERE owners IS NULL OR ((period_id << 32) | agency_id) = ANY (owners)
    ) expected
    JOIN roadmap_period y ON y.id = expected.period_id
    JOIN roadmap_roadmap m ON m.id = y.roadmap_id
    JOIN roadmap_agency a ON a.id = expected.agency_id
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE u.kind = 'progress') AS progress,
               count(*) FILTER (WHERE u.kind = 'no-progress') AS no_progress,
               count(*) FILTER (WHERE u.kind = 'not-applicable') AS not_applicable
        FROM roadmap_progressupdate u
        WHERE u.period_id = y.id AND u.agency_id = a.id AND public_is(u.status, u.published_at)
    ) said
    CROSS JOIN LATERAL (
        SELECT m.code || '.' || y.label || '.' || public_agency_key(a.country, a.code) AS id,
               '/api/v1/assignments/' || m.code || '.' || y.label || '.'
                   || public_agency_key(a.country, a.code) || '/' AS url,
               m.code AS roadmap, m.code || '.' || y.label AS period,
               public_agency_key(a.country, a.code) AS agency,
               CASE WHEN said.progress > 0 THEN 'reported'
                    WHEN said.no_progress > 0 THEN 'no-progress'
                    WHEN said.not_applicable > 0 THEN 'not-applicable'
                    ELSE 'not-yet-answered' END AS status,
               row_to_json(said) AS published_updates
    ) body
$$;

SELECT public_watch(source, call) FROM (VALUES
    ('roadmap_assignment', 'public_follow(''(period_id << 32) | agency_id'', ''assignments'')')
) AS watched (source, call);
