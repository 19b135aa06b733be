-- Next steps.
-- needs: keeping

-- A next step is public once it has been promised: the period before it, or its own, is closed,
-- or a published update answers it. Its status is the report's word, given when its period closes.
CREATE OR REPLACE FUNCTION public_next_steps(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, n.id, m.code || '.' || y.label || '.' || lpad(n.number::text, 5, '0'),
           y.starts_on,
           array_remove(ARRAY['roadmap=' || m.code, 'period=' || y.label,
               'period=' || body.period, 'agency=' || a.code, 'agency=' || body.agency,
               'status=' || body.status], NULL)
               || (SELECT coalesce(array_agg('area=' || area), '{}') FROM unnest(n.areas) area)
               || (SELECT coalesce(array_agg(f), '{}')
                   FROM roadmap_nextstep_priorities np
                   JOIN roadmap_priority p ON p.id = np.priority_id
                   CROSS JOIN LATERAL unnest(ARRAY[
                       'priority=' || p.number, 'priority=' || m.code || '.' || p.number]) AS f
                   WHERE np.nextstep_id = n.id),
           array_remove(ARRAY['roadmap:' || m.code, 'period:' || body.period,
               'agency:' || body.agency], NULL)
               || (SELECT coalesce(array_agg('priorities:' || m.code || '.' || p.number), '{}')
                   FROM roadmap_nextstep_priorities np
                   JOIN roadmap_priority p ON p.id = np.priority_id
                   WHERE np.nextstep_id = n.id),
           concat_ws(E'\n', n.title, n.objectives, n.proof), row_to_json(body)::text, true
    FROM roadmap_nextstep n
    JOIN roadmap_period y ON y.id = n.period_id
    JOIN roadmap_roadmap m ON m.id = y.roadmap_id
    LEFT JOIN roadmap_agency a ON a.id = n.agency_id
    CROSS JOIN LATERAL (
        SELECT m.code || '.' || y.label || '.' || n.number AS id,
               '/api/v1/next-steps/' || m.code || '.' || y.label || '.' || n.number || '/' AS url,
               m.code AS roadmap, m.code || '.' || y.label AS period, n.number, n.title,
               n.objectives, n.proof, n.areas,
               coalesce((
                   SELECT json_agg(m.code || '.' || p.number ORDER BY p.number)
                   FROM roadmap_nextstep_priorities np
                   JOIN roadmap_priority p ON p.id = np.priority_id
                   WHERE np.nextstep_id = n.id), '[]') AS priorities,
               public_agency_key(a.country, a.code) AS agency,
               CASE WHEN y.state = 'closed' THEN nullif(n.status, '') END AS status
    ) body
    WHERE (owners IS NULL OR n.id = ANY (owners)) AND (
        y.state = 'closed'
        OR EXISTS (
            SELECT FROM roadmap_period earlier
            WHERE earlier.roadmap_id = y.roadmap_id AND earlier.year = y.year - 1
                AND earlier.state = 'closed')
        OR EXISTS (
            SELECT FROM roadmap_progressupdate u
            WHERE u.next_step_id = n.id AND public_is(u.status, u.published_at)))
$$;

-- A period decides which of its roadmap's next steps are public.
CREATE OR REPLACE FUNCTION public_follow_period() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    roadmaps bigint[];
BEGIN
    EXECUTE public_touched(TG_OP, 'roadmap_id') INTO roadmaps;
    PERFORM public_refresh('next-steps', array(
        SELECT n.id FROM roadmap_nextstep n JOIN roadmap_period y ON y.id = n.period_id
        WHERE y.roadmap_id = ANY (roadmaps)));
    RETURN NULL;
END $$;

SELECT public_watch(source, call) FROM (VALUES
    ('roadmap_period', 'public_follow_period()'),
    ('roadmap_nextstep', 'public_follow(''id'', ''next-steps'', ''number'', ''period_id'')'),
    ('roadmap_nextstep_priorities', 'public_follow(''nextstep_id'', ''next-steps'')')
) AS watched (source, call);
