#include "rules/rule_file.h"

#include "base/calendar.h"
#include <string.h>

static void parameter_free(gpointer data)
{
    struct rule_parameter *parameter = data;
    g_free(parameter->name);
    g_free(parameter->fallback);
    g_free(parameter->meaning);
    g_free(parameter->value);
    g_free(parameter);
}

static void sentence_free(gpointer data)
{
    struct rule_sentence *sentence = data;
    g_free(sentence->variant);
    g_free(sentence->nb);
    g_free(sentence->nn);
    g_free(sentence);
}

void rule_file_free(struct rule_file *file)
{
    if (!file)
        return;
    g_free(file->name);
    g_free(file->id);
    g_strfreev(file->severities);
    g_strfreev(file->forms);
    g_strfreev(file->groups);
    g_strfreev(file->asks);
    g_free(file->valid_from);
    g_free(file->valid_to);
    g_ptr_array_unref(file->parameters);
    g_ptr_array_unref(file->sentences);
    g_free(file->source);
    g_free(file->sql);
    g_free(file);
}

typedef struct rule_file rule_file;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(rule_file, rule_file_free)

struct rule_parameter *rule_file_parameter(const struct rule_file *file, const char *name)
{
    for (guint i = 0; i < file->parameters->len; i++) {
        struct rule_parameter *parameter = g_ptr_array_index(file->parameters, i);
        if (strcmp(parameter->name, name) == 0)
            return parameter;
    }
    return NULL;
}

static struct rule_sentence *find_sentence(const struct rule_file *file, const char *variant)
{
    for (guint i = 0; i < file->sentences->len; i++) {
        struct rule_sentence *sentence = g_ptr_array_index(file->sentences, i);
        if (strcmp(sentence->variant, variant) == 0)
            return sentence;
    }
    return NULL;
}

const struct rule_sentence *rule_file_sentence(const struct rule_file *file, const char *variant)
{
    return find_sentence(file, variant);
}

static bool is_number(const char *value)
{
    size_t length = strlen(value);
    return length > 0 && length <= 9 && strspn(value, "0123456789") == length;
}

bool rule_parameter_accepts(const struct rule_parameter *parameter, const char *value)
{
    if (is_number(parameter->fallback))
        return is_number(value);
    if (calendar_is_date(parameter->fallback))
        return calendar_is_date(value);
    return *value != '\0';
}

static bool is_word(const char *text, const char *allowed)
{
    return *text && strspn(text, allowed) == strlen(text);
}

#define WORD_OF_ID        "abcdefghijklmnopqrstuvwxyz0123456789-"
#define WORD_OF_PARAMETER "abcdefghijklmnopqrstuvwxyz0123456789_"

/* "a, b": every item must be one of `known`. */
static char **read_list(const char *value, const char *const *known, char **wrong)
{
    g_auto(GStrv) items = g_strsplit(value, ",", -1);
    for (char **item = items; *item; item++) {
        g_strstrip(*item);
        if (!g_strv_contains(known, *item)) {
            *wrong = g_strdup_printf("'%s' is not known here", *item);
            return NULL;
        }
    }
    return g_steal_pointer(&items);
}

static void read_id(struct rule_file *file, const char *value, char **wrong)
{
    if (is_word(value, WORD_OF_ID))
        file->id = g_strdup(value);
    else
        *wrong = g_strdup("an id is small letters, digits and hyphens");
}

static void read_severity(struct rule_file *file, const char *value, char **wrong)
{
    static const char *const known[] = {"return",      "flag",   "confirm",    "disallow",
                                        "provisional", "advise", "definition", NULL};
    file->severities = read_list(value, known, wrong);
    if (!file->severities || g_strv_length(file->severities) == 1)
        return;
    const char *const *severities = (const char *const *)file->severities;
    if (g_strv_contains(severities, "definition") || g_strv_contains(severities, "provisional"))
        *wrong = g_strdup("definition and provisional stand alone");
}

static void read_forms(struct rule_file *file, const char *value, char **wrong)
{
    static const char *const known[] = {"start", "presence", "program", "update", NULL};
    file->forms = read_list(value, known, wrong);
}

