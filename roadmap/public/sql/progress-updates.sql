-- Progress updates, each with its results and its public evidence.
-- needs: keeping

-- A result as it stands in its update and by itself.
CREATE OR REPLACE FUNCTION public_result(r roadmap_result, place text) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT json_build_object(
        'number', r.number, 'qualifier', r.qualifier, 'quantity', trim_scale(r.quantity),
        'quantity_to', trim_scale(r.quantity_to), 'out_of', trim_scale(r.out_of), 'unit', r.unit,
        'population', r.population, 'female', r.female, 'male', r.male, 'under_18', r.under_18,
        'adults', r.adults, 'place', place, 'place_note', r.place_note, 'basis', r.basis)
$$;

CREATE OR REPLACE FUNCTION public_progress_updates(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, u.id, public_plain(u.title), coalesce(u.happened_from, '0001-01-01'),
           array_remove(ARRAY['roadmap=' || m.code, 'period=' || y.label, 'period=' || body.period,
               'agency=' || a.code, 'agency=' || body.agency, 'kind=' || u.kind,
               'action=' || body.action, 'next_step=' || body.next_step], NULL) || x.facets
               || (SELECT coalesce(array_agg('area=' || area), '{}') FROM unnest(u.areas) area)
               || (SELECT coalesce(array_agg('topic=' || topic), '{}') FROM unnest(u.topics) topic),
           array_remove(ARRAY['roadmap:' || m.code, 'period:' || body.period,
               'agency:' || body.agency, 'action:' || body.action,
               'next_step:' || body.next_step], NULL) || x.links,
           concat_ws(E'\n', u.title, u.narrative_text, u.reason, u.municipalities),
           row_to_json(body)::text, k.digest IS NOT NULL
    FROM roadmap_progressupdate u
    JOIN roadmap_period y ON y.id = u.period_id
    JOIN roadmap_roadmap m ON m.id = y.roadmap_id
    JOIN roadmap_agency a ON a.id = u.agency_id
    LEFT JOIN roadmap_action t ON t.id = u.action_id
    LEFT JOIN roadmap_nextstep n ON n.id = u.next_step_id
    LEFT JOIN roadmap_period ny ON ny.id = n.period_id
    LEFT JOIN roadmap_progressupdate before ON before.id = u.continues_id
        AND public_is(before.status, before.published_at)
    -- Its own row, so that it is made once per update whatever it is joined with.
    CROSS JOIN LATERAL (SELECT md5(u.narrative::text)::uuid AS digest OFFSET 0) told
    LEFT JOIN roadmap_knownmarkdown k ON k.digest = told.digest
    CROSS JOIN LATERAL (
        SELECT array_agg(f) FILTER (WHERE f IS NOT NULL) AS facets,
               array_agg(l) FILTER (WHERE l IS NOT NULL) AS links
        FROM (
            SELECT unnest(ARRAY['priority=' || p.number, 'priority=' || m.code || '.' || p.number]),
                   unnest(ARRAY['priorities:' || m.code || '.' || p.number, NULL])
            FROM roadmap_progressupdate_priorities up
            JOIN roadmap_priority p ON p.id = up.priority_id WHERE up.progressupdate_id = u.id
            UNION ALL
            SELECT 'place=' || p.code, 'places:' || p.code
            FROM roadmap_progressupdate_places up
            JOIN roadmap_place p ON p.id = up.place_id WHERE up.progressupdate_id = u.id
            UNION ALL
            SELECT NULL, 'partners:' || public_agency_key(g.country, g.code)
            FROM roadmap_progressupdate_partners up
            JOIN roadmap_agency g ON g.id = up.agency_id WHERE up.progressupdate_id = u.id
        ) AS named (f, l)
    ) x
    CROSS JOIN LATERAL (
        SELECT u.uid::text AS id, '/api/v1/progress-updates/' || u.uid || '/' AS url,
               m.code AS roadmap, m.code || '.' || y.label AS period,
               public_agency_key(a.country, a.code) AS agency, t.uid::text AS action,
               m.code || '.' || ny.label || '.' || n.number AS next_step,
               before.uid::text AS continues,
               coalesce((
                   SELECT json_agg(m.code || '.' || p.number ORDER BY p.number)
                   FROM roadmap_progressupdate_priorities up
                   JOIN roadmap_priority p ON p.id = up.priority_id
                   WHERE up.progressupdate_id = u.id), '[]') AS priorities,
               u.topics, u.kind, u.reason, u.title,
               json_build_object('markdown', k.markdown, 'text', u.narrative_text) AS narrative,
               json_build_object(
                   'precision', coalesce(nullif(u.precision, ''), 'not-stated'),
                   'from', u.happened_from, 'to', u.happened_to) AS occurred,
               u.areas,
               coalesce((
                   SELECT json_agg(p.code ORDER BY p.code COLLATE "C")
                   FROM roadmap_progressupdate_places up
                   JOIN roadmap_place p ON p.id = up.place_id
                   WHERE up.progressupdate_id = u.id), '[]') AS places,
               u.municipalities,
               coalesce((
                   SELECT json_agg(public_agency_key(g.country, g.code)
                                   ORDER BY g.country COLLATE "C", g.code COLLATE "C")
                   FROM roadmap_progressupdate_partners up
                   JOIN roadmap_agency g ON g.id = up.agency_id
                   WHERE up.progressupdate_id = u.id), '[]') AS partners,
               coalesce((
                   SELECT json_agg(public_result(r, p.code) ORDER BY r.number, r.id)
                   FROM roadmap_result r LEFT JOIN roadmap_place p ON p.id = r.place_id
                   WHERE r.update_id = u.id), '[]') AS results,
               coalesce((
                   SELECT json_agg(json_build_object(
                       'number', e.number, 'title', e.title, 'link', e.url,
                       'file', CASE WHEN e.file <> '' THEN '/evidence/' || e.id || '/' ELSE '' END,
                       'file_name', e.file_name) ORDER BY e.number, e.id)
                   FROM roadmap_evidence e WHERE e.update_id = u.id AND e.is_public), '[]')
                   AS evidence,
               to_char(u.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                   AS published_at
    ) body
    WHERE (owners IS NULL OR u.id = ANY (owners))
        AND public_is(u.status, u.published_at)
$$;

-- Who signs and what a step is for are parts of one row; parts of an update are parts of three.
CREATE OR REPLACE FUNCTION public_follow_part() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    owners bigint[];
BEGIN
    EXECUTE public_touched(TG_OP, TG_ARGV[0]) INTO owners;
    owners := array(
        SELECT u.id FROM roadmap_progressupdate u
        WHERE u.id = ANY (owners) AND public_is(u.status, u.published_at));
    IF cardinality(owners) > 0 THEN
        PERFORM public_refresh('progress-updates', owners);
        PERFORM public_refresh('results', owners);
        PERFORM public_refresh('evidence', owners);
    END IF;
    RETURN NULL;
END $$;

-- A draft is no business of this: it is looked at no further than its status.
CREATE OR REPLACE FUNCTION public_follow_update() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    is_public text := 'CASE WHEN public_is(status, published_at) THEN %s END';
    owners bigint[];
    others bigint[];
BEGIN
    EXECUTE public_touched(TG_OP, format(is_public, 'id')) INTO owners;
    IF cardinality(owners) = 0 THEN
        RETURN NULL;
    END IF;
    EXECUTE public_touched(TG_OP, format(is_public, 'action_id')) INTO others;
    PERFORM public_refresh('actions', others);
    EXECUTE public_touched(TG_OP, format(is_public, 'next_step_id')) INTO others;
    PERFORM public_refresh('next-steps', others);
    PERFORM public_refresh('progress-updates', owners || array(
        SELECT u.id FROM roadmap_progressupdate u
        WHERE u.continues_id = ANY (owners) AND public_is(u.status, u.published_at)));
    PERFORM public_refresh('results', owners);
    PERFORM public_refresh('evidence', owners);
    EXECUTE public_touched(TG_OP, format(is_public, '(period_id << 32) | agency_id')) INTO others;
    PERFORM public_refresh('assignments', others);
    RETURN NULL;
END $$;

SELECT public_watch(source, call) FROM (VALUES
    ('roadmap_progressupdate', 'public_follow_update()'),
    ('roadmap_progressupdate_priorities', 'public_follow_part(''progressupdate_id'')'),
    ('roadmap_progressupdate_places', 'public_follow_part(''progressupdate_id'')'),
    ('roadmap_progressupdate_partners', 'public_follow_part(''progressupdate_id'')'),
    ('roadmap_result', 'public_follow_part(''update_id'')'),
    ('roadmap_evidence', 'public_follow_part(''update_id'')')
) AS watched (source, call);
