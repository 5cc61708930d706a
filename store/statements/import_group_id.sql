SELECT id FROM small_group WHERE number_key = number_key(:number) AND fold(number) = fold(:number);
