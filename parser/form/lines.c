/* The sheet as lines: rows of tables, and lines of text cut at tabs and wide gaps. */
#include "parser/form/attestation.h"
#include "parser/form/reader.h"
#include "parser/form/sentences.h"

#include "base/text.h"
#include <string.h>

/* Lines longer than this are text; nobody fills in a field with so much. */
#define LONGEST_LINE 20000
/* No form of a small group has more; every strategy looks ahead, so that more would cost too much time. */
#define MOST_LINES        2000
#define MOST_PLACES       40000
#define LONGEST_LETTER    4000
#define SHORTEST_SENTENCE 20
/* So many dots in a row lead to a value; three are a pause. */
#define LEADER_DOTS 4

void line_free(gpointer data)
{
    struct line *line = data;
    for (guint i = 0; i < line->count; i++)
        g_free(line->places[i].text);
    g_free(line->places);
    g_free(line->whole);
    g_free(line);
}

/* Tidy, with its line ends kept. */
static char *tidy_lines(const char *text)
{
    if (!strchr(text, '\n'))
        return text_tidy(text);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *tidy = g_string_new(NULL);
    for (char **line = lines; *line; line++) {
        g_autofree char *one = text_tidy(*line);
        if (*one)
            g_string_append_printf(tidy, "%s%s", tidy->len ? "\n" : "", one);
    }
    return g_string_free(tidy, FALSE);
}

static void place_set(struct place *place, const char *text, enum value_kind kind, double number)
{
    /* "Kommune | : Voss": the colon is the label's. */
    if (text[0] == ':' && (text[1] == ' ' || text[1] == '\t'))
        text += 2;
    place->text = tidy_lines(text);
    place->kind = *place->text ? kind : VALUE_EMPTY;
    place->number = number;
    place->label = kind == VALUE_TEXT ? label_of(place->text) : LABEL_NONE;
}

/* "Gruppenummer\nSG-0123" in one cell: a label of the group above its value becomes one beside it. */
static void join_label_above(struct place *place)
{
    const char *end = place->label ? NULL : strchr(place->text, '\n');
    g_autofree char *front = end ? g_strndup(place->text, (gsize)(end - place->text)) : NULL;
    enum label label = front ? label_of(front) : LABEL_NONE;
    if (label < LABEL_GROUP || label > LABEL_PLAN || label_of(end + 1) || strchr(front, ':') ||
        strchr(end + 1, ':'))
        return;
    g_autofree char *value = g_strdup(end + 1);
    g_free(place->text);
    place->text = g_strdup_printf("%s: %s", front, value);
}

static void line_finish(struct line *line)
{
    GString *whole = g_string_new(NULL);
    for (guint i = 0; i < line->count; i++) {
        const struct place *place = &line->places[i];
        if (place->covered || !*place->text)
            continue;
        line->filled++;
        if (whole->len)
            g_string_append_c(whole, ' ');
        g_string_append(whole, place->text);
    }
    line->whole = g_string_free(whole, FALSE);
}

void line_renew(struct line *line)
{
    g_free(line->whole);
    line->filled = 0;
    line_finish(line);
}

struct line *line_with_label(const struct line *line, const char *label)
{
    struct line *longer = g_new0(struct line, 1);
    longer->block = line->block;
    longer->is_row = line->is_row;
    longer->tabbed = line->tabbed;
    longer->drawn = line->drawn;
    longer->count = line->count + 1;
    longer->places = g_new0(struct place, longer->count);
    place_set(&longer->places[0], label, VALUE_TEXT, 0);
    for (guint i = 0; i < line->count; i++) {
        longer->places[i + 1] = line->places[i];
        longer->places[i + 1].text = g_strdup(line->places[i].text);
    }
    line_finish(longer);
    return longer;
}

struct line *line_part(const struct line *line, guint from, guint end)
{
    struct line *part = g_new0(struct line, 1);
    part->block = line->block;
    part->is_row = line->is_row;
    part->tabbed = line->tabbed;
    part->drawn = line->drawn;
    part->count = end - from;
    part->places = g_new0(struct place, MAX(part->count, 1));
    for (guint i = from; i < end; i++) {
        part->places[i - from] = line->places[i];
        part->places[i - from].text = g_strdup(line->places[i].text);
    }
    line_finish(part);
    return part;
}

static void add_row(GPtrArray *lines, const struct block *block, guint row)
{
    struct line *line = g_new0(struct line, 1);
    line->block = block;
    line->is_row = true;
    line->count = block->table.columns;
    line->places = g_new0(struct place, MAX(line->count, 1));
    for (guint column = 0; column < line->count; column++) {
        const struct cell *cell = table_cell(block, row, column);
        struct place *place = &line->places[column];
        place_set(place, cell->text, cell->kind, cell->number);
        join_label_above(place);
        place->covered = cell->row != row || cell->column != column;
        place->from_above = cell->row != row;
    }
    line_finish(line);
    g_ptr_array_add(lines, line);
}

