-- The answers of published reports, one by one.
-- needs: keeping, reports

-- One row per question of a public report: its answer as it was sent.
CREATE OR REPLACE FUNCTION public_report_answers(owners bigint[]) RETURNS SETOF public_row
LANGUAGE sql STABLE
AS $$
    SELECT body.id, v.id,
           m.code || '.' || y.label || '.' || lpad(v.number::text, 5, '0') || '.'
               || lpad(body.number::text, 5, '0'),
           y.starts_on,
           array_remove(ARRAY['roadmap=' || m.code, 'period=' || y.label,
               'period=' || body.period, 'report=' || body.report, 'section=' || body.section,
               'question=' || body.question, 'kind=' || body.kind,
               'priority=' || (q->>'priority'), 'priority=' || body.priority,
               'next_step=' || body.next_step,
               'answered=' || CASE WHEN body.answered THEN 'yes' ELSE 'no' END,
               'current=' || CASE WHEN later.is_there THEN 'no' ELSE 'yes' END], NULL)
               || (SELECT coalesce(array_agg('choice=' || c), '{}') FROM unnest(chosen.ids) c),
           array_remove(ARRAY['report:' || body.report, 'roadmap:' || m.code,
               'period:' || body.period, 'priority:' || body.priority,
               'next_step:' || body.next_step], NULL),
           concat_ws(' ', body.wording, told.text, body.other_text, cells.words),
           row_to_json(body)::text, coalesce(told.is_whole, true)
    FROM reports_reportversion v
    JOIN public_report_version shown ON shown.version_id = v.id
    JOIN roadmap_period y ON y.id = v.period_id
    JOIN roadmap_roadmap m ON m.id = y.roadmap_id
    CROSS JOIN LATERAL (
        SELECT EXISTS (
            SELECT FROM reports_reportversion o
            JOIN public_report_version s ON s.version_id = o.id
            WHERE o.period_id = v.period_id AND o.number > v.number) AS is_there
    ) later
    CROSS JOIN LATERAL jsonb_array_elements(v.document->'sections') s
    CROSS JOIN LATERAL jsonb_array_elements(s->'questions') q
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(o->>'id' ORDER BY n), '{}') AS ids,
               coalesce(array_agg(o->>'label' ORDER BY n), '{}') AS labels
        FROM jsonb_array_elements(q->'options') WITH ORDINALITY option (o, n)
        WHERE o->'chosen' = 'true'
    ) chosen
    CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(json_build_object(
                   'heading', p->>'heading', 'update', source->>'update',
                   'agency', source->>'agency',
                   'narrative', json_build_object('markdown', k.markdown, 'text', plain.text))
                   ORDER BY n), '[]') AS passages,
               coalesce(string_agg(nullif(k.markdown, ''), E'\n\n' ORDER BY n), '') AS markdown,
               coalesce(string_agg(nullif(plain.text, ''), E'\n' ORDER BY n), '') AS text,
               bool_and(k.digest IS NOT NULL) AS is_whole
        FROM jsonb_array_elements(q->'answer'->'passages') WITH ORDINALITY passage (p, n)
        CROSS JOIN LATERAL (SELECT narrative_text(p->'narrative') AS text) plain
        LEFT JOIN LATERAL (SELECT q->'answer'->'sources'->((p->>'source')::integer) AS source) of
            ON true
        LEFT JOIN roadmap_knownmarkdown k ON k.digest = md5((p->'narrative')::text)::uuid
    ) told
    CROSS JOIN LATERAL (
        SELECT string_agg(cell #>> '{}', ' ') AS words
        FROM jsonb_path_query(q, '$.answer.table.rows[*][*][*]') cell
    ) cells
    CROSS JOIN LATERAL (
        SELECT m.code || '.' || y.label || '.v' || v.number AS report,
               (q->>'id') || coalesce('-p' || (q->>'priority'), '-s' || (q->>'next_step'), '')
                   AS place
    ) named
    CROSS JOIN LATERAL (
        SELECT named.report || '.' || named.place AS id,
               '/api/v1/report-answers/' || named.report || '.' || named.place || '/' AS url,
               named.report, m.code AS roadmap, m.code || '.' || y.label AS period,
               (q->>'number')::integer AS number, s->>'id' AS section,
               s->>'title' AS section_title, q->>'id' AS question, q->>'text' AS wording,
               q->>'kind' AS kind, (q->>'required')::boolean AS required,
               (q->>'asked')::boolean AS asked,
               chosen.ids <> '{}' OR told.is_whole IS NOT NULL OR q->'answer'->>'other_text' <> ''
                   OR cells.words IS NOT NULL AS answered,
               m.code || '.' || (q->>'priority') AS priority,
               m.code || '.' || y.label || '.' || (q->>'next_step') AS next_step,
               chosen.ids AS choices, chosen.labels AS choice_labels,
               q->'answer'->>'other_text' AS other_text,
               json_build_object('markdown', told.markdown, 'text', told.text) AS narrative,
               told.passages, nullif(q->'answer'->'table', 'null') AS "table"
    ) body
    WHERE owners IS NULL OR v.id = ANY (owners)
$$;
