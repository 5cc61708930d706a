-- id: doctors-only
-- severity: return
-- forms: start, presence, update
-- groups: smagruppe
-- valid: ..
-- source: 000, 002
-- nb: {name} er oppført som {profession}. Tverrfaglige grupper godkjennes ikke: bare leger kan være med. Send skjemaet på nytt
--   uten {name}, eller rett opplysningen hvis den er feil.
-- nn: {name} er oppført som {profession}. Tverrfaglege grupper blir ikkje godkjende: berre legar kan vere med. Send skjemaet på
--   nytt utan {name}, eller rett opplysninga dersom ho er feil.
WITH named (participant, place, name, profession, specialty) AS (
    SELECT position, 'nr. ' || (position + 1) || ' i lista', name, profession, specialty
    FROM submission_participant WHERE submission = :submission
    UNION ALL
    SELECT NULL, 'personen i endring nr. ' || (position + 1), name, profession, specialty
    FROM submission_change WHERE submission = :submission AND change <> 'left'),
doctor (word) AS (
    VALUES ('legespesialist'), ('lis'), ('lis1'), ('lis2'), ('lis3'), ('alis'), ('spesialist'), ('avtalespesialist'),
           ('allmennpraktiker'), ('allmennmedisiner'), ('allmennmedisin'), ('psykiater'), ('kirurg'), ('ortoped'),
           ('gynekolog'), ('nevrolog'), ('kardiolog'), ('pediater'), ('indremedisiner'), ('geriater'), ('radiolog'),
           ('dermatolog'), ('revmatolog'), ('urolog'), ('onkolog'), ('anestesiolog'), ('patolog'), ('professor'), ('doktor'),
           ('dr'), ('md'), ('cand med'), ('lækjar'), ('fastlækjar')),
-- The beginnings of other professions, as a profession or as a specialty.
other (stem) AS (
    VALUES ('sykepleie'), ('sjukepleie'), ('fysioterap'), ('kiroprakt'), ('psykolog'), ('jordmor'), ('ergoterap'), ('farmas'),
           ('helsesekret'), ('legesekret'), ('tannlege'), ('tannpleie'), ('vernepleie'), ('ernæringsfysiolog'),
           ('bioingeniør'), ('osteopat'), ('naprapat'), ('manuellterap'), ('helsefagarbeid'), ('sosionom'), ('helsesøster'),
           ('logoped'), ('optiker'), ('ambulansearbeid'), ('paramedis'), ('audiograf'), ('radiograf'), ('akupunkt'),
           ('homøopat'), ('homeopat'), ('dyrlege'), ('veterinær'), ('apotek'), ('legemiddelkonsulent'), ('provisor'))
SELECT participant, 'participant ' || coalesce(name, place) AS about, coalesce(name, place) AS name,
       coalesce(profession, specialty) AS profession
FROM named
WHERE (profession IS NOT NULL
       -- "lege" ends the word: "fastlege" and "overlege" are doctors, "legesekretær" and "tannlege" are not.
       AND replace(replace(words(profession), 'tannlege', ''), 'dyrlege', '') NOT LIKE '%lege %'
       AND NOT EXISTS (SELECT 1 FROM doctor WHERE instr(words(profession), ' ' || word || ' ') > 0))
   OR (profession IS NULL
       AND EXISTS (SELECT 1 FROM other WHERE words(specialty) LIKE ' ' || stem || '%')
       AND words(specialty) NOT LIKE '%lege %');