/* The end of a wide gap that begins here, or NULL: a tab, more than one blank, or dots that lead the eye from
 * a label to its value. Blanks in front of a colon part nothing. */
static const char *after_gap(const char *text, bool *tabbed, bool *drawn)
{
    const char *p = text;
    guint blanks = 0, dots = 0;
    bool tab = false, gap = false;
    for (; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '\t')
            tab = true;
        else if (c == ' ' || c == 0xa0)
            blanks++;
        else if (c == SHEET_GAP)
            gap = true;
        else if (c == '.')
            dots++;
        else if (c == 0x2026)
            dots += 3;
        else
            break;
    }
    if (dots && dots < LEADER_DOTS)
        return NULL;
    *tabbed = tab;
    *drawn = gap;
    return (tab || gap || blanks > 1 || dots) && *p != ':' ? p : NULL;
}

/* "Leder .. Kari Nordmann": fewer dots lead to a value where what stands in front of them is a label. */
static const char *after_few_dots(const char *front, const char *gap)
{
    gsize dots = *gap == ' ' ? strspn(gap + 1, ".") : 0;
    if (dots < 2 || gap[1 + dots] != ' ')
        return NULL;
    g_autofree char *label = g_strndup(front, (gsize)(gap - front));
    return label_of(label) ? gap + 1 + dots + strspn(gap + 1 + dots, " ") : NULL;
}

/* False where the line is left out. */
static bool add_text_line(GPtrArray *lines, const struct block *block, const char *text)
{
    if (strlen(text) > LONGEST_LINE)
        return false;
    g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func(g_free);
    const char *piece = text;
    bool tabbed = true, drawn = false, tab = false, gap = false;
    for (const char *p = text; *p;) {
        const char *after = after_gap(p, &tab, &gap);
        if (!after && p > piece)
            after = after_few_dots(piece, p);
        if (after && p > piece) {
            g_ptr_array_add(pieces, g_strndup(piece, (gsize)(p - piece)));
            tabbed = tabbed && tab;
            drawn = drawn || gap;
        }
        piece = after ? after : piece;
        p = after ? after : g_utf8_next_char(p);
    }
    if (*piece || !pieces->len)
        g_ptr_array_add(pieces, g_strdup(piece));
    struct line *line = g_new0(struct line, 1);
    line->block = block;
    line->tabbed = tabbed;
    line->drawn = drawn;
    line->count = pieces->len;
    line->places = g_new0(struct place, line->count);
    for (guint i = 0; i < line->count; i++)
        place_set(&line->places[i], g_ptr_array_index(pieces, i), VALUE_TEXT, 0);
    line_finish(line);
    g_ptr_array_add(lines, line);
    return true;
}

/* "Tema var gikt. Møtet ble holdt uten støtte fra industrien.": the sentence on the industry is a line of its
 * own, where it stands behind sentences on other things and no box or question belongs to it. */
static char *part_attestation(const char *text)
{
    if (strlen(text) > LONGEST_LETTER || !strstr(text, ". ") || !is_industry_text(text) ||
        strpbrk(text, "?_[\t") || strstr(text, SHEET_TICKED) || strstr(text, SHEET_UNTICKED))
        return NULL;
    g_auto(GStrv) sentences = sentences_of(text);
    g_autoptr(GString) parted = g_string_new(NULL);
    guint of_industry = 0, others = 0;
    bool before = false;
    for (char **sentence = sentences; *sentence; sentence++) {
        bool industry = !strchr(*sentence, ':') && attestation_read(*sentence) != ATTESTATION_ABSENT;
        of_industry += industry;
        others += !industry && strlen(*sentence) > SHORTEST_SENTENCE;
        g_string_append_printf(parted, "%s%s.",
                               !parted->len         ? ""
                               : industry || before ? "\n"
                                                    : " ",
                               *sentence);
        before = industry;
    }
    return of_industry == 1 && others ? g_strdup(parted->str) : NULL;
}

/* False where lines are left out, as of those below. */
static bool add_paragraph(GPtrArray *lines, const struct block *block, const char *text)
{
    g_autofree char *parted = part_attestation(text);
    g_auto(GStrv) split = g_strsplit(parted ? parted : text, "\n", -1);
    bool whole = true;
    for (char **one = split; *one && lines->len < MOST_LINES; one++)
        whole = add_text_line(lines, block, *one) && whole;
    return whole;
}

