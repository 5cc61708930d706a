#include "office/check_command.h"
#include "office/rehearsal.h"

#include <stdio.h>
#include <string.h>

#define MOST_FILES 10000

static bool add_credits(struct store *store, gint64 submission, json_t *credits, GError **error)
{
    json_t *persons = store_rows(store, "submission_persons",
                                 json_pack("{s:I}", "submission", (json_int_t)submission), error);
    bool good = persons != NULL;
    size_t i, j;
    json_t *person, *row;
    json_array_foreach(persons, i, person) {
        json_t *account =
            good ? store_rows(store, "credit_of_person",
                              json_pack("{s:O}", "person", json_object_get(person, "person")), error)
                 : NULL;
        good = account != NULL;
        json_array_foreach(account, j, row) {
            if (json_integer_value(json_object_get(row, "submission")) != submission)
                continue;
            json_array_append_new(
                credits,
                json_pack("{s:O*, s:O, s:O, s:O, s:O, s:O}", "hpr", json_object_get(person, "hpr"), "name",
                          json_object_get(person, "name"), "group_number",
                          json_object_get(row, "group_number"), "date", json_object_get(row, "date"), "hours",
                          json_object_get(row, "hours"), "status", json_object_get(row, "status")));
        }
        json_decref(account);
    }
    json_decref(persons);
    return good;
}

static int gravity(const char *decision)
{
    static const char *const decisions[] = {"none", "accept", "partial", "confirm", "flag", "return"};
    for (int i = 0; i < (int)G_N_ELEMENTS(decisions); i++)
        if (strcmp(decisions[i], decision) == 0)
            return i;
    return 0;
}

/* The gravest decision of all forms in the mail, with all findings and hours. */
static json_t *outcome(struct store *store, gint64 message, GError **error)
{
    json_t *rows =
               store_rows(store, "check_outcome", json_pack("{s:I}", "message", (json_int_t)message), error),
           *row;
    json_t *findings = json_array(), *credits = json_array();
    const char *gravest = "none";
    bool good = rows != NULL;
    size_t i;
    json_array_foreach(rows, i, row) {
        const char *decision = json_string_value(json_object_get(row, "decision"));
        if (gravity(decision) > gravity(gravest))
            gravest = decision;
        json_array_extend(findings, json_object_get(row, "findings"));
        good = good &&
               add_credits(store, json_integer_value(json_object_get(row, "submission")), credits, error);
    }
    json_t *result =
        good ? json_pack("{s:s, s:O, s:O}", "decision", gravest, "findings", findings, "credits", credits)
             : NULL;
    json_decref(findings);
    json_decref(credits);
    json_decref(rows);
    return result;
}

static bool print_outcome(struct store *store, gint64 message, const char *path, gpointer data,
                          GError **error)
{
    (void)data;
    json_auto_t *result = outcome(store, message, error);
    if (!result)
        return false;
    json_object_set_new(result, "file", json_string(path));
    json_dumpf(result, stdout, JSON_COMPACT);
    printf("\n");
    return true;
}

int check_command(int argc, char **argv)
{
    struct command command;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "FILE…",
                      "What would be decided about mails; stores and sends nothing.", NULL, 1, MOST_FILES,
                      &error)) {
        struct rehearsal *rehearsal = rehearsal_open(&command, &error);
        if (rehearsal)
            rehearsal_run_all(rehearsal, &command, print_outcome, NULL, &error);
        rehearsal_close(rehearsal);
    }
    command_clear(&command);
    return command_end(error);
}
