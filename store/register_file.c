#include "store/register_file.h"

#include "base/calendar.h"
#include "base/delimited.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>

#define MOST_FIELDS (4 * 1000 * 1000)
#define MOST_BYTES  1000 /* of a value */

/* What a value means, or NULL with a reason. The reason never repeats what could be a national identity
 * number. */
typedef char *(*value_reader)(const char *text, char **why);

struct word {
    const char *written, *meant;
};

static char *read_text(const char *text, char **why G_GNUC_UNUSED)
{
    return g_strdup(text);
}

static char *read_folded(const char *text, char **why G_GNUC_UNUSED)
{
    return text_fold(text);
}

/* "Nordmann, Kari" is Kari Nordmann, as on forms. */
static char *read_name(const char *text, char **why G_GNUC_UNUSED)
{
    g_auto(GStrv) halves = g_strsplit(text, ",", -1);
    if (g_strv_length(halves) != 2)
        return g_strdup(text);
    g_autofree char *turned = g_strconcat(halves[1], " ", halves[0], NULL);
    return text_tidy(turned);
}

static char *read_word(const char *text, const struct word *words, const char *what, char **why)
{
    g_autofree char *folded = text_fold(text);
    for (const struct word *word = words; word->written; word++)
        if (strcmp(folded, word->written) == 0)
            return g_strdup(word->meant);
    *why = g_strdup_printf("%s '%s' is unknown", what, text);
    return NULL;
}

static char *read_kind(const char *text, char **why)
{
    static const struct word kinds[] = {
        {"smagruppe", "smagruppe"},
        {"smågruppe", "smagruppe"},
        {"gruppeveiledning", "gruppeveiledning"},
        {"lis1", "gruppeveiledning"},
        {"veiledningsgruppe", "veiledningsgruppe"},
        {"alis", "veiledningsgruppe"},
        {NULL, NULL},
    };
    return read_word(text, kinds, "kind", why);
}

static char *read_role(const char *text, char **why)
{
    static const struct word roles[] = {
        {"member", "member"},       {"medlem", "member"},      {"deltaker", "member"}, {"deltakar", "member"},
        {"secretary", "secretary"}, {"sekretær", "secretary"}, {"leader", "leader"},   {"leder", "leader"},
        {"leiar", "leader"},        {"gruppeleder", "leader"}, {NULL, NULL},
    };
    return read_word(text, roles, "role", why);
}

static char *read_truth(const char *text, char **why)
{
    static const struct word truths[] = {
        {"ja", "1"}, {"yes", "1"},   {"true", "1"},  {"sann", "1"}, {"1", "1"}, {"x", "1"},   {"nei", "0"},
        {"no", "0"}, {"false", "0"}, {"usann", "0"}, {"0", "0"},    {"-", "0"}, {NULL, NULL},
    };
    return read_word(text, truths, "answer", why);
}

static char *read_hpr(const char *text, char **why)
{
    g_autofree char *digits = text_digits(text);
    size_t length = strlen(digits);
    bool number = strspn(text, "0123456789 ") == strlen(text);
    if (number && length >= 1 && length <= 9)
        return g_steal_pointer(&digits);
    if (length == 11)
        *why = g_strdup("a national identity number stands where the HPR number should");
    else if (length > 9)
        *why = g_strdup("the HPR number has more than nine digits");
    else
        *why = g_strdup_printf("HPR number '%s' is not a number", text);
    return NULL;
}

static char *read_address(const char *text, char **why)
{
    if (text_is_address(text))
        return g_ascii_strdown(text, -1);
    *why = g_strdup_printf("'%s' is not an address", text);
    return NULL;
}

