-- Actions.
-- needs: keeping

-- An action is public while a published update is about it. Its description is nobody's to review
-- and stays inside.
CREATE OR REPLACE FUNCTION public_actions(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, t.id, public_plain(t.title), coalesce(t.starts_on, '0001-01-01'),
           ARRAY['roadmap=' || m.code, 'agency=' || a.code, 'agency=' || body.lead_agency,
               'state=' || t.state] || x.facets
               || (SELECT coalesce(array_agg('area=' || area), '{}') FROM unnest(t.areas) area),
           ARRAY['roadmap:' || m.code, 'lead_agency:' || body.lead_agency] || x.links,
           t.title, row_to_json(body)::text, true
    FROM roadmap_action t
    JOIN roadmap_roadmap m ON m.id = t.roadmap_id
    JOIN roadmap_agency a ON a.id = t.lead_agency_id
    CROSS JOIN LATERAL (
        SELECT array_agg(f) FILTER (WHERE f IS NOT NULL) AS facets,
               array_agg(l) FILTER (WHERE l IS NOT NULL) AS links
        FROM (
            SELECT unnest(ARRAY['priority=' || p.number, 'priority=' || m.code || '.' || p.number]),
                   unnest(ARRAY['priorities:' || m.code || '.' || p.number, NULL])
            FROM roadmap_action_priorities ap JOIN roadmap_priority p ON p.id = ap.priority_id
            WHERE ap.action_id = t.id
            UNION ALL
            SELECT 'place=' || p.code, 'places:' || p.code
            FROM roadmap_action_places ap JOIN roadmap_place p ON p.id = ap.place_id
            WHERE ap.action_id = t.id
            UNION ALL
            SELECT NULL, 'partners:' || public_agency_key(g.country, g.code)
            FROM roadmap_action_partners ap JOIN roadmap_agency g ON g.id = ap.agency_id
            WHERE ap.action_id = t.id
        ) AS named (f, l)
    ) x
    CROSS JOIN LATERAL (
        SELECT t.uid::text AS id, '/api/v1/actions/' || t.uid || '/' AS url, m.code AS roadmap,
               t.title, public_agency_key(a.country, a.code) AS lead_agency,
               coalesce((
                   SELECT json_agg(public_agency_key(g.country, g.code)
                                   ORDER BY g.country COLLATE "C", g.code COLLATE "C")
                   FROM roadmap_action_partners ap JOIN roadmap_agency g ON g.id = ap.agency_id
                   WHERE ap.action_id = t.id), '[]') AS partners,
               coalesce((
                   SELECT json_agg(m.code || '.' || p.number ORDER BY p.number)
                   FROM roadmap_action_priorities ap JOIN roadmap_priority p ON p.id = ap.priority_id
                   WHERE ap.action_id = t.id), '[]') AS priorities,
               t.areas,
               coalesce((
                   SELECT json_agg(p.code ORDER BY p.code COLLATE "C")
                   FROM roadmap_action_places ap JOIN roadmap_place p ON p.id = ap.place_id
                   WHERE ap.action_id = t.id), '[]') AS places,
               t.starts_on, t.ends_on, t.state
    ) body
    WHERE (owners IS NULL OR t.id = ANY (owners)) AND EXISTS (
        SELECT FROM roadmap_progressupdate u
        WHERE u.action_id = t.id AND public_is(u.status, u.published_at))
$$;

SELECT public_watch(source, call) FROM (VALUES
    ('roadmap_action', 'public_follow(''id'', ''actions'', ''uid'')'),
    ('roadmap_action_partners', 'public_follow(''action_id'', ''actions'')'),
    ('roadmap_action_priorities', 'public_follow(''action_id'', ''actions'')'),
    ('roadmap_action_places', 'public_follow(''action_id'', ''actions'')')
) AS watched (source, call);
