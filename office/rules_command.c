#include "office/rules_command.h"
#include "office/command.h"
#include "office/print.h"
#include "rules/rules.h"

#include <stdio.h>

/* A list of texts as one text, "a, b"; "all" where it is empty. */
static json_t *joined(json_t *list)
{
    g_autoptr(GString) text = g_string_new(NULL);
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
        g_string_append_printf(text, "%s%s", i ? ", " : "", json_string_value(item));
    return json_string(text->len ? text->str : "all");
}

static json_t *joined_parameters(json_t *parameters)
{
    g_autoptr(GString) text = g_string_new(NULL);
    size_t i;
    json_t *parameter;
    json_array_foreach(parameters, i, parameter) {
        g_autofree char *name = printable(parameter, "name"), *value = printable(parameter, "value");
        g_autofree char *from = printable(parameter, "from");
        g_string_append_printf(text, "%s%s = %s%s", i ? ", " : "", name, value,
                               strcmp(from, "configuration") == 0 ? " (configured)" : "");
    }
    return json_string(text->str);
}

static void print_rules(json_t *rules)
{
    static const struct column columns[] = {
        {"id", "Rule", 0},
        {"severity", "Severity", 0},
        {"forms", "Forms", 0},
        {"groups", "Groups", 0},
        {"validity", "Valid", 0},
        {"source", "Source", 0},
        {"parameters", "Parameters", 0},
    };
    json_t *rows = json_array(), *rule;
    size_t i;
    json_array_foreach(rules, i, rule) {
        g_autofree char *from = printable(rule, "valid_from"), *to = printable(rule, "valid_to");
        g_autofree char *validity = *from || *to ? g_strdup_printf("%s .. %s", from, to) : g_strdup("always");
        json_array_append_new(
            rows,
            json_pack("{s:O, s:O, s:o, s:o, s:s, s:O, s:o}", "id", json_object_get(rule, "id"), "severity",
                      json_object_get(rule, "severity"), "forms", joined(json_object_get(rule, "forms")),
                      "groups", joined(json_object_get(rule, "groups")), "validity", g_strstrip(validity),
                      "source", json_object_get(rule, "source"), "parameters",
                      joined_parameters(json_object_get(rule, "parameters"))));
    }
    print_table(rows, columns, G_N_ELEMENTS(columns));
    json_decref(rows);
}

/* The rules are shown as the configuration has them, without its database. */
static bool show_rules(const struct command *command, bool as_json, GError **error)
{
    struct config *config = NULL;
    struct store *store = command_config(command, &config, error) ? store_open(":memory:", error) : NULL;
    struct rules *rules = store ? rules_load(store, config, error) : NULL;
    if (rules) {
        json_t *list = rules_list(rules);
        if (as_json)
            json_dumpf(list, stdout, JSON_INDENT(2));
        else
            print_rules(list);
        if (as_json)
            printf("\n");
        json_decref(list);
    }
    bool good = rules != NULL;
    rules_free(rules);
    store_close(store);
    config_free(config);
    return good;
}

int rules_command(int argc, char **argv)
{
    gboolean as_json = FALSE;
    const GOptionEntry more[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "with sentences and the meaning of parameters, as JSON",
         NULL},
        G_OPTION_ENTRY_NULL,
    };
    struct command command;
    GError *error = NULL;
    if (command_parse(&command, &argc, &argv, "",
                      "Every rule with severity, parameters, validity and source.", more, 0, 0, &error))
        show_rules(&command, as_json, &error);
    command_clear(&command);
    return command_end(error);
}
