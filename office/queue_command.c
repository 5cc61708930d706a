#include "office/queue_command.h"
#include "office/command.h"
#include "office/print.h"

#include <stdio.h>

static bool print_queue(const struct command *command, GError **error)
{
    static const struct column columns[] = {
        {"number", "Number", 6},  {"what", "What", 9},    {"since", "Received", 20},
        {"sender", "Sender", 32}, {"group", "Group", 28}, {"reasons", "Why", 0},
    };
    struct config *config = NULL;
    struct store *store = command_store(command, false, &config, error);
    json_t *rows = store ? store_rows(store, "queue", NULL, error) : NULL;
    bool good = rows != NULL;
    if (good && json_array_size(rows) == 0)
        printf("Nothing waits.\n");
    else if (good)
        print_table(rows, columns, G_N_ELEMENTS(columns));
    json_decref(rows);
    store_close(store);
    config_free(config);
    return good;
}

int queue_command(int argc, char **argv)
{
    struct command command;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "", "What waits for the office.", NULL, 0, 0, &error))
        print_queue(&command, &error);
    command_clear(&command);
    return command_end(error);
}

/* Names of those present become one text a meeting, so that a table can show them. */
static void join_present(json_t *row)
{
    size_t index, place;
    json_t *meeting, *name;
    json_array_foreach(json_object_get(row, "meetings"), index, meeting) {
        g_autoptr(GString) names = g_string_new(NULL);
        json_array_foreach(json_object_get(meeting, "present"), place, name)
            if (json_is_string(name))
                g_string_append_printf(names, "%s%s", names->len ? ", " : "", json_string_value(name));
        json_object_set_new(meeting, "present", json_string(names->str));
    }
}

static void print_submission(json_t *row)
{
    static const struct {
        const char *member, *title;
    } fields[] = {
        {"number", "Number"},
        {"form", "Form"},
        {"message", "Mail"},
        {"since", "Received"},
        {"sender_name", "Sender"},
        {"sender", "Address"},
        {"subject", "Subject"},
        {"filename", "File"},
        {"group_number", "Group number"},
        {"group_name", "Group name"},
        {"municipality", "Municipality"},
        {"registered_number", "Registered as"},
        {"registered_name", ""},
        {"start_date", "Start"},
        {"period_from", "Period from"},
        {"period_to", "Period to"},
        {"plan", "Plan"},
        {"industry_free", "Attested"},
        {"sponsor", "Sponsor"},
        {"attested_by", "Attested by"},
        {"decision", "Decision"},
        {"decided_by", "Decided by"},
        {"decided_at", "Decided at"},
    };
    static const struct column officers[] = {
        {"role", "Role", 10}, {"name", "Name", 30}, {"hpr", "HPR", 10}, {"email", "E-mail", 0}};
    static const struct column participants[] = {{"name", "Name", 30},
                                                 {"hpr", "HPR", 10},
                                                 {"specialty", "Specialty", 20},
                                                 {"profession", "Profession", 14},
                                                 {"email", "E-mail", 0}};
    static const struct column meetings[] = {{"date", "Date", 10},   {"start", "From", 5},
                                             {"end", "To", 5},       {"hours", "Stated hours", 5},
                                             {"topic", "Topic", 36}, {"present", "Present", 0}};
    static const struct column changes[] = {{"change", "Change", 10},
                                            {"name", "Name", 30},
                                            {"hpr", "HPR", 10},
                                            {"date", "From", 10},
                                            {"email", "E-mail", 0}};
    static const struct column findings[] = {
        {"rule", "Rule", 20}, {"severity", "Severity", 11}, {"about", "About", 24}, {"text", "Text", 0}};
    static const struct column history[] = {{"decision", "Decision", 9},
                                            {"by", "By", 20},
                                            {"at", "At", 20},
                                            {"undone", "Taken back", 20},
                                            {"note", "Note", 0}};
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        print_field(row, fields[i].member, fields[i].title);
    join_present(row);
    print_list(row, "officers", "Officers", officers, G_N_ELEMENTS(officers));
    print_list(row, "participants", "Participants", participants, G_N_ELEMENTS(participants));
    print_list(row, "meetings", "Meetings", meetings, G_N_ELEMENTS(meetings));
    print_list(row, "changes", "Changes", changes, G_N_ELEMENTS(changes));
    print_list(row, "findings", "Findings", findings, G_N_ELEMENTS(findings));
    print_list(row, "history", "Decisions of the office", history, G_N_ELEMENTS(history));
}

static bool show(const struct command *command, GError **error)
{
    guint64 submission = 0;
    if (!g_ascii_string_to_unsigned(command->arguments[0], 10, 1, G_MAXINT64, &submission, NULL))
        return fail(error, ERROR_USAGE, "'%s' is not the number of a submission (see presens queue)",
                    command->arguments[0]);
    struct config *config = NULL;
    struct store *store = command_store(command, false, &config, error);
    json_t *row = store ? store_row(store, "show_submission",
                                    json_pack("{s:I}", "submission", (json_int_t)submission), error)
                        : NULL;
    bool good = row && (!json_is_null(row) ||
                        fail(error, ERROR_INPUT, "there is no submission %" G_GUINT64_FORMAT, submission));
    if (good)
        print_submission(row);
    json_decref(row);
    store_close(store);
    config_free(config);
    return good;
}

int show_command(int argc, char **argv)
{
    struct command command;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "N", "One submission in full.", NULL, 1, 1, &error))
        show(&command, &error);
    command_clear(&command);
    return command_end(error);
}
