-- Words that only nynorsk has, between blanks: who uses one of them is answered in nynorsk.
CREATE VIEW nynorsk_word AS
SELECT ' ikkje ' AS word
UNION ALL SELECT ' eg '
UNION ALL SELECT ' frå '
UNION ALL SELECT ' her kjem '
UNION ALL SELECT ' dykk '
UNION ALL SELECT ' vedlagd '
UNION ALL SELECT ' møta '
UNION ALL SELECT ' deltakarar ';
