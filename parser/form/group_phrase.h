/*
 * Group phrase: number, name and municipality of a group that are said together, in a value
 * ("Vest (SG-0123), Bergen"), a headline ("Presensliste 2025 – Elvegruppa, Voss") or a sentence ("her er
 * lista for Elvegruppa, gruppenummer SG-0123").
 */
#pragma once

#include <stdbool.h>

/* What was said; NULL where it was not, or not with certainty. Owned. */
struct group_phrase {
    char *number, *name, *municipality;
};

void group_phrase_clear(struct group_phrase *phrase);

/* A value under a label of the group: more than a name or a number. False where it is not, and nothing is set
 * then. */
bool group_phrase_of_value(const char *text, struct group_phrase *phrase);

/* "– Voss kommune", ", i Voss": the municipality, where a text is nothing else; else NULL. Caller owns it. */
char *group_phrase_municipality(const char *text);

/* "Elvegruppa", "Fastlegene ved elva": a name that says itself that it is of a group of doctors. */
bool group_phrase_is_group(const char *text);

/* The name in the title of a form, "Presensliste – Havørna 2025", where nothing but a name is left of it. For
 * titles above fields of the group: elsewhere it may be what a meeting was about. Caller owns it. */
char *group_phrase_name_in_title(const char *text);

/* A headline or sentence. A name counts where it stands beside the number, or in a headline where it says
 * itself that it is a group. */
void group_phrase_of_line(const char *text, bool headline, struct group_phrase *phrase);

/* A folded word that stands beside the names of groups and is no part of them. */
bool group_phrase_is_beside_name(const char *folded);