static void read_groups(struct rule_file *file, const char *value, char **wrong)
{
    static const char *const known[] = {"smagruppe", "gruppeveiledning", "veiledningsgruppe", NULL};
    if (strcmp(value, "all") != 0)
        file->groups = read_list(value, known, wrong);
}

static void read_asks(struct rule_file *file, const char *value, char **wrong)
{
    static const char *const known[] = {
        "group-number", "group-name", "municipality", "leader", "secretary",     "plan", "date",
        "time",         "topic",      "name",         "hpr",    "industry-free", "scan", NULL};
    file->asks = read_list(value, known, wrong);
}

static void read_valid(struct rule_file *file, const char *value, char **wrong)
{
    g_auto(GStrv) ends = g_strsplit(value, "..", 2);
    if (g_strv_length(ends) == 2) {
        file->valid_from = g_strdup(*g_strstrip(ends[0]) ? ends[0] : RULE_EVER_SINCE);
        file->valid_to = g_strdup(*g_strstrip(ends[1]) ? ends[1] : RULE_FOR_EVER);
        if (calendar_is_date(file->valid_from) && calendar_is_date(file->valid_to) &&
            strcmp(file->valid_from, file->valid_to) <= 0)
            return;
    }
    *wrong = g_strdup("validity is 'DATE .. DATE', either of them may be missing");
}

static void read_source(struct rule_file *file, const char *value, char **wrong G_GNUC_UNUSED)
{
    file->source = g_strdup(value);
}

/* "minimum = 2: fewest people present" */
static void read_parameter(struct rule_file *file, const char *definition, char **wrong)
{
    const char *equals = strchr(definition, '='), *colon = equals ? strchr(equals, ':') : NULL;
    if (!colon) {
        *wrong = g_strdup("a parameter is 'parameter NAME = VALUE: meaning'");
        return;
    }
    struct rule_parameter *parameter = g_new0(struct rule_parameter, 1);
    parameter->name = g_strstrip(g_strndup(definition, (gsize)(equals - definition)));
    parameter->fallback = g_strstrip(g_strndup(equals + 1, (gsize)(colon - equals - 1)));
    parameter->meaning = g_strstrip(g_strdup(colon + 1));
    parameter->value = g_strdup(parameter->fallback);
    if (!is_word(parameter->name, WORD_OF_PARAMETER) || !*parameter->fallback || !*parameter->meaning)
        *wrong = g_strdup("a parameter has a name, a value and a meaning");
    else if (rule_file_parameter(file, parameter->name))
        *wrong = g_strdup_printf("the parameter %s is there twice", parameter->name);
    g_ptr_array_add(file->parameters, parameter);
}

static void read_sentence(struct rule_file *file, const char *language, const char *variant,
                          const char *value, char **wrong)
{
    struct rule_sentence *sentence = find_sentence(file, variant);
    if (!sentence) {
        sentence = g_new0(struct rule_sentence, 1);
        sentence->variant = g_strdup(variant);
        g_ptr_array_add(file->sentences, sentence);
    }
    char **text = strcmp(language, "nb") == 0 ? &sentence->nb : &sentence->nn;
    if (*text)
        *wrong = g_strdup("this sentence is there twice");
    else
        *text = g_strdup(value);
}

static void read_entry(struct rule_file *file, const char *key, const char *value, char **wrong)
{
    const struct {
        const char *key;
        void (*read)(struct rule_file *, const char *, char **);
        const void *present;
    } entries[] = {
        {"id", read_id, file->id},
        {"severity", read_severity, file->severities},
        {"forms", read_forms, file->forms},
        {"groups", read_groups, file->groups},
        {"asks", read_asks, file->asks},
        {"valid", read_valid, file->valid_from},
        {"source", read_source, file->source},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(entries); i++)
        if (strcmp(entries[i].key, key) == 0) {
            if (entries[i].present)
                *wrong = g_strdup_printf("'%s' is there twice", key);
            else if (!*value)
                *wrong = g_strdup_printf("'%s' is empty", key);
            else
                entries[i].read(file, value, wrong);
            return;
        }
    g_auto(GStrv) words = g_strsplit(key, " ", 2);
    if (words[0] && (strcmp(words[0], "nb") == 0 || strcmp(words[0], "nn") == 0) && *value)
        read_sentence(file, words[0], words[1] ? words[1] : "", value, wrong);
    else
        *wrong = g_strdup_printf("'%s' is no entry of a header", key);
}

