#include "store/reading.h"

#include "base/calendar.h"
#include "base/text.h"
#include <jansson.h>
#include <string.h>

#define MOST_BYTES       (16u << 20) /* of a reading */
#define MOST_VALUES      1000000 /* of a reading, and of lists and objects in it: each costs memory here */
#define MOST_CONTAINERS  200000
#define MOST_WORDS       (1 << 20) /* bytes of the mail's own text */
#define MOST_TEXT        10000     /* bytes of a plan, a topic */
#define MOST_NAME        1000      /* bytes of a name and other short texts */
#define MOST_FORMS       50
#define MOST_ENTRIES     500 /* participants, meetings, changes of a form */
#define MOST_UNREAD      1000
#define MOST_CASES       999999999
#define MOST_ADDRESSES   200
#define MOST_ATTENDANCES 100000 /* of all forms together */
#define MOST_MINUTES     (7 * 24 * 60)
#define MOST_HOURS       100

enum kind {
    TEXT,    /* one line, up to `most` bytes */
    LINES,   /* any number of them, up to `most` bytes */
    ADDRESS, /* left out where it is none */
    HPR,     /* one to nine digits */
    DATE,    /* 2025-02-03 */
    CLOCK,   /* 18:00 */
    MOMENT,  /* 2026-01-12T10:03:00+01:00 */
    WORD,    /* one of `words` */
    TRUTH,   /* true or false */
    WHOLE,   /* an integer from 0 to `most` */
    NUMBER,  /* from 0 to `most` */
    OBJECT,  /* of `members` */
    OBJECTS, /* at most `most` of them */
    TEXTS,   /* at most `most` of at most MOST_NAME bytes */
    INDEXES, /* at most `most` integers; check_attendance looks at what they index */
};

struct member {
    const char *name; /* NULL ends a list of members */
    enum kind kind;
    int most;
    const char *const *words;
    const struct member *members;
    bool required;
};

/* ------------------------------------------------------------------------------------------------------------------
 * The contract's shape */

static const char *const mail_kinds[] = {"form", "reply", "bounce", "automatic", "request", "other", NULL};
static const char *const request_kinds[] = {"form", "statement", NULL};
static const char *const form_kinds[] = {"start", "presence", "program", "update", NULL};
static const char *const group_kinds[] = {"smagruppe", "gruppeveiledning", "veiledningsgruppe", NULL};
static const char *const change_kinds[] = {"joined", "left", "secretary", "leader", "email", NULL};

static const struct member from_members[] = {
    {"name", TEXT, .most = MOST_NAME},
    {"email", .kind = ADDRESS},
    {0},
};

static const struct member authentication_members[] = {
    {"server", TEXT, .most = MOST_NAME}, {"dmarc", TEXT, .most = MOST_NAME}, {"spf", TEXT, .most = MOST_NAME},
    {"dkim", TEXT, .most = MOST_NAME},   {"aligned", .kind = TRUTH},         {0},
};

static const struct member reference_members[] = {
    {"number", WHOLE, .most = MOST_CASES, .required = true},
    {"token", TEXT, .most = MOST_NAME, .required = true},
    {0},
};

static const struct member message_members[] = {
    {"id", TEXT, .most = MOST_TEXT},
    {"from", OBJECT, .members = from_members},
    {"to", TEXTS, .most = MOST_ADDRESSES},
    {"subject", TEXT, .most = MOST_TEXT},
    {"date", .kind = MOMENT},
    {"in_reply_to", TEXTS, .most = MOST_ADDRESSES},
    {"automatic", .kind = TRUTH},
    {"reference", OBJECT, .members = reference_members},
    {"authentication", OBJECT, .members = authentication_members},
    {0},
};

static const struct member source_members[] = {
    {"part", TEXT, .most = MOST_NAME},
    {"filename", TEXT, .most = MOST_NAME},
    {"format", TEXT, .most = MOST_NAME},
    {"sha256", TEXT, .most = MOST_NAME},
    {0},
};

static const struct member group_members[] = {
    {"number", TEXT, .most = MOST_NAME},
    {"name", TEXT, .most = MOST_NAME},
    {"municipality", TEXT, .most = MOST_NAME},
    {"kind", WORD, .words = group_kinds},
    {0},
};

static const struct member person_members[] = {
    {"name", TEXT, .most = MOST_NAME},
    {"hpr", .kind = HPR},
    {"email", .kind = ADDRESS},
    {"specialty", TEXT, .most = MOST_NAME},
    {"profession", TEXT, .most = MOST_NAME},
    {"workplace", TEXT, .most = MOST_NAME},
    {0},
};

