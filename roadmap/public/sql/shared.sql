-- What every collection is made with: keys as they stand in addresses, words to search by, rows.

CREATE OR REPLACE FUNCTION public_agency_key(country text, code text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN country = '' THEN code ELSE country || '.' || code END $$;

-- A text without accents, in small letters: to sort by, and to find what is typed without them.
CREATE OR REPLACE FUNCTION public_plain(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT translate(lower(words), 'áàâäãéèêëíìîïóòôöõúùûüñç', 'aaaaaeeeeiiiiooooouuuunc') $$;

-- Twice, for the stemmer knows words by their accents, and people leave them out. A tsvector has
-- room for a megabyte: a longer text would make the save itself fail.
CREATE OR REPLACE FUNCTION public_search(words text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT to_tsvector('spanish', left(words, 100000))
        || to_tsvector('spanish', public_plain(left(words, 100000)))
$$;

-- The one place in SQL that says of an update whether it is public; `models.updates.is_published` is
-- the one in Python, and a test compares the two.
CREATE OR REPLACE FUNCTION public_is(status text, published_at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT status = 'approved' AND published_at IS NOT NULL $$;

-- No day is 0001-01-01: by NULL no list can be paged.
-- key, the row that it is made from, what it is sorted by, what it is filtered by, the records
-- that it names, the words it is found by, the JSON, and whether the JSON has its Markdown.
DO $$ BEGIN
    IF to_regtype('public_row') IS NULL THEN
        CREATE TYPE public_row AS (
            key text, owner bigint, name text, day date, facets text[], links text[], words text,
            body text, is_whole boolean
        );
    END IF;
END $$;
