-- id: note-corrects
-- severity: flag
-- forms: start, presence, program, update
-- groups: all
-- valid: ..
-- source: –
-- nb: I e-posten står det noe som kan endre skjemaet: «{words}». En saksbehandler ser på det.
-- nn: I e-posten står det noko som kan endre skjemaet: «{words}». Ein saksbehandlar ser på det.
SELECT 'form' AS about, r.value ->> '$.text' AS words
FROM submission s
JOIN message m ON m.id = s.message
JOIN json_each(m.reading, '$.note.remarks') r
WHERE s.id = :submission AND r.value ->> '$.corrects';
