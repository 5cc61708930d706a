-- The views of store/views/, dropped and made anew when their text changes. Other views are left alone.
CREATE TABLE built_in_view (
    name     TEXT PRIMARY KEY,
    checksum TEXT NOT NULL -- SHA-256 of the text of all files that the views were made from
) STRICT, WITHOUT ROWID;