static const struct member period_members[] = {
    {"from", .kind = DATE},
    {"to", .kind = DATE},
    {0},
};

static const struct member meeting_members[] = {
    {"date", .kind = DATE},
    {"start", .kind = CLOCK},
    {"end", .kind = CLOCK},
    {"minutes", WHOLE, .most = MOST_MINUTES},
    {"hours", NUMBER, .most = MOST_HOURS},
    {"place", TEXT, .most = MOST_NAME},
    {"topic", LINES, .most = MOST_TEXT},
    {"lecturer", TEXT, .most = MOST_NAME},
    {"present", INDEXES, .most = MOST_ENTRIES},
    {0},
};

static const struct member change_members[] = {
    {"change", WORD, .words = change_kinds, .required = true},
    {"person", OBJECT, .members = person_members},
    {"date", .kind = DATE},
    {0},
};

static const struct member form_members[] = {
    {"form", WORD, .words = form_kinds, .required = true},
    {"source", OBJECT, .members = source_members},
    {"group", OBJECT, .members = group_members},
    {"leader", OBJECT, .members = person_members},
    {"secretary", OBJECT, .members = person_members},
    {"start_date", .kind = DATE},
    {"period", OBJECT, .members = period_members},
    {"plan", LINES, .most = MOST_TEXT},
    {"participants", OBJECTS, .most = MOST_ENTRIES, .members = person_members},
    {"meetings", OBJECTS, .most = MOST_ENTRIES, .members = meeting_members},
    {"changes", OBJECTS, .most = MOST_ENTRIES, .members = change_members},
    {"industry_free", .kind = TRUTH},
    {"sponsor", TEXT, .most = MOST_NAME},
    {"attested_by", TEXT, .most = MOST_NAME},
    {0},
};

static const struct member unread_members[] = {
    {"part", TEXT, .most = MOST_NAME},
    {"filename", TEXT, .most = MOST_NAME},
    {"format", TEXT, .most = MOST_NAME},
    {"where", TEXT, .most = MOST_NAME},
    {"why", TEXT, .most = MOST_NAME, .required = true},
    {0},
};

static const struct member answer_members[] = {
    {"number", WHOLE, .most = MOST_ENTRIES},
    {"text", LINES, .most = MOST_TEXT, .required = true},
    {"words", .kind = TRUTH},
    {"yes", .kind = TRUTH},
    {"industry_free", .kind = TRUTH},
    {"name", TEXT, .most = MOST_NAME},
    {"hpr", .kind = HPR},
    {"email", .kind = ADDRESS},
    {"date", .kind = DATE},
    {"start", .kind = CLOCK},
    {"end", .kind = CLOCK},
    {"minutes", WHOLE, .most = MOST_MINUTES},
    {"hours", NUMBER, .most = MOST_HOURS},
    {"group_number", TEXT, .most = MOST_NAME},
    {"municipality", TEXT, .most = MOST_NAME},
    {0},
};

static const char *const order_words[] = {"approve", "return", "ask", NULL};

static const struct member order_members[] = {
    {"order", WORD, .words = order_words, .required = true},
    {"numbers", INDEXES, .most = MOST_ENTRIES},
    {"all", .kind = TRUTH},
    {"unclear", .kind = TRUTH},
    {"text", LINES, .most = MOST_TEXT},
    {0},
};

static const struct member recipient_members[] = {
    {"recipient", .kind = ADDRESS},
    {"original_recipient", .kind = ADDRESS},
    {"action", TEXT, .most = MOST_NAME},
    {"status", TEXT, .most = MOST_NAME},
    {0},
};

static const struct member delivery_members[] = {
    {"recipients", OBJECTS, .most = MOST_ENTRIES, .members = recipient_members},
    {"originals", TEXTS, .most = MOST_ENTRIES},
    {0},
};

static const struct member remark_members[] = {
    {"text", TEXT, .most = MOST_TEXT, .required = true},
    {"corrects", .kind = TRUTH},
    {"asks", .kind = TRUTH},
    {0},
};

static const struct member note_members[] = {
    {"industry_free", .kind = TRUTH},
    {"remarks", OBJECTS, .most = MOST_ENTRIES, .members = remark_members},
    {0},
};

