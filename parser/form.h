/*
 * Form: what one start form, presence list, programme or update form says, after reading. Every
 * pointer may be NULL and means "not given"; text is UTF-8 in NFC and normalised as docs/contract.md
 * says. A form owns everything in it.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

enum form_kind { FORM_START, FORM_PRESENCE, FORM_PROGRAM, FORM_UPDATE };
enum group_kind { GROUP_UNSAID, GROUP_SMAGRUPPE, GROUP_GRUPPEVEILEDNING, GROUP_VEILEDNINGSGRUPPE };
enum change_kind { CHANGE_JOINED, CHANGE_LEFT, CHANGE_SECRETARY, CHANGE_LEADER, CHANGE_EMAIL };
enum attestation { ATTESTATION_ABSENT, ATTESTATION_GIVEN, ATTESTATION_DENIED };

struct person {
    char *name, *hpr, *email, *specialty, *profession, *workplace;
};

struct meeting {
    char *date, *start, *end; /* ISO */
    int minutes;              /* clock minutes, -1 not given */
    double hours;             /* course hours as stated, negative: not given */
    char *place, *topic, *lecturer;
    GArray *present; /* of guint, indexes into participants, ascending, each once; NULL: not given */
};

struct change {
    enum change_kind kind;
    struct person person;
    char *date;
};

struct form {
    enum form_kind kind;
    struct {
        char *number, *name, *municipality;
        enum group_kind kind;
    } group;
    struct person leader, secretary;
    char *start_date, *period_from, *period_to, *plan;
    GPtrArray *participants; /* of struct person * */
    GPtrArray *meetings;     /* of struct meeting * */
    GPtrArray *changes;      /* of struct change * */
    enum attestation industry_free;
    char *sponsor, *attested_by;
    /* What was seen but left out because the reading was not certain: struct doubt *. */
    GPtrArray *doubts;
};

/* A place that could not be read with certainty; goes into `unread` so that the sender hears of it. */
struct doubt {
    char *where; /* what a person would call the place: "møte 3, dato" */
    char *why;   /* English, a fixed phrase: "national identity number", "date not understood" ... */
};

struct form *form_new(enum form_kind kind);
void form_free(struct form *form); /* NULL is allowed */

struct person *form_add_participant(struct form *form); /* borrowed */
struct meeting *form_add_meeting(struct form *form);    /* borrowed; minutes and hours not given */
struct change *form_add_change(struct form *form, enum change_kind kind);
void form_add_doubt(struct form *form, const char *where, const char *why);

void meeting_add_present(struct meeting *meeting,
                         guint participant); /* keeps the order, ignores a second time */
