/*
 * Group called: a name that says itself that it is a group's, and stands in a sentence: "presens fra Solsiden
 * smågruppe i Larvik", "Ryegruppa (Drammen) har møttes".
 */
#pragma once

#include <stdbool.h>

/* The name, and the municipality or number that stands right behind it (NULL where none does). False where
 * the text holds no such name, or more than one. Caller owns them. */
bool group_called(const char *text, char **name, char **municipality, char **number);
