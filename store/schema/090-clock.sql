-- What the daily work has seen of the machine's clock: its last day, since when the days have followed each other evenly, and which
-- day stood before the jump that ended them (NULL: there was none before).
CREATE TABLE clock (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    day         TEXT NOT NULL,
    even_since  TEXT NOT NULL,
    jumped_from TEXT
) STRICT;
