INSERT INTO reminder (group_id, heard_on, reminded_on, person) VALUES (:group, :heard_on, :today, :person);
