-- Keeping the records: what differs is written, and triggers say which rows it may be.
-- needs: shared

-- A row that has changed is written with the next number. Whoever changes what is public waits for
-- the one before, so that numbers come in the order of the commits; nobody else ever waits here.
CREATE OR REPLACE FUNCTION public_lock() RETURNS bigint
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

-- Materialized, because it is read twice and makes all the JSON. Lists are sorted by bytes: a
-- server of another collation would see differences where there are none.
CREATE OR REPLACE FUNCTION public_differences(collection text) RETURNS text
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
CREATE OR REPLACE FUNCTION public_write(collection text, owners bigint[]) RETURNS void
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
        -- The moment is a part of the ETag: it grows also where the clock is set back.
        UPDATE roadmap_publicstate SET number = next_number, is_whole = now_whole,
            changed_at = greatest(clock_timestamp(), changed_at + interval '1 microsecond')
        WHERE id = 1;
    END IF;
END $$;

-- Bring the records of a collection that are made from these rows to what they should be. What was
-- committed while this waited counts too: it is read again then.
CREATE OR REPLACE FUNCTION public_refresh(collection text, owners bigint[]) RETURNS void
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
    -- Looked at before the lock: most saves change nothing public, and shall wait for nobody.
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
CREATE OR REPLACE FUNCTION public_refresh_all() RETURNS void
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

-- What a row has left loses it: so the old rows count as much as the new.
-- The rows of a statement, old and new, as (column, …): what the triggers below begin with.
CREATE OR REPLACE FUNCTION public_touched(operation text, expression text) RETURNS text
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
CREATE OR REPLACE FUNCTION public_follow() RETURNS trigger
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

-- Three triggers, because one that sees its rows may follow one kind of statement only. Names are
-- cut at 63 characters: a digest tells them apart.
CREATE OR REPLACE FUNCTION public_watch(source text, call text) RETURNS void
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