/* 2025-02-03 or 3.2.2025. */
static char *read_date(const char *text, char **why)
{
    guint day, month, year;
    int end = 0;
    g_autofree char *date = NULL;
    if (g_ascii_isdigit(*text) && sscanf(text, "%2u.%2u.%4u%n", &day, &month, &year, &end) == 3 && !text[end])
        date = g_strdup_printf("%04u-%02u-%02u", year, month, day);
    if (calendar_is_date(date ? date : text))
        return date ? g_steal_pointer(&date) : g_strdup(text);
    *why = g_strdup_printf("'%s' is not a date", text);
    return NULL;
}

#define MOST_HEADINGS 6

static const struct column {
    const char *name; /* for the statements */
    const char
        *headings[MOST_HEADINGS]; /* folded, with '_' for blanks and hyphens; the first is shown to people */
    value_reader read;
    bool required;
} columns[REGISTER_COLUMNS] = {
    [REGISTER_NUMBER] = {"number", {"gruppenummer", "nummer", "number", "group_number"}, read_text, true},
    [REGISTER_GROUP_NAME] = {"group_name", {"gruppenavn", "gruppenamn", "group_name"}, read_text, true},
    [REGISTER_MUNICIPALITY] = {"municipality", {"kommune", "municipality"}, read_text, false},
    [REGISTER_KIND] = {"kind", {"type", "kind", "gruppetype"}, read_kind, false},
    [REGISTER_ROLE] = {"role", {"rolle", "role"}, read_role, true},
    [REGISTER_NAME] = {"name", {"navn", "namn", "name"}, read_name, true},
    [REGISTER_HPR] = {"hpr", {"hpr", "hpr_nummer", "hpr_nr", "hpr_number", "hprnummer"}, read_hpr, false},
    [REGISTER_EMAIL] = {"email", {"epost", "e_post", "email", "e_mail", "epostadresse"}, read_address, false},
    [REGISTER_SPECIALTY] = {"specialty", {"spesialitet", "specialty"}, read_folded, false},
    [REGISTER_PROFESSION] = {"profession", {"yrke", "profession"}, read_folded, false},
    [REGISTER_FROM] = {"from", {"fra", "frå", "from", "fra_dato"}, read_date, false},
    [REGISTER_IN_TRAINING] = {"in_training", {"under_utdanning", "in_training"}, read_truth, false},
    [REGISTER_PERIOD_START] = {"period_start", {"periodestart", "period_start"}, read_date, false},
};

struct reading {
    GPtrArray *rows, *faults;
    int column_of[REGISTER_COLUMNS]; /* index in the file's rows, -1: the file has no such column */
    GHashTable *groups;              /* folded number -> its first row */
    GHashTable *doctors;             /* HPR number -> its first row */
    GHashTable *seats;               /* group, role and folded name -> the last row with them */
};

const char *register_column_name(enum register_column column)
{
    return columns[column].name;
}

static void row_free(gpointer data)
{
    struct register_row *row = data;
    for (int i = 0; i < REGISTER_COLUMNS; i++)
        g_free(row->values[i]);
    g_free(row);
}

static void add_fault(struct reading *reading, guint line, const char *format, ...) G_GNUC_PRINTF(3, 4);
static void add_fault(struct reading *reading, guint line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(reading->faults, g_strdup_printf("line %u: %s", line, what));
}

/* ------------------------------------------------------------------------------------------------------------------
 * The header */

static bool is_heading_of(const char *heading, const struct column *column)
{
    for (int i = 0; i < MOST_HEADINGS && column->headings[i]; i++)
        if (strcmp(heading, column->headings[i]) == 0)
            return true;
    return false;
}

static void take_heading(struct reading *reading, const char *text, int index, guint line, GPtrArray *unused)
{
    g_autofree char *heading = text_fold(text);
    g_strdelimit(heading, " -", '_');
    for (int i = 0; i < REGISTER_COLUMNS; i++) {
        if (!is_heading_of(heading, &columns[i]))
            continue;
        if (reading->column_of[i] >= 0)
            add_fault(reading, line, "there are two columns %s", columns[i].headings[0]);
        reading->column_of[i] = index;
        return;
    }
    if (*heading)
        g_ptr_array_add(unused, text_tidy(text));
}