/* "Møter: | 3.2. kl. 18-21: Astma\n5.3. ...": the lines of the cell are the list under that heading. */
static bool part_cell_of_meetings(GPtrArray *lines, const struct block *block)
{
    struct line *row = g_ptr_array_index(lines, lines->len - 1);
    if (row->filled != 2 || row->count < 2 ||
        (row->places[0].label != LABEL_MEETINGS && row->places[0].label != LABEL_PROGRAM) ||
        !strchr(row->places[1].text, '\n'))
        return true;
    g_autofree char *text = g_steal_pointer(&row->places[1].text);
    row->places[1].text = g_strdup("");
    row->places[1].kind = VALUE_EMPTY;
    line_renew(row);
    return add_paragraph(lines, block, text);
}

static void add_field(GPtrArray *lines, const struct block *block)
{
    struct line *line = g_new0(struct line, 1);
    line->block = block;
    line->count = 2;
    line->places = g_new0(struct place, 2);
    place_set(&line->places[0], block->label ? block->label : "", VALUE_TEXT, 0);
    place_set(&line->places[1], block->text, block->value, 0);
    line_finish(line);
    g_ptr_array_add(lines, line);
}

/* The sign in front of an item of a list. */
static bool is_bullet(const char *text)
{
    static const char *const bullets[] = {
        "\xe2\x80\xa2", "-", "\xe2\x80\x93", "\xc2\xb7", "o", "\xe2\x96\xaa", "\xe2\x97\xa6",
        "\xef\x82\xb7", "*"};
    for (guint i = 0; i < G_N_ELEMENTS(bullets); i++)
        if (strcmp(text, bullets[i]) == 0)
            return true;
    return false;
}

/* A list that looks like a table, because its bullets, or its numbers from 1 on, stand below each other. */
static bool is_list(const struct block *block)
{
    if (block->table.columns != 2)
        return false;
    bool bullets = true, numbers = block->table.rows > 1;
    for (guint row = 0; row < block->table.rows; row++) {
        const char *sign = table_cell(block, row, 0)->text;
        char *end;
        guint64 number = g_ascii_strtoull(sign, &end, 10);
        bullets = bullets && is_bullet(sign);
        numbers = numbers && number == row + 1 && !end[strspn(end, ".)")] &&
                  !strchr(table_cell(block, row, 1)->text, '\n');
    }
    return bullets || numbers;
}

static bool add_list(GPtrArray *lines, const struct block *block)
{
    bool whole = true;
    for (guint row = 0; row < block->table.rows; row++) {
        const char *sign = table_cell(block, row, 0)->text;
        g_autofree char *text = g_ascii_isdigit(*sign)
                                    ? g_strdup_printf("%u. %s", row + 1, table_cell(block, row, 1)->text)
                                    : g_strdup(table_cell(block, row, 1)->text);
        g_strdelimit(text, "\n", ' ');
        whole = add_paragraph(lines, block, text) && whole;
    }
    return whole;
}

static bool add_block(GPtrArray *lines, const struct block *block, guint *places)
{
    bool whole = true;
    if (block->kind == BLOCK_TABLE && is_list(block))
        whole = add_list(lines, block);
    else if (block->kind == BLOCK_TABLE)
        for (guint row = 0; row < block->table.rows && lines->len < MOST_LINES && *places < MOST_PLACES;
             row++) {
            add_row(lines, block, row);
            whole = part_cell_of_meetings(lines, block) && whole;
            *places += block->table.columns;
        }
    else if (block->kind == BLOCK_FIELD)
        add_field(lines, block);
    else
        whole = add_paragraph(lines, block, block->text);
    return whole;
}

GPtrArray *lines_of(const struct sheet *sheet, bool *cut)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
    const char *title = NULL;
    guint places = 0, next = 0;
    bool whole = true;
    for (; next < sheet_length(sheet) && lines->len < MOST_LINES && places < MOST_PLACES; next++) {
        const struct block *block = sheet_block(sheet, next);
        if (block->title && g_strcmp0(block->title, title) != 0) {
            title = block->title;
            whole = add_text_line(lines, NULL, title) && whole;
        }
        whole = add_block(lines, block, &places) && whole;
    }
    join_month_rows(lines);
    lower_raised_heads(lines);
    label_names_below_days(lines);
    part_side_by_side(lines);
    mend_clock_labels(lines);
    *cut = !whole || next < sheet_length(sheet) || lines->len >= MOST_LINES || places >= MOST_PLACES;
    return lines;
}

struct line *line_at(const struct reader *reader, guint at)
{
    return at < reader->end ? g_ptr_array_index(reader->lines, at) : NULL;
}

