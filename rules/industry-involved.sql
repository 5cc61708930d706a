-- id: industry-involved
-- severity: flag
-- forms: presence
-- groups: smagruppe
-- valid: ..
-- source: 000, 002
-- nb: Lista sier at industrien har vært med. En saksbehandler ser på det.
-- nn: Lista seier at industrien har vore med. Ein saksbehandlar ser på det.
-- nb sponsor: Lista nevner en sponsor ({sponsor}). En saksbehandler ser på det.
-- nn sponsor: Lista nemner ein sponsor ({sponsor}). Ein saksbehandlar ser på det.
SELECT 'form' AS about, sponsor, CASE WHEN industry_free = 0 THEN '' ELSE 'sponsor' END AS sentence
FROM submission
WHERE id = :submission
  AND (industry_free = 0
       -- Words that say that nobody paid, or the participants themselves.
       OR words(sponsor) NOT IN (' ', ' ingen ', ' nei ', ' ikke ', ' ikkje ', ' ingen sponsor ', ' ingen sponsorer ',
                                 ' ikke aktuelt ', ' ikkje aktuelt ', ' nei ingen ', ' deltakerne ', ' deltakerne selv ',
                                 ' deltakarane sjølve ', ' egenfinansiert ', ' selvfinansiert ', ' egenbetaling ',
                                 ' eigenbetaling ', ' 0 ', ' kr 0 ', ' none ', ' na ', ' n a '));
