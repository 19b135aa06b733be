-- Cooperation projects.
-- needs: keeping

CREATE OR REPLACE FUNCTION public_projects(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, j.id, public_plain(j.name),
           make_date(coalesce(j.starts_in, 1)::int, 1, 1),
           ARRAY['roadmap=' || m.code] || x.facets
               || (SELECT coalesce(array_agg('area=' || area), '{}') FROM unnest(j.areas) area),
           ARRAY['roadmap:' || m.code] || x.links,
           concat_ws(E'\n', j.name, j.acronym, j.description, j.sectors),
           row_to_json(body)::text, true
    FROM roadmap_project j
    JOIN roadmap_roadmap m ON m.id = j.roadmap_id
    CROSS JOIN LATERAL (
        SELECT array_agg(f) FILTER (WHERE f IS NOT NULL) AS facets,
               array_agg(l) FILTER (WHERE l IS NOT NULL) AS links
        FROM (
            SELECT unnest(ARRAY['priority=' || p.number, 'priority=' || m.code || '.' || p.number]),
                   unnest(ARRAY['priorities:' || m.code || '.' || p.number, NULL])
            FROM roadmap_project_priorities jp JOIN roadmap_priority p ON p.id = jp.priority_id
            WHERE jp.project_id = j.id
            UNION ALL
            SELECT 'place=' || p.code, 'places:' || p.code
            FROM roadmap_project_places jp JOIN roadmap_place p ON p.id = jp.place_id
            WHERE jp.project_id = j.id
            UNION ALL
            SELECT unnest(ARRAY['agency=' || g.code,
                       'agency=' || public_agency_key(g.country, g.code)]),
                   unnest(ARRAY[part.role || ':' || public_agency_key(g.country, g.code), NULL])
            FROM (
                SELECT 'implementers', agency_id FROM roadmap_project_implementers
                WHERE project_id = j.id UNION ALL
                SELECT 'counterparts', agency_id FROM roadmap_project_counterparts
                WHERE project_id = j.id UNION ALL
                SELECT 'funders', agency_id FROM roadmap_project_funders WHERE project_id = j.id
            ) AS part (role, agency_id) JOIN roadmap_agency g ON g.id = part.agency_id
        ) AS named (f, l)
    ) x
    CROSS JOIN LATERAL (
        SELECT m.code || '.' || j.id AS id,
               '/api/v1/projects/' || m.code || '.' || j.id || '/' AS url,
               m.code AS roadmap, j.name, j.acronym, j.description,
               coalesce((
                   SELECT json_agg(public_agency_key(g.country, g.code)
                                   ORDER BY g.country COLLATE "C", g.code COLLATE "C")
                   FROM roadmap_project_implementers jp JOIN roadmap_agency g ON g.id = jp.agency_id
                   WHERE jp.project_id = j.id), '[]') AS implementers,
               coalesce((
                   SELECT json_agg(public_agency_key(g.country, g.code)
                                   ORDER BY g.country COLLATE "C", g.code COLLATE "C")
                   FROM roadmap_project_counterparts jp JOIN roadmap_agency g ON g.id = jp.agency_id
                   WHERE jp.project_id = j.id), '[]') AS counterparts,
               coalesce((
                   SELECT json_agg(public_agency_key(g.country, g.code)
                                   ORDER BY g.country COLLATE "C", g.code COLLATE "C")
                   FROM roadmap_project_funders jp JOIN roadmap_agency g ON g.id = jp.agency_id
                   WHERE jp.project_id = j.id), '[]') AS funders,
               j.starts_in, j.ends_in,
               coalesce((
                   SELECT json_agg(p.code ORDER BY p.code COLLATE "C")
                   FROM roadmap_project_places jp JOIN roadmap_place p ON p.id = jp.place_id
                   WHERE jp.project_id = j.id), '[]') AS places,
               j.sectors, j.areas,
               coalesce((
                   SELECT json_agg(m.code || '.' || p.number ORDER BY p.number)
                   FROM roadmap_project_priorities jp
                   JOIN roadmap_priority p ON p.id = jp.priority_id
                   WHERE jp.project_id = j.id), '[]') AS priorities
    ) body
    WHERE owners IS NULL OR j.id = ANY (owners)
$$;

SELECT public_watch(source, call) FROM (VALUES
    ('roadmap_project', 'public_follow(''id'', ''projects'')'),
    ('roadmap_project_implementers', 'public_follow(''project_id'', ''projects'')'),
    ('roadmap_project_counterparts', 'public_follow(''project_id'', ''projects'')'),
    ('roadmap_project_funders', 'public_follow(''project_id'', ''projects'')'),
    ('roadmap_project_places', 'public_follow(''project_id'', ''projects'')'),
    ('roadmap_project_priorities', 'public_follow(''project_id'', ''projects'')')
) AS watched (source, call);