static void read_header(struct reading *reading, const GPtrArray *fields, guint line, GPtrArray *unused)
{
    for (int i = 0; i < REGISTER_COLUMNS; i++)
        reading->column_of[i] = -1;
    for (guint i = 0; i < fields->len; i++)
        take_heading(reading, g_ptr_array_index(fields, i), (int)i, line, unused);
    for (int i = 0; i < REGISTER_COLUMNS; i++)
        if (columns[i].required && reading->column_of[i] < 0)
            add_fault(reading, line, "there is no column %s", columns[i].headings[0]);
}

/* ------------------------------------------------------------------------------------------------------------------
 * One row */

static char *read_value(struct reading *reading, const struct column *column, const char *text, guint line)
{
    g_autofree char *tidy = text_tidy(text);
    g_autofree char *why = NULL;
    if (!*tidy)
        return NULL;
    if (strlen(tidy) > MOST_BYTES) {
        add_fault(reading, line, "%s is too long", column->headings[0]);
        return NULL;
    }
    if (column->read != read_hpr && text_is_national_identity_number(tidy)) {
        add_fault(reading, line, "%s is a national identity number", column->headings[0]);
        return NULL;
    }
    char *value = column->read(tidy, &why);
    if (!value)
        add_fault(reading, line, "%s", why);
    return value;
}

/* `faulty` receives a bit for every column whose value is given but wrong. */
static struct register_row *read_row(struct reading *reading, const GPtrArray *fields, guint line,
                                     guint *faulty)
{
    struct register_row *row = g_new0(struct register_row, 1);
    row->line = line;
    for (int i = 0; i < REGISTER_COLUMNS; i++) {
        int index = reading->column_of[i];
        guint faults = reading->faults->len;
        if (index >= 0 && (guint)index < fields->len)
            row->values[i] = read_value(reading, &columns[i], g_ptr_array_index(fields, (guint)index), line);
        if (reading->faults->len > faults)
            *faulty |= 1u << i;
    }
    return row;
}

static void inherit(struct register_row *row, const struct register_row *from)
{
    for (int i = REGISTER_NUMBER; from && i <= REGISTER_KIND; i++)
        if (!row->values[i])
            row->values[i] = g_strdup(from->values[i]);
}

/* The group's columns are as in the row above where no number is given, else as in the group's first row. */
static void complete_group(struct reading *reading, struct register_row *row)
{
    guint count = reading->rows->len;
    if (!row->values[REGISTER_NUMBER]) {
        inherit(row, count ? g_ptr_array_index(reading->rows, count - 1) : NULL);
    } else {
        g_autofree char *number = text_fold(row->values[REGISTER_NUMBER]);
        inherit(row, g_hash_table_lookup(reading->groups, number));
    }
}

static bool has_required(struct reading *reading, const struct register_row *row, guint faulty)
{
    bool complete = true;
    for (int i = 0; i < REGISTER_COLUMNS; i++) {
        if (!columns[i].required || row->values[i])
            continue;
        complete = false;
        if (!(faulty & 1u << i))
            add_fault(reading, row->line, "%s is missing", columns[i].headings[0]);
    }
    return complete;
}

/* ------------------------------------------------------------------------------------------------------------------
 * Rows against each other */

static bool differ(const char *one, const char *other)
{
    if (!one || !other)
        return false;
    g_autofree char *folded = text_fold(one);
    g_autofree char *other_folded = text_fold(other);
    return strcmp(folded, other_folded) != 0;
}

static void check_group(struct reading *reading, struct register_row *row)
{
    g_autofree char *number = text_fold(row->values[REGISTER_NUMBER]);
    const struct register_row *first = g_hash_table_lookup(reading->groups, number);
    if (!first) {
        g_hash_table_insert(reading->groups, g_steal_pointer(&number), row);
        return;
    }
    for (int i = REGISTER_GROUP_NAME; i <= REGISTER_KIND; i++)
        if (differ(row->values[i], first->values[i]))
            add_fault(reading, row->line, "%s of group %s is '%s' here and '%s' in line %u",
                      columns[i].headings[0], row->values[REGISTER_NUMBER], row->values[i], first->values[i],
                      first->line);
}

