-- Asked by the tests: a row where the memberships and addresses are not what the imports and forms say.
SELECT 1 AS outdated
WHERE EXISTS (SELECT group_id, person, role, from_on, until_on FROM membership
              EXCEPT SELECT group_id, person, role, from_on, until_on FROM membership_from_forms)
   OR EXISTS (SELECT group_id, person, role, from_on, until_on FROM membership_from_forms
              EXCEPT SELECT group_id, person, role, from_on, until_on FROM membership)
   OR EXISTS (SELECT 1 FROM person p JOIN address_in_force a ON a.person = p.id WHERE p.email IS NOT a.email);
