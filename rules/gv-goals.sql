-- id: gv-goals
-- severity: advise
-- forms: presence
-- groups: gruppeveiledning, veiledningsgruppe
-- valid: ..
-- source: 003, 004
-- nb: Læringsmålet {goal} på møtet {date} kjenner vi ikke. Rett nummeret hvis det er feil; timene er ikke berørt.
-- nn: Læringsmålet {goal} på møtet {date} kjenner vi ikkje. Rett nummeret dersom det er feil; timane er ikkje rørte.
SELECT m.position AS meeting, norwegian_date(m.date) AS date, named.value AS goal
FROM submission_meeting m
JOIN json_each(learning_goals(m.topic)) named
WHERE m.submission = :submission
  AND m.date BETWEEN :valid_from AND :valid_to
  AND named.value NOT IN (SELECT code FROM learning_goal)
ORDER BY m.position, named.key;
