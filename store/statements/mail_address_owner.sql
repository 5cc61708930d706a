-- The person whose address this is; no row where it is nobody's, or where several share it. {id}
SELECT min(id) AS id FROM person WHERE email = :address HAVING count(*) = 1;