static void check_doctor(struct reading *reading, struct register_row *row)
{
    const char *hpr = row->values[REGISTER_HPR];
    const struct register_row *first = hpr ? g_hash_table_lookup(reading->doctors, hpr) : NULL;
    if (hpr && !first)
        g_hash_table_insert(reading->doctors, g_strdup(hpr), row);
    if (first && differ(row->values[REGISTER_NAME], first->values[REGISTER_NAME]))
        add_fault(reading, row->line, "HPR number %s is '%s' here and '%s' in line %u", hpr,
                  row->values[REGISTER_NAME], first->values[REGISTER_NAME], first->line);
}

/* Two people of one name in one role are told apart only where both have their numbers. */
static void check_seat(struct reading *reading, struct register_row *row)
{
    g_autofree char *number = text_fold(row->values[REGISTER_NUMBER]);
    g_autofree char *name = text_fold(row->values[REGISTER_NAME]);
    char *seat = g_strjoin("\n", number, row->values[REGISTER_ROLE], name, NULL);
    const struct register_row *before = g_hash_table_lookup(reading->seats, seat);
    if (before) {
        const char *one = row->values[REGISTER_HPR], *other = before->values[REGISTER_HPR];
        if (!one || !other || strcmp(one, other) == 0)
            add_fault(reading, row->line, "%s stands in line %u with the same role already",
                      row->values[REGISTER_NAME], before->line);
    }
    g_hash_table_insert(reading->seats, seat, row);
}

static void take_row(struct reading *reading, const GPtrArray *fields, guint line)
{
    guint faulty = 0;
    struct register_row *row = read_row(reading, fields, line, &faulty);
    complete_group(reading, row);
    g_ptr_array_add(reading->rows, row);
    bool complete = has_required(reading, row, faulty);
    if (row->values[REGISTER_NUMBER] && row->values[REGISTER_GROUP_NAME])
        check_group(reading, row);
    if (row->values[REGISTER_NAME])
        check_doctor(reading, row);
    if (complete)
        check_seat(reading, row);
}

static bool is_empty(const GPtrArray *fields)
{
    for (guint i = 0; i < fields->len; i++) {
        g_autofree char *tidy = text_tidy(g_ptr_array_index(fields, i));
        if (*tidy)
            return false;
    }
    return true;
}

static void read_rows(struct reading *reading, const GPtrArray *lines, GPtrArray *unused)
{
    bool header_read = false;
    for (guint i = 0; i < lines->len; i++) {
        const GPtrArray *fields = g_ptr_array_index(lines, i);
        if (is_empty(fields))
            continue;
        if (header_read) {
            take_row(reading, fields, i + 1);
            continue;
        }
        guint faults = reading->faults->len;
        read_header(reading, fields, i + 1, unused);
        header_read = true;
        if (reading->faults->len > faults) /* every row would be at fault for the same reason */
            return;
    }
}

GPtrArray *register_file_read(GBytes *csv, GPtrArray *faults, GPtrArray *unused, GError **error)
{
    g_autoptr(GPtrArray) lines = delimited_read(csv, MOST_FIELDS, error);
    if (!lines)
        return NULL;
    g_autoptr(GHashTable) groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) doctors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) seats = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(row_free);
    struct reading reading = {
        .rows = rows, .faults = faults, .groups = groups, .doctors = doctors, .seats = seats};
    read_rows(&reading, lines, unused);
    if (rows->len == 0 && faults->len == 0) {
        fail(error, ERROR_INPUT, "the file has no rows");
        return NULL;
    }
    return g_steal_pointer(&rows);
}
