/* What the tests of the daily work share: an office with letters, and what a day brings. */
#pragma once

#include "notify/digest.h"
#include "notify/reminders.h"
#include "tests/unit/answers_room.h"

#define TODAY "2026-11-26"
#define STAFF "kontor@example.no"

/* The room with the configuration's ordinary times, its letters, and Kari as the group's secretary. */
struct office {
    struct room *room;
    struct letters *letters;
};

static inline struct office new_office(void)
{
    GError *error = NULL;
    struct office office = {.room = new_room()};
    struct config *config = &office.room->config;
    config->reminders.send = true;
    config->reminders.silent_months = 12;
    config->reminders.answer_days = 30;
    config->reminders.a_day = 2;
    office.letters = letters_new(config, &error);
    no_error(error);
    run(office.room->store, "INSERT INTO membership (group_id, person, role, from_on) VALUES"
                            " (1, 1, 'secretary', '2020-01-01'), (1, 2, 'leader', '2020-01-01')");
    return office;
}

static inline void close_office(struct office office)
{
    letters_free(office.letters);
    leave(office.room);
}

/* How many groups are met with on a day. */
static inline size_t reminders_of(struct office office, const char *today)
{
    GError *error = NULL;
    json_t *reminded = NULL;
    reminders_queue(office.letters, office.room->store, &office.room->config, today, &reminded, &error);
    no_error(error);
    size_t count = json_array_size(reminded);
    json_decref(reminded);
    return count;
}

/* Whether there is a digest on a day. */
static inline bool digest_of(struct office office, const char *today)
{
    GError *error = NULL;
    json_t *said = NULL;
    digest_queue(office.letters, office.room->store, &office.room->config, today, &said, &error);
    no_error(error);
    bool queued_one = json_is_object(said);
    json_decref(said);
    return queued_one;
}