/* One logical line of the header, without the dashes. */
static bool read_line(struct rule_file *file, guint number, const char *line, GError **error)
{
    g_autofree char *wrong = NULL;
    const char *colon = strchr(line, ':');
    if (g_str_has_prefix(line, "parameter "))
        read_parameter(file, line + strlen("parameter "), &wrong);
    else if (!colon)
        wrong = g_strdup("a line of the header is 'name: value'");
    else {
        g_autofree char *key = g_strstrip(g_strndup(line, (gsize)(colon - line)));
        g_autofree char *value = g_strstrip(g_strdup(colon + 1));
        read_entry(file, key, value, &wrong);
    }
    return !wrong || fail(error, ERROR_RULE, "%s, line %u: %s", file->name, number, wrong);
}

/* The header: lines that begin with "--", up to the first that does not. A line that is indented by more than
 * one blank goes on with the one before. `sql` receives where it ends. */
static bool read_header(struct rule_file *file, const char *text, const char **sql, GError **error)
{
    g_autoptr(GString) entry = g_string_new(NULL);
    guint number = 0, begun = 0;
    bool good = true;
    while (good && g_str_has_prefix(text, "--")) {
        const char *end = strchrnul(text, '\n');
        g_autofree char *line = g_strchomp(g_strndup(text + 2, (gsize)(end - text - 2)));
        number++;
        if (g_str_has_prefix(line, "  ") && entry->len) {
            g_string_append_printf(entry, " %s", g_strstrip(line));
        } else {
            good = !entry->len || read_line(file, begun, entry->str, error);
            g_string_assign(entry, g_strstrip(line));
            begun = number;
        }
        text = *end ? end + 1 : end;
    }
    *sql = text;
    return good && (!entry->len || read_line(file, begun, entry->str, error));
}

static bool check_complete(struct rule_file *file, GError **error)
{
    const char *missing = !file->id           ? "id"
                          : !file->severities ? "severity"
                          : !file->valid_from ? "valid"
                          : !file->source     ? "source"
                                              : NULL;
    if (missing)
        return fail(error, ERROR_RULE, "%s: the header has no '%s'", file->name, missing);
    bool definition = strcmp(file->severities[0], "definition") == 0;
    if (definition != (*file->sql == '\0'))
        return fail(error, ERROR_RULE, "%s: %s", file->name,
                    definition ? "a definition has no SELECT" : "there is no SELECT");
    if (!definition && !file->forms)
        return fail(error, ERROR_RULE, "%s: the header has no 'forms'", file->name);
    if (!definition && file->sentences->len == 0)
        return fail(error, ERROR_RULE, "%s: the header has no sentence (nb)", file->name);
    for (guint i = 0; i < file->sentences->len; i++) {
        const struct rule_sentence *sentence = g_ptr_array_index(file->sentences, i);
        if (!sentence->nb)
            return fail(error, ERROR_RULE, "%s: the sentence '%s' is not there in bokmål (nb)", file->name,
                        sentence->variant);
    }
    return true;
}

struct rule_file *rule_file_read(const char *name, const char *text, GError **error)
{
    g_autoptr(rule_file) file = g_new0(struct rule_file, 1);
    file->name = g_strdup(name);
    file->parameters = g_ptr_array_new_with_free_func(parameter_free);
    file->sentences = g_ptr_array_new_with_free_func(sentence_free);
    if (!g_utf8_validate(text, -1, NULL)) {
        fail(error, ERROR_RULE, "%s: the file is not UTF-8", name);
        return NULL;
    }
    const char *sql = text;
    if (!read_header(file, text, &sql, error))
        return NULL;
    file->sql = g_strstrip(g_strdup(sql));
    return check_complete(file, error) ? g_steal_pointer(&file) : NULL;
}