bool is_placeholder(const char *text)
{
    static const char *const prompts[] = {"klikk ", "trykk her", "velg ",   "skriv inn", "skriv her",
                                          "click ", "fyll inn",  "fyll ut", "sett inn"};
    /* Most texts begin with a letter that none of them begins with. */
    if (g_ascii_isalnum(*text) && !strchr("ktvscf", g_ascii_tolower(*text)))
        return false;
    g_autofree char *folded = text_fold(text);
    for (guint i = 0; i < G_N_ELEMENTS(prompts); i++)
        if (g_str_has_prefix(folded, prompts[i]))
            return true;
    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c != '_' && c != '.' && c != '-' && c != ' ' && c != 0x2026 && c != '?' && c != '/')
            return false;
    }
    return true;
}

char *value_of(const char *text)
{
    g_autofree char *tidy = text_tidy(text);
    if (is_placeholder(tidy))
        return g_strdup("");
    /* Lines to write on, before and behind what was written. */
    const char *start = tidy;
    while (*start == '_' || g_str_has_prefix(start, "...") || *start == ' ' ||
           g_str_has_prefix(start, "\xe2\x80\xa6"))
        start = g_utf8_next_char(start);
    char *value = g_strdup(start);
    size_t length = strlen(value);
    while (length && (value[length - 1] == '_' || value[length - 1] == ' ' ||
                      (length > 1 && value[length - 1] == '.' && value[length - 2] == '.')))
        value[--length] = '\0';
    return value;
}

void explain(const struct reader *reader, const char *format, ...)
{
    if (!reader->around->explanation)
        return;
    va_list values;
    va_start(values, format);
    g_string_append_vprintf(reader->around->explanation, format, values);
    va_end(values);
    g_string_append_c(reader->around->explanation, '\n');
}

void doubt(struct reader *reader, const char *where, const char *why)
{
    explain(reader, "  left out: %s (%s)", where, why);
    form_add_doubt(reader->form, where, why);
}

bool is_remark(const struct line *line)
{
    const struct place *place = NULL;
    for (guint i = 0; i < line->count && !place; i++)
        if (!line->places[i].covered && *line->places[i].text)
            place = &line->places[i];
    if (line->filled != 1 || !place || place->kind != VALUE_TEXT || place->label)
        return false;
    g_autoptr(GPtrArray) pairs = pairs_of(place->text);
    if (pairs->len && ((struct pair *)g_ptr_array_index(pairs, 0))->label)
        return true;
    struct when when;
    when_read(place->text, WHEN_DATE, &when);
    if (when.state != DAY_NONE || when.number || vocabulary_mark(place->text) != MARK_UNKNOWN)
        return false;
    struct someone *someone = someone_read(place->text, false);
    bool person = someone->person.name && (name_is_likely(someone->person.name) ||
                                           name_may_be(someone->person.name) || someone->person.hpr);
    someone_free(someone);
    return !person && strpbrk(place->text, " :") != NULL;
}

static bool names_people(const struct line *line)
{
    for (guint i = 0; i < line->count; i++) {
        const struct place *place = &line->places[i];
        if (!place->covered && !place->label && name_is_likely(place->text))
            return true;
    }
    return false;
}

bool stands_below(const struct line *heading, const struct line *row)
{
    return row->is_row || (!heading->drawn && !row->drawn && row->count == heading->count);
}

bool is_heading_row(const struct line *line)
{
    if (!line || (!line->is_row && line->count < 2))
        return false;
    guint labels = 0, others = 0, asking = 0;
    bool marked = false;
    for (guint i = 0; i < line->count; i++) {
        const struct place *place = &line->places[i];
        if (place->covered || !*place->text)
            continue;
        /* "Til stede" and "forfall" again and again are marks. */
        bool mark =
            place->label == LABEL_PRESENT || place->label == LABEL_ABSENT || place->label == LABEL_SIGNATURE;
        asking += place->label && g_str_has_suffix(place->text, ":");
        if (place->label && !g_str_has_suffix(place->text, ":") && !(mark && marked))
            labels++;
        else
            others++;
        marked = marked || mark;
    }
    /* "Dato: | Kl: | Tema:": labels that ask for nothing beside them. */
    if (asking == line->filled && asking >= 3)
        return true;
    /* "Eva Moen | lege | spesialist" is somebody, though two of the words head columns elsewhere. */
    return labels > others && (labels > 2 || (labels == 2 && !names_people(line)));
}

guint column_of(const struct line *line, enum label label)
{
    for (guint i = 0; i < line->count; i++)
        if (line->places[i].label == label && !line->places[i].covered)
            return i;
    return G_MAXUINT;
}
