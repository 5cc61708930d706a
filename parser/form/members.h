/*
 * Members: the participants of a form under way, and the ways in which the rest of the form refers
 * to them: full name, first name, initials, number in the list, HPR number. A reference counts only
 * where it fits exactly one of them.
 */
#pragma once

#include "parser/form.h"
#include "parser/form/people.h"

struct members;

/* The participants belong to the form and are added to it. Free with members_free. */
struct members *members_new(struct form *form);
void members_free(struct members *members);

guint members_count(const struct members *members);

/* Adds somebody, or completes whom the list has already (same HPR number, or same name and nothing
 * that contradicts it). Returns the participant's index. `again` (may be NULL): known before. */
guint members_add(struct members *members, const struct someone *someone, bool *again);

enum reference { REFERENCE_NOBODY, REFERENCE_ONE, REFERENCE_SEVERAL };

/* Whom a short text means; the index only with REFERENCE_ONE. */
enum reference members_find(const struct members *members, const char *text, guint *index);

/* The one participant whose name a text is, letter for letter, where no other name and no short form says the
 * same: what members_find would find, for next to nothing. False tells nothing. */
bool members_find_named(const struct members *members, const char *text, guint *index);

/* True when a text means somebody of this name: the name or a part of it, or the initials. */
bool name_is_meant(const char *name, const char *text);

/* True when the text is the participant's whole name, in any order. */
bool members_is_full_name(const struct members *members, guint index, const char *text);

/* True when it is any participant's whole name. */
bool members_have_full_name(const struct members *members, const char *text);

/* The participant of a place in the list, "3", where nobody has a number of their own; false where some have,
 * or the text is no such number. */
bool members_find_place(const struct members *members, const char *text, guint *index);

/* True when a name is so like a participant's that it may be the same, misspelt or shortened. */
bool members_has_similar(const struct members *members, const char *name);
