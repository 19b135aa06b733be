-- The published set, kept ready as JSON. One function per collection says what of it is public:
-- the only place that decides. Triggers keep roadmap_publicrecord equal to what they give.

-- Keys, as they stand in addresses

CREATE FUNCTION public_agency_key(country text, code text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN country = '' THEN code ELSE country || '.' || code END $$;

-- A text without accents, in small letters: to sort by, and to find what is typed without them.
CREATE FUNCTION public_plain(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT translate(lower(words), 'áàâäãéèêëíìîïóòôöõúùûüñç', 'aaaaaeeeeiiiiooooouuuunc') $$;

CREATE FUNCTION public_search(words text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT to_tsvector('spanish', left(words, 100000))
        || to_tsvector('spanish', public_plain(left(words, 100000)))
$$;

-- key, the row that it is made from, what it is sorted by, what it is filtered by, the records
-- that it names, the words it is found by, the JSON, and whether the JSON has its Markdown.
CREATE TYPE public_row AS (
    key text, owner bigint, name text, day date, facets text[], links text[], words text,
    body text, is_whole boolean
);

-- What is public, collection by collection. NULL stands for all rows.

CREATE FUNCTION public_roadmaps(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT m.code, m.id, m.code, m.adopted_on,
           ARRAY['country=' || m.country, 'state=' || m.state], ARRAY[]::text[],
           concat_ws(' ', m.title, m.subtitle, m.introduction), row_to_json(body)::text, true
    FROM roadmap_roadmap m
    LEFT JOIN roadmap_roadmap newer ON newer.id = m.superseded_by_id
    CROSS JOIN LATERAL (
        SELECT m.code AS id, '/api/v1/roadmaps/' || m.code || '/' AS url, m.country, m.title,
               m.subtitle, m.language, m.time_zone, m.adopted_on, m.workshop_starts_on,
               m.workshop_ends_on, m.introduction, m.state, newer.code AS superseded_by,
               coalesce((
                   SELECT json_agg(json_build_object(
                       'name', s.name, 'position', s.position,
                       'agency', public_agency_key(a.country, a.code)) ORDER BY s.number, s.id)
                   FROM roadmap_signatory s JOIN roadmap_agency a ON a.id = s.agency_id
                   WHERE s.roadmap_id = m.id), '[]') AS signatories
    ) body
    WHERE owners IS NULL OR m.id = ANY (owners)
$$;

CREATE FUNCTION public_themes(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, t.id, m.code || '.' || lpad(t.number::text, 5, '0'), '0001-01-01'::date,
           ARRAY['roadmap=' || m.code], ARRAY['roadmap:' || m.code],
           t.title, row_to_json(body)::text, true
    FROM roadmap_theme t
    JOIN roadmap_roadmap m ON m.id = t.roadmap_id
    CROSS JOIN LATERAL (
        SELECT m.code || '.' || t.number AS id,
               '/api/v1/themes/' || m.code || '.' || t.number || '/' AS url,
               m.code AS roadmap, t.number, t.title
    ) body
    WHERE owners IS NULL OR t.id = ANY (owners)
$$;

CREATE FUNCTION public_priorities(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, p.id, m.code || '.' || lpad(p.number::text, 5, '0'), '0001-01-01'::date,
           array_remove(ARRAY['roadmap=' || m.code, 'theme=' || body.theme,
               'theme=' || t.number, 'agency=' || a.code, 'agency=' || body.lead_agency], NULL),
           array_remove(ARRAY['roadmap:' || m.code, 'theme:' || body.theme,
               'lead_agency:' || body.lead_agency], NULL),
           concat_ws(' ', p.short_name, p.text), row_to_json(body)::text, true
    FROM roadmap_priority p
    JOIN roadmap_roadmap m ON m.id = p.roadmap_id
    LEFT JOIN roadmap_theme t ON t.id = p.theme_id
    LEFT JOIN roadmap_agency a ON a.id = p.lead_agency_id
    CROSS JOIN LATERAL (
        SELECT m.code || '.' || p.number AS id,
               '/api/v1/priorities/' || m.code || '.' || p.number || '/' AS url,
               m.code AS roadmap, p.number, p.short_name, p.text,
               m.code || '.' || t.number AS theme,
               public_agency_key(a.country, a.code) AS lead_agency
    ) body
    WHERE owners IS NULL OR p.id = ANY (owners)
$$;

CREATE FUNCTION public_agencies(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, a.id, public_plain(a.name), '0001-01-01'::date,
           ARRAY['country=' || a.country, 'kind=' || a.kind, 'agency=' || a.code,
               'agency=' || body.id, 'active=' || CASE WHEN a.is_active THEN 'yes' ELSE 'no' END],
           array_remove(ARRAY['part_of:' || body.part_of], NULL),
           concat_ws(' ', a.name, a.acronym, a.code, x.names), row_to_json(body)::text, true
    FROM roadmap_agency a
    LEFT JOIN roadmap_agency whole ON whole.id = a.parent_id
    CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(n.name ORDER BY n.name COLLATE "C"), '[]') AS other_names,
               string_agg(n.name, ' ') AS names
        FROM roadmap_agencyalias n WHERE n.agency_id = a.id
    ) x
    CROSS JOIN LATERAL (
        SELECT public_agency_key(a.country, a.code) AS id,
               '/api/v1/agencies/' || public_agency_key(a.country, a.code) || '/' AS url,
               a.code, a.country, a.name, a.acronym, x.other_names, a.kind,
               public_agency_key(whole.country, whole.code) AS part_of, a.is_active AS active
    ) body
    WHERE owners IS NULL OR a.id = ANY (owners)
$$;

CREATE FUNCTION public_periods(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, p.id, m.code || '.' || p.label, p.starts_on,
           ARRAY['roadmap=' || m.code, 'state=' || p.state, 'period=' || p.label,
               'period=' || body.id],
           ARRAY['roadmap:' || m.code], p.label, row_to_json(body)::text, true
    FROM roadmap_period p
    JOIN roadmap_roadmap m ON m.id = p.roadmap_id
    CROSS JOIN LATERAL (
        SELECT m.code || '.' || p.label AS id,
               '/api/v1/periods/' || m.code || '.' || p.label || '/' AS url,
               m.code AS roadmap, p.label, p.starts_on, p.ends_on,
               to_char(p.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS due_at,
               p.state
    ) body
    WHERE owners IS NULL OR p.id = ANY (owners)
$$;

CREATE FUNCTION public_places(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT p.code, p.id, p.code, '0001-01-01'::date,
           ARRAY['country=' || p.country, 'kind=' || p.kind], ARRAY[]::text[],
           p.name, row_to_json(body)::text, true
    FROM roadmap_place p
    CROSS JOIN LATERAL (
        SELECT p.code AS id, '/api/v1/places/' || p.code || '/' AS url, p.code, p.country, p.name,
               p.kind
    ) body
    WHERE owners IS NULL OR p.id = ANY (owners)
$$;

-- An action is public while a published update is about it. Its description is nobody's to review
-- and stays inside.
CREATE FUNCTION public_actions(owners bigint[]) RETURNS SETOF public_row
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
        WHERE u.action_id = t.id AND u.status = 'approved' AND u.published_at IS NOT NULL)
$$;

-- A result as it stands in its update and by itself.
CREATE FUNCTION public_result(r roadmap_result, place text) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT json_build_object(
        'number', r.number, 'qualifier', r.qualifier, 'quantity', trim_scale(r.quantity),
        'quantity_to', trim_scale(r.quantity_to), 'out_of', trim_scale(r.out_of), 'unit', r.unit,
        'population', r.population, 'female', r.female, 'male', r.male, 'under_18', r.under_18,
        'adults', r.adults, 'place', place, 'place_note', r.place_note, 'basis', r.basis)
$$;

CREATE FUNCTION public_progress_updates(owners bigint[]) RETURNS SETOF public_row
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
        AND before.status = 'approved' AND before.published_at IS NOT NULL
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
        AND u.status = 'approved' AND u.published_at IS NOT NULL
$$;

-- Results and evidence belong to their update: the row that they are made from is the update.
CREATE FUNCTION public_results(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body->>'id', u.id, public_plain(r.unit), coalesce(u.happened_from, '0001-01-01'),
           array_remove(ARRAY['roadmap=' || m.code, 'update=' || u.uid, 'period=' || y.label,
               'period=' || m.code || '.' || y.label, 'agency=' || a.code,
               'agency=' || public_agency_key(a.country, a.code), 'place=' || p.code,
               'basis=' || r.basis], NULL)
               || (SELECT coalesce(array_agg('area=' || area), '{}') FROM unnest(u.areas) area)
               || x.facets,
           array_remove(ARRAY['roadmap:' || m.code, 'update:' || u.uid,
               'period:' || m.code || '.' || y.label,
               'agency:' || public_agency_key(a.country, a.code), 'place:' || p.code], NULL),
           concat_ws(' ', r.unit, r.population, r.place_note), body::text, true
    FROM roadmap_result r
    JOIN roadmap_progressupdate u ON u.id = r.update_id
    JOIN roadmap_period y ON y.id = u.period_id
    JOIN roadmap_roadmap m ON m.id = y.roadmap_id
    JOIN roadmap_agency a ON a.id = u.agency_id
    LEFT JOIN roadmap_place p ON p.id = r.place_id
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(f), '{}') AS facets
        FROM roadmap_progressupdate_priorities up
        JOIN roadmap_priority q ON q.id = up.priority_id
        CROSS JOIN LATERAL unnest(
            ARRAY['priority=' || q.number, 'priority=' || m.code || '.' || q.number]) AS f
        WHERE up.progressupdate_id = u.id
    ) x
    CROSS JOIN LATERAL (
        SELECT row_to_json(whole) AS body FROM (
            SELECT u.uid || '.' || r.number AS id,
                   '/api/v1/results/' || u.uid || '.' || r.number || '/' AS url,
                   u.uid::text AS update, m.code || '.' || y.label AS period,
                   public_agency_key(a.country, a.code) AS agency, r.number, r.qualifier,
                   trim_scale(r.quantity) AS quantity, trim_scale(r.quantity_to) AS quantity_to,
                   trim_scale(r.out_of) AS out_of, r.unit, r.population, r.female, r.male,
                   r.under_18, r.adults, p.code AS place, r.place_note, r.basis
        ) whole
    ) b
    WHERE (owners IS NULL OR u.id = ANY (owners))
        AND u.status = 'approved' AND u.published_at IS NOT NULL
$$;

CREATE FUNCTION public_evidence(owners bigint[]) RETURNS SETOF public_row
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
        AND u.status = 'approved' AND u.published_at IS NOT NULL
$$;

-- A next step is public once it has been promised: the period before it, or its own, is closed,
-- or a published update answers it. Its status is the report's word, given when its period closes.
CREATE FUNCTION public_next_steps(owners bigint[]) RETURNS SETOF public_row
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
            WHERE u.next_step_id = n.id AND u.status = 'approved'
                AND u.published_at IS NOT NULL))
$$;

CREATE FUNCTION public_projects(owners bigint[]) RETURNS SETOF public_row
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

-- One row per period and agency that is expected to report. What is not published is not an answer
-- here, however far its review has come.
CREATE FUNCTION public_assignments(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, expected.owner, m.code || '.' || y.label || '.' || body.agency, y.starts_on,
           ARRAY['roadmap=' || m.code, 'period=' || y.label, 'period=' || body.period,
               'agency=' || a.code, 'agency=' || body.agency, 'status=' || body.status],
           ARRAY['roadmap:' || m.code, 'period:' || body.period, 'agency:' || body.agency],
           '', row_to_json(body)::text, true
    FROM (
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
        WHERE u.period_id = y.id AND u.agency_id = a.id AND u.status = 'approved'
            AND u.published_at IS NOT NULL
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

-- Keeping the records

-- A row that has changed is written with the next number. Whoever changes what is public waits for
-- the one before, so that numbers come in the order of the commits; nobody else ever waits here.
CREATE FUNCTION public_lock() RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    found_number bigint;
BEGIN
    INSERT INTO roadmap_publicstate (id, number, changed_at, is_whole)
    VALUES (1, 0, clock_timestamp(), true) ON CONFLICT DO NOTHING;
    SELECT number INTO found_number FROM roadmap_publicstate WHERE id = 1 FOR UPDATE;
    RETURN found_number;
END $$;

CREATE FUNCTION public_differences(collection text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $outer$
    SELECT format($$
        WITH fresh AS MATERIALIZED (
            SELECT DISTINCT ON (r.key) r.key, r.owner, r.name, r.day, r.words, r.body, r.is_whole,
                   array(SELECT %1$L || '/' || f FROM unnest(r.facets) f GROUP BY f
                         ORDER BY f COLLATE "C") AS facets,
                   array(SELECT l FROM unnest(r.links) l GROUP BY l
                         ORDER BY l COLLATE "C") AS links
            FROM %2$I($1) r ORDER BY r.key, r.owner
        ), changed AS (
            SELECT fresh.* FROM fresh
            LEFT JOIN roadmap_publicrecord old ON old.collection = %1$L AND old.key = fresh.key
            WHERE old.key IS NULL OR old.is_deleted
                OR (old.body, old.owner, old.name, old.day, old.facets, old.links, old.is_whole)
                   IS DISTINCT FROM (fresh.body, fresh.owner, fresh.name, fresh.day, fresh.facets,
                                     fresh.links, fresh.is_whole)
        ), gone AS (
            SELECT old.id FROM roadmap_publicrecord old
            WHERE old.collection = %1$L AND NOT old.is_deleted
                AND ($1 IS NULL OR old.owner = ANY ($1))
                AND old.key NOT IN (SELECT key FROM fresh)
        )
    $$, collection, 'public_' || replace(collection, '-', '_'))
$outer$;

-- Write what differs. Only who holds the lock may.
CREATE FUNCTION public_write(collection text, owners bigint[]) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    next_number bigint := public_lock() + 1;
    now_whole boolean;
    touched bigint;
BEGIN
    EXECUTE public_differences(collection) || format($q$
        , put AS (
            INSERT INTO roadmap_publicrecord AS old (collection, key, owner, name, day, facets,
                links, search, body, is_whole, is_deleted, changed, changed_at)
            SELECT %L, key, owner, name, day, facets, links, public_search(words), body, is_whole,
                   false, $2, clock_timestamp()
            FROM changed
            ON CONFLICT (collection, key) DO UPDATE SET
                owner = excluded.owner, name = excluded.name, day = excluded.day,
                facets = excluded.facets, links = excluded.links, search = excluded.search,
                body = excluded.body, is_whole = excluded.is_whole, is_deleted = false,
                changed = excluded.changed, changed_at = excluded.changed_at
            RETURNING 1
        ), taken AS (
            UPDATE roadmap_publicrecord old SET
                name = '', day = '0001-01-01', facets = '{}', links = '{}', search = ''::tsvector,
                body = '', is_whole = true, is_deleted = true, changed = $2,
                changed_at = clock_timestamp()
            FROM gone WHERE old.id = gone.id
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM put) + (SELECT count(*) FROM taken)
    $q$, collection) INTO touched USING owners, next_number;
    IF touched > 0 THEN
        SELECT NOT EXISTS (SELECT FROM roadmap_publicrecord r WHERE NOT r.is_whole) INTO now_whole;
        UPDATE roadmap_publicstate SET number = next_number, is_whole = now_whole,
            changed_at = greatest(clock_timestamp(), changed_at + interval '1 microsecond')
        WHERE id = 1;
    END IF;
END $$;

-- Bring the records of a collection that are made from these rows to what they should be. What was
-- committed while this waited counts too: it is read again then.
CREATE FUNCTION public_refresh(collection text, owners bigint[]) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    differs boolean := true;
    most CONSTANT integer := 500;
BEGIN
    IF cardinality(owners) > most THEN
        -- In slices, because the time that one takes grows with the square of its length.
        FOR place IN 1 .. cardinality(owners) BY most LOOP
            PERFORM public_write(collection, owners[place : place + most - 1]);
        END LOOP;
        RETURN;
    END IF;
    IF owners IS NOT NULL THEN
        EXECUTE public_differences(collection)
            || ' SELECT EXISTS (SELECT FROM changed) OR EXISTS (SELECT FROM gone)'
            INTO differs USING owners;
    END IF;
    IF differs THEN
        PERFORM public_write(collection, owners);
    END IF;
END $$;

-- Every collection is a function that gives rows of this kind: a later migration may add its own.
CREATE FUNCTION public_refresh_all() RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    collection text;
BEGIN
    FOR collection IN
        SELECT replace(substr(proname, 8), '_', '-') FROM pg_proc
        WHERE proretset AND prorettype = 'public_row'::regtype ORDER BY proname
    LOOP
        PERFORM public_refresh(collection, NULL);
    END LOOP;
END $$;

-- Triggers: from a changed row to the records that are made from it

-- The rows of a statement, old and new, as (column, …): what the triggers below begin with.
CREATE FUNCTION public_touched(operation text, expression text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT 'SELECT coalesce(array_agg(DISTINCT o), ''{}'')::bigint[] FROM ('
        || CASE operation
               WHEN 'INSERT' THEN format('SELECT %s AS o FROM new_rows', expression)
               WHEN 'DELETE' THEN format('SELECT %s AS o FROM old_rows', expression)
               ELSE format('SELECT %1$s AS o FROM new_rows UNION SELECT %1$s FROM old_rows',
                           expression)
           END
        || ') touched WHERE o IS NOT NULL'
$$;

-- Arguments: what names the records' row, their collection, and then columns that stand in the
-- keys of others: where one of these changes, everything is made anew.
CREATE FUNCTION public_follow() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    owners bigint[];
    is_renamed boolean := false;
    keys text[] := TG_ARGV[2:];
BEGIN
    EXECUTE public_touched(TG_OP, TG_ARGV[0]) INTO owners;
    IF TG_OP = 'UPDATE' AND cardinality(keys) > 0 THEN
        EXECUTE 'SELECT EXISTS (SELECT FROM old_rows o JOIN new_rows n USING (id) WHERE '
            || (SELECT string_agg(format('o.%1$I IS DISTINCT FROM n.%1$I', k), ' OR ')
                FROM unnest(keys) k) || ')' INTO is_renamed;
    END IF;
    IF is_renamed THEN
        PERFORM public_refresh_all();
    ELSIF cardinality(owners) > 0 THEN
        PERFORM public_refresh(TG_ARGV[1], owners);
    END IF;
    RETURN NULL;
END $$;

-- A period decides which of its roadmap's next steps are public.
CREATE FUNCTION public_follow_period() RETURNS trigger
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

-- Who signs and what a step is for are parts of one row; parts of an update are parts of three.
CREATE FUNCTION public_follow_part() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    owners bigint[];
BEGIN
    EXECUTE public_touched(TG_OP, TG_ARGV[0]) INTO owners;
    owners := array(
        SELECT u.id FROM roadmap_progressupdate u
        WHERE u.id = ANY (owners) AND u.status = 'approved' AND u.published_at IS NOT NULL);
    IF cardinality(owners) > 0 THEN
        PERFORM public_refresh('progress-updates', owners);
        PERFORM public_refresh('results', owners);
        PERFORM public_refresh('evidence', owners);
    END IF;
    RETURN NULL;
END $$;

-- A draft is no business of this: it is looked at no further than its status.
CREATE FUNCTION public_follow_update() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    is_public text := 'CASE WHEN status = ''approved'' AND published_at IS NOT NULL THEN %s END';
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
        WHERE u.continues_id = ANY (owners) AND u.status = 'approved'
            AND u.published_at IS NOT NULL));
    PERFORM public_refresh('results', owners);
    PERFORM public_refresh('evidence', owners);
    EXECUTE public_touched(TG_OP, format(is_public, '(period_id << 32) | agency_id')) INTO others;
    PERFORM public_refresh('assignments', others);
    RETURN NULL;
END $$;

CREATE FUNCTION public_watch(source text, call text) RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    label text := substr(md5(source || call), 1, 8);
BEGIN
    EXECUTE format('CREATE TRIGGER public_%s_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS '
        'new_rows FOR EACH STATEMENT EXECUTE FUNCTION %s', label, source, call);
    EXECUTE format('CREATE TRIGGER public_%s_update AFTER UPDATE ON %I REFERENCING OLD TABLE AS '
        'old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION %s', label, source, call);
    EXECUTE format('CREATE TRIGGER public_%s_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS '
        'old_rows FOR EACH STATEMENT EXECUTE FUNCTION %s', label, source, call);
END $$;

SELECT public_watch(source, call) FROM (VALUES
    ('roadmap_roadmap', 'public_follow(''id'', ''roadmaps'', ''code'')'),
    ('roadmap_signatory', 'public_follow(''roadmap_id'', ''roadmaps'')'),
    ('roadmap_theme', 'public_follow(''id'', ''themes'', ''number'')'),
    ('roadmap_priority', 'public_follow(''id'', ''priorities'', ''number'')'),
    ('roadmap_agency', 'public_follow(''id'', ''agencies'', ''country'', ''code'')'),
    ('roadmap_agencyalias', 'public_follow(''agency_id'', ''agencies'')'),
    ('roadmap_period', 'public_follow(''id'', ''periods'', ''year'', ''roadmap_id'')'),
    ('roadmap_period', 'public_follow_period()'),
    ('roadmap_place', 'public_follow(''id'', ''places'', ''code'')'),
    ('roadmap_action', 'public_follow(''id'', ''actions'', ''uid'')'),
    ('roadmap_action_partners', 'public_follow(''action_id'', ''actions'')'),
    ('roadmap_action_priorities', 'public_follow(''action_id'', ''actions'')'),
    ('roadmap_action_places', 'public_follow(''action_id'', ''actions'')'),
    ('roadmap_progressupdate', 'public_follow_update()'),
    ('roadmap_progressupdate_priorities', 'public_follow_part(''progressupdate_id'')'),
    ('roadmap_progressupdate_places', 'public_follow_part(''progressupdate_id'')'),
    ('roadmap_progressupdate_partners', 'public_follow_part(''progressupdate_id'')'),
    ('roadmap_result', 'public_follow_part(''update_id'')'),
    ('roadmap_evidence', 'public_follow_part(''update_id'')'),
    ('roadmap_nextstep', 'public_follow(''id'', ''next-steps'', ''number'', ''period_id'')'),
    ('roadmap_nextstep_priorities', 'public_follow(''nextstep_id'', ''next-steps'')'),
    ('roadmap_project', 'public_follow(''id'', ''projects'')'),
    ('roadmap_project_implementers', 'public_follow(''project_id'', ''projects'')'),
    ('roadmap_project_counterparts', 'public_follow(''project_id'', ''projects'')'),
    ('roadmap_project_funders', 'public_follow(''project_id'', ''projects'')'),
    ('roadmap_project_places', 'public_follow(''project_id'', ''projects'')'),
    ('roadmap_project_priorities', 'public_follow(''project_id'', ''projects'')'),
    ('roadmap_assignment',
        'public_follow(''(period_id << 32) | agency_id'', ''assignments'')')
) AS watched (source, call);

-- Counting

-- How many requests this visitor has made in this minute. Nothing waits for the disk: the count of
-- a minute may be lost with the power.
CREATE FUNCTION public_count(visitor text, minute bigint) RETURNS integer
LANGUAGE sql
AS $$
    INSERT INTO roadmap_apiuse AS used (visitor, minute, requests) VALUES ($1, $2, 1)
    ON CONFLICT (visitor) DO UPDATE SET
        requests = CASE WHEN used.minute = excluded.minute THEN used.requests + 1 ELSE 1 END,
        minute = excluded.minute
    RETURNING requests
$$;

ALTER TABLE roadmap_apiuse SET UNLOGGED;

SELECT public_refresh_all();
