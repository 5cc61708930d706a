/*
 * Scenario: forms handed in one after the other, as the tests of the rules tell them. A step is a JSON
 * object: the contract's form, where everything that it leaves out is taken from tests/rules/defaults.json
 * (null takes it away), and "mail" with what differs from the default mail: {from, name, date, received,
 * forged, kind, text, in_reply_to}.
 */
#pragma once

#include "parser/answers.h"
#include "parser/note.h"
#include "rules/decide.h"
#include "tests/unit/store_room.h"
#include <string.h>

struct scenario {
    struct store *store;
    struct rules *rules;
    json_t *defaults;
    int steps;
};

static inline json_t *json_file(const char *path)
{
    json_error_t fault;
    json_t *value = json_load_file(path, 0, &fault);
    ck_assert_msg(value != NULL, "%s, line %d: %s", path, fault.line, fault.text);
    return value;
}

static inline struct scenario scenario_start(const struct config *config)
{
    GError *error = NULL;
    struct scenario scenario = {.store = new_store(), .defaults = json_file("tests/rules/defaults.json")};
    scenario.rules = rules_load(scenario.store, config, &error);
    no_error(error);
    return scenario;
}

static inline void scenario_end(struct scenario *scenario)
{
    rules_free(scenario->rules);
    store_close(scenario->store);
    json_decref(scenario->defaults);
}

/* Puts `changes` over `base`; null removes a member. */
static inline void put_over(json_t *base, json_t *changes)
{
    const char *key;
    json_t *value;
    json_object_foreach(changes, key, value) {
        if (json_is_null(value))
            json_object_del(base, key);
        else
            json_object_set(base, key, value);
    }
}

/* The defaults under `name`, with the step's own members over them. */
static inline json_t *completed(struct scenario *scenario, const char *name, json_t *own)
{
    json_t *whole = json_deep_copy(json_object_get(scenario->defaults, name));
    ck_assert_msg(whole != NULL, "there are no defaults for %s", name);
    put_over(whole, own);
    return whole;
}

static inline char *reading_of(struct scenario *scenario, json_t *step, json_t *mail)
{
    json_t *from = json_pack("{s:O}", "email", json_object_get(mail, "from"));
    if (json_object_get(mail, "name"))
        json_object_set(from, "name", json_object_get(mail, "name"));
    bool forged = json_is_true(json_object_get(mail, "forged"));
    json_t *message =
        json_pack("{s:o, s:O, s:O, s:{s:s, s:s}}", "from", from, "date", json_object_get(mail, "date"),
                  "subject", json_object_get(mail, "subject"), "authentication", "server", "mail.example.no",
                  "dmarc", forged ? "fail" : "pass");
    json_t *answered = json_object_get(mail, "in_reply_to");
    if (answered)
        json_object_set(message, "in_reply_to", answered);
    json_t *reading = json_pack("{s:o, s:s, s:O}", "message", message, "kind", "form", "text",
                                json_object_get(mail, "text"));
    if (answered)
        json_object_set_new(reading, "answers",
                            answers_read(json_string_value(json_object_get(mail, "text"))));
    const char *form = json_string_value(json_object_get(step, "form"));
    if (form) {
        json_t *own = json_deep_copy(step);
        json_object_del(own, "mail");
        json_t *forms = json_pack("[o]", completed(scenario, form, own));
        json_t *note = note_read(json_string_value(json_object_get(mail, "text")), forms, answered != NULL);
        json_object_set_new(reading, "forms", forms);
        if (note)
            json_object_set_new(reading, "note", note);
        json_decref(own);
    } else {
        json_object_set(reading, "kind", json_object_get(mail, "kind"));
    }
    char *text = json_dumps(reading, JSON_COMPACT);
    json_decref(reading);
    return text;
}

/* Hands a step's form in and has it decided, with all that is taken up again because of it. The message's id.
 */
static inline gint64 hand_in(struct scenario *scenario, json_t *step)
{
    GError *error = NULL;
    json_t *mail = completed(scenario, "mail", json_object_get(step, "mail"));
    char *reading = reading_of(scenario, step, mail);
    g_autofree char *uid = g_strdup_printf("%d", ++scenario->steps);
    g_autofree char *bytes = g_strdup_printf("%s %s", uid, reading);
    g_autoptr(GBytes) raw = g_bytes_new(bytes, strlen(bytes));
    const struct arrival arrival = {uid, raw, strlen(bytes),
                                    json_string_value(json_object_get(mail, "received"))};
    messages_receive(scenario->store, "box", "1", &arrival, 1, &error);
    no_error(error);
    g_autofree char *question = g_strdup_printf("SELECT message FROM location WHERE uid = '%s'", uid);
    g_autofree char *id = ask(scenario->store, question);
    gint64 message = g_ascii_strtoll(id, NULL, 10);
    message_load(scenario->store, message, reading, "mail.example.no", &error);
    no_error(error);
    for (bool more = true; more;) {
        g_autoptr(GArray) waiting = messages_in(scenario->store, "read", 100, &error);
        no_error(error);
        more = waiting->len > 0;
        for (guint i = 0; i < waiting->len; i++)
            decide_message(scenario->rules, scenario->store, g_array_index(waiting, gint64, i), &error);
        no_error(error);
    }
    free(reading);
    json_decref(mail);
    return message;
}

/* Hands in every step of an array; the id of the last message. */
static inline gint64 hand_in_all(struct scenario *scenario, json_t *steps)
{
    gint64 message = 0;
    size_t i;
    json_t *step;
    json_array_foreach(steps, i, step)
        message = hand_in(scenario, step);
    return message;
}
