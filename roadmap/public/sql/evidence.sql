-- Evidence, each piece by itself.
-- needs: keeping

CREATE OR REPLACE FUNCTION public_evidence(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, u.id, public_plain(e.title), '0001-01-01'::date,
           ARRAY['roadmap=' || m.code, 'update=' || u.uid, 'period=' || y.label,
               'period=' || body.period, 'agency=' || a.code, 'agency=' || body.agency],
           ARRAY['roadmap:' || m.code, 'update:' || u.uid, 'period:' || body.period,
               'agency:' || body.agency],
           concat_ws(' ', e.title, e.file_name), row_to_json(body)::text, true
    FROM roadmap_evidence e
    JOIN roadmap_progressupdate u ON u.id = e.update_id
    JOIN roadmap_period y ON y.id = u.period_id
    JOIN roadmap_roadmap m ON m.id = y.roadmap_id
    JOIN roadmap_agency a ON a.id = u.agency_id
    CROSS JOIN LATERAL (
        SELECT u.uid || '.' || e.number AS id,
               '/api/v1/evidence/' || u.uid || '.' || e.number || '/' AS url,
               u.uid::text AS update, m.code || '.' || y.label AS period,
               public_agency_key(a.country, a.code) AS agency, e.number, e.title, e.url AS link,
               CASE WHEN e.file <> '' THEN '/evidence/' || e.id || '/' ELSE '' END AS file,
               e.file_name
    ) body
    WHERE (owners IS NULL OR u.id = ANY (owners)) AND e.is_public
        AND public_is(u.status, u.published_at)
$$;
