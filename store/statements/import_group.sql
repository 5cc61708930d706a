-- A group of the import: corrected where its number is known, in whatever case it is written, else new.
UPDATE small_group
SET name = :group_name,
    name_key = fold(:group_name),
    municipality = coalesce(:municipality, municipality),
    kind = coalesce(:kind, kind)
WHERE number_key = number_key(:number) AND fold(number) = fold(:number);

INSERT INTO small_group (number, number_key, name, name_key, municipality, kind, known_since)
SELECT :number, number_key(:number), :group_name, fold(:group_name), :municipality, coalesce(:kind, 'smagruppe'), date('now')
WHERE NOT EXISTS (SELECT 1 FROM small_group WHERE number_key = number_key(:number) AND fold(number) = fold(:number));