static const struct member reading_members[] = {
    {"message", OBJECT, .members = message_members, .required = true},
    {"kind", WORD, .words = mail_kinds, .required = true},
    {"request", WORD, .words = request_kinds},
    {"forms", OBJECTS, .most = MOST_FORMS, .members = form_members},
    {"text", LINES, .most = MOST_WORDS},
    {"note", OBJECT, .members = note_members},
    {"answers", OBJECTS, .most = MOST_ENTRIES, .members = answer_members},
    {"orders", OBJECTS, .most = MOST_ENTRIES, .members = order_members},
    {"delivery", OBJECT, .members = delivery_members},
    {"unread", OBJECTS, .most = MOST_UNREAD, .members = unread_members},
    {0},
};

/* ------------------------------------------------------------------------------------------------------------------
 * Checking. Every function gives a new value for the checked reading, or NULL after reporting a fault at
 * `path`. */

static json_t *refuse(const char *path, const char *why, GError **error)
{
    fail(error, ERROR_INPUT, "the reading is not as it should be: %s %s", path, why);
    return NULL;
}

static bool is_hpr(const char *text)
{
    size_t length = strlen(text);
    return length >= 1 && length <= 9 && strspn(text, "0123456789") == length;
}

static bool is_clock(const char *text)
{
    return strlen(text) == 5 && g_ascii_isdigit(text[0]) && g_ascii_isdigit(text[1]) && text[2] == ':' &&
           g_ascii_isdigit(text[3]) && g_ascii_isdigit(text[4]) && strncmp(text, "24", 2) < 0 &&
           text[3] < '6';
}

static bool is_moment(const char *text)
{
    size_t length = strlen(text);
    if ((length != strlen("2026-01-12T09:03:00Z") && length != strlen("2026-01-12T10:03:00+01:00")) ||
        text[10] != 'T' || text[4] != '-')
        return false;
    g_autoptr(GDateTime) moment = g_date_time_new_from_iso8601(text, NULL);
    return moment != NULL;
}

/* What a terminal, a log or a mail program would obey instead of showing it. */
static bool is_order(gunichar c, bool lines)
{
    if (lines && (c == '\n' || c == '\t'))
        return false;
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
}

/* The text with a blank for each of them. A new reference. */
static json_t *without_orders(json_t *value, bool lines)
{
    bool found = false;
    GString *plain = g_string_new(NULL);
    for (const char *p = json_string_value(value); *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool order = is_order(c, lines);
        found = found || order;
        g_string_append_unichar(plain, order ? ' ' : c);
    }
    json_t *result = found ? json_stringn_nocheck(plain->str, plain->len) : json_incref(value);
    g_string_free(plain, TRUE);
    return result;
}

static json_t *check_text(json_t *value, const struct member *member, const char *path, GError **error)
{
    const char *text = json_string_value(value);
    if (!text)
        return refuse(path, "is no text", error);
    if (member->most && json_string_length(value) > (size_t)member->most)
        return refuse(path, "is too long", error);
    if (member->kind == HPR && !is_hpr(text))
        return refuse(path, "is no HPR number", error);
    if (member->kind == DATE && !calendar_is_date(text))
        return refuse(path, "is no date", error);
    if (member->kind == CLOCK && !is_clock(text))
        return refuse(path, "is no time of day", error);
    if (member->kind == MOMENT && !is_moment(text))
        return refuse(path, "is no date with time and offset", error);
    if (member->kind == WORD && !g_strv_contains(member->words, text))
        return refuse(path, "is none of the words allowed there", error);
    return without_orders(value, member->kind == LINES);
}

static json_t *check_number(json_t *value, const struct member *member, const char *path, GError **error)
{
    if (member->kind == WHOLE ? !json_is_integer(value) : !json_is_number(value))
        return refuse(path, "is no number", error);
    if (!(json_number_value(value) >= 0 && json_number_value(value) <= member->most))
        return refuse(path, "is out of range", error);
    return json_incref(value);
}

static json_t *check_object(json_t *value, const struct member *members, const char *path, GError **error);

static json_t *check_item(json_t *value, const struct member *list, const char *path, GError **error)
{
    static const struct member name = {.kind = TEXT, .most = MOST_NAME};
    static const struct member index = {.kind = WHOLE, .most = MOST_ENTRIES};
    switch (list->kind) {
    case TEXTS:
        return check_text(value, &name, path, error);
    case INDEXES:
        return check_number(value, &index, path, error);
    default:
        return check_object(value, list->members, path, error);
    }
}

static json_t *check_list(json_t *value, const struct member *member, const char *path, GError **error)
{
    if (!json_is_array(value))
        return refuse(path, "is no list", error);
    if (json_array_size(value) > (size_t)member->most)
        return refuse(path, "has too many entries", error);
    json_t *checked = json_array(), *item;
    size_t i;
    json_array_foreach(value, i, item) {
        g_autofree char *item_path = g_strdup_printf("%s[%zu]", path, i);
        json_t *checked_item = check_item(item, member, item_path, error);
        if (!checked_item) {
            json_decref(checked);
            return NULL;
        }
        json_array_append_new(checked, checked_item);
    }
    return checked;
}

