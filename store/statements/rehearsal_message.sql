SELECT id, state FROM message WHERE sha256 = :sha256;
