-- id: in-norway
-- severity: return, flag, advise
-- forms: start
-- groups: smagruppe
-- asks: municipality
-- valid: ..
-- source: 000, 002
-- nb: {municipality} er ikke en norsk kommune. Smågruppevirksomhet i utlandet godkjennes ikke. Rett kommunen hvis den er feil.
-- nn: {municipality} er ikkje ein norsk kommune. Smågruppeverksemd i utlandet blir ikkje godkjend. Rett kommunen dersom han er feil.
-- nb unknown: Vi kjenner ikke kommunen {municipality}. Smågruppevirksomhet i utlandet godkjennes ikke, så en saksbehandler ser på det.
-- nn unknown: Vi kjenner ikkje kommunen {municipality}. Smågruppeverksemd i utlandet blir ikkje godkjend, så ein saksbehandlar ser
--   på det.
-- nb misspelt: Vi kjenner ikke kommunen {municipality}. Gi beskjed hvis den ikke heter {nearest}.
-- nn misspelt: Vi kjenner ikkje kommunen {municipality}. Gi beskjed om han ikkje heiter {nearest}.
WITH RECURSIVE asked AS (
    SELECT municipality, replace(replace(fold(municipality), ' kommune', ''), ' herad', '') AS name
    FROM submission
    WHERE id = :submission AND municipality IS NOT NULL),
-- "Torrevieja (Spania)", "Oslo, bydel Frogner", "Os og Samnanger": each part of its own, and the whole.
part (text, rest) AS (
    SELECT name, replace(replace(replace(replace(replace(replace(name, '(', ','), ')', ','), ' - ', ','), '/', ','), ' og ', ','),
                         ';', ',') || ','
    FROM asked
    UNION ALL
    SELECT trim(substr(rest, 1, instr(rest, ',') - 1)), substr(rest, instr(rest, ',') + 1)
    FROM part
    WHERE rest <> ''),
-- Municipalities that have been merged into others since 2010, and places that belong to none.
other (name) AS (
    VALUES ('agdenes'), ('andebu'), ('askim'), ('audnedal'), ('balestrand'), ('ballangen'), ('berg'), ('bjarkøy'),
           ('bjugn'), ('bø'), ('eid'), ('eide'), ('eidsberg'), ('fet'), ('finnøy'), ('fjell'), ('flora'), ('forsand'),
           ('fosnes'), ('frei'), ('fræna'), ('førde'), ('gaular'), ('granvin'), ('halsa'), ('haram'), ('hemne'),
           ('hobøl'), ('hof'), ('hornindal'), ('hurum'), ('jondal'), ('jølster'), ('klæbu'), ('kvalsund'), ('lardal'),
           ('leikanger'), ('leksvik'), ('lenvik'), ('lindås'), ('mandal'), ('marnardal'), ('meland'), ('meldal'),
           ('midsund'), ('mosvik'), ('namdalseid'), ('naustdal'), ('nedre eiker'), ('nesset'), ('norddal'), ('nærøy'),
           ('nøtterøy'), ('odda'), ('oppegård'), ('radøy'), ('re'), ('rennesøy'), ('rissa'), ('roan'), ('rømskog'),
           ('røyken'), ('sandøy'), ('sauherad'), ('selje'), ('skedsmo'), ('ski'), ('skodje'), ('skånland'),
           ('snillfjord'), ('songdalen'), ('spydeberg'), ('stokke'), ('stordal'), ('sund'), ('svelvik'), ('søgne'),
           ('sørum'), ('tjøme'), ('torsken'), ('tranøy'), ('trøgstad'), ('tustna'), ('tysfjord'), ('verran'),
           ('vikna'), ('vågsøy'), ('ølen'), ('ørskog'),
           ('svalbard'), ('longyearbyen')),
norwegian (name) AS MATERIALIZED (
    SELECT value FROM json_each(municipalities())
    UNION
    SELECT name FROM other),
judged AS (
    SELECT municipality,
           EXISTS (SELECT 1 FROM part JOIN foreign_place f ON f.name = part.text) AS is_abroad,
           EXISTS (SELECT 1 FROM part JOIN norwegian n ON n.name = part.text) AS is_known,
           -- One letter may be wrong in a short name, two in a longer one.
           (SELECT n.name FROM part JOIN norwegian n
            WHERE length(part.text) > 3
              AND letters_apart(replace(part.text, '-', ' '), replace(n.name, '-', ' '))
                  <= CASE WHEN length(part.text) < 7 THEN 1 ELSE 2 END
            ORDER BY letters_apart(replace(part.text, '-', ' '), replace(n.name, '-', ' ')), n.name LIMIT 1) AS nearest
    FROM asked)
SELECT 'group' AS about, municipality, CASE WHEN is_abroad THEN 'municipality' END AS asks,
       upper(substr(nearest, 1, 1)) || substr(nearest, 2) AS nearest,
       CASE WHEN is_abroad THEN 'return' WHEN nearest IS NULL THEN 'flag' ELSE 'advise' END AS severity,
       CASE WHEN is_abroad THEN '' WHEN nearest IS NULL THEN 'unknown' ELSE 'misspelt' END AS sentence
FROM judged
WHERE is_abroad OR NOT is_known;