static json_t *check_value(json_t *value, const struct member *member, const char *path, GError **error)
{
    switch (member->kind) {
    case TRUTH:
        return json_is_boolean(value) ? json_incref(value) : refuse(path, "is neither true nor false", error);
    case WHOLE:
    case NUMBER:
        return check_number(value, member, path, error);
    case OBJECT:
        return check_object(value, member->members, path, error);
    case OBJECTS:
    case TEXTS:
    case INDEXES:
        return check_list(value, member, path, error);
    default:
        return check_text(value, member, path, error);
    }
}

/* What the contract says is absent, though the reader may have said it. */
static bool is_absent(json_t *value, enum kind kind)
{
    if (!value)
        return true;
    if (!json_is_string(value))
        return false;
    return json_string_length(value) == 0 || (kind == ADDRESS && !text_is_address(json_string_value(value)));
}

static json_t *check_object(json_t *value, const struct member *members, const char *path, GError **error)
{
    if (!json_is_object(value))
        return refuse(*path ? path : "it", "is no object", error);
    json_t *checked = json_object();
    for (const struct member *member = members; member->name; member++) {
        json_t *given = json_object_get(value, member->name), *kept;
        g_autofree char *member_path = g_strconcat(path, *path ? "." : "", member->name, NULL);
        if (is_absent(given, member->kind)) {
            if (!member->required)
                continue;
            kept = refuse(member_path, "is missing", error);
        } else {
            kept = check_value(given, member, member_path, error);
        }
        if (!kept) {
            json_decref(checked);
            return NULL;
        }
        json_object_set_new(checked, member->name, kept);
    }
    return checked;
}

/* Everybody who is present must be a participant of the same form. */
static bool check_attendance(json_t *forms, GError **error)
{
    size_t i, j, k, attendances = 0;
    json_t *form, *meeting, *index;
    json_array_foreach(forms, i, form) {
        size_t participants = json_array_size(json_object_get(form, "participants"));
        json_array_foreach(json_object_get(form, "meetings"), j, meeting) {
            json_t *present = json_object_get(meeting, "present");
            attendances += json_array_size(present);
            json_array_foreach(present, k, index)
                if ((size_t)json_integer_value(index) >= participants)
                    return fail(error, ERROR_INPUT,
                                "the reading is not as it should be: "
                                "forms[%zu].meetings[%zu].present[%zu] is no "
                                "participant",
                                i, j, k);
        }
    }
    return attendances <= MOST_ATTENDANCES ||
           fail(error, ERROR_INPUT, "the reading is not as it should be: too many attendances");
}

static bool check_whole(json_t *reading, GError **error)
{
    const char *kind = json_string_value(json_object_get(reading, "kind"));
    json_t *forms = json_object_get(reading, "forms");
    if (strcmp(kind, "form") == 0 && json_array_size(forms) == 0)
        return fail(error, ERROR_INPUT, "the reading is not as it should be: a form without forms");
    return check_attendance(forms, error);
}

/* Whether the text has no more values than there may be, before any of them takes memory. */
static bool is_bounded(const char *reading)
{
    gsize values = 0, containers = 0;
    bool quoted = false;
    for (const char *p = reading; *p; p++) {
        if (*p == '"')
            quoted = !quoted;
        else if (quoted && *p == '\\' && p[1])
            p++;
        else if (!quoted && *p == ',')
            values++;
        else if (!quoted && (*p == '[' || *p == '{'))
            containers++;
    }
    return values + containers <= MOST_VALUES && containers <= MOST_CONTAINERS;
}

char *reading_check(const char *reading, GError **error)
{
    if (strlen(reading) > MOST_BYTES || !is_bounded(reading)) {
        fail(error, ERROR_INPUT, "the reading is too long");
        return NULL;
    }
    json_error_t fault;
    json_t *given = json_loads(reading, JSON_REJECT_DUPLICATES, &fault);
    if (!given) {
        fail(error, ERROR_INPUT, "the reading is no JSON: line %d, column %d", fault.line, fault.column);
        return NULL;
    }
    json_t *checked = check_object(given, reading_members, "", error);
    json_decref(given);
    char *text = checked && check_whole(checked, error) ? json_dumps(checked, JSON_COMPACT) : NULL;
    json_decref(checked);
    return text;
}
