#include "parser/formats/pdf_words.h"

#include "parser/formats/docx_marks.h"
#include <math.h>
#include <string.h>

/* Of the height of a letter. */
#define BULLET_GAP   40.0 /* points between a bullet and the text behind it */
#define MOST_BULLETS 500
#define CLOSE_FIT    1.2 /* letters that may seem to have had room behind a word that was cut */
#define WORD_GAP     0.3
#define CLOSE_GAP    0.06
#define THROUGH      0.4  /* points of a letter on both sides of a rule */
#define CONTIGUOUS   0.05 /* points between letters of one text */
#define BLANK        0.22
#define PIECE_GAP    0.9
#define CORRIDOR     0.4 /* more than a blank */

#define MOST_HEIGHT 12.0 /* points, of a letter in a table; a field may be higher */

struct word *word_new(struct box box, char *text, const struct form_field *field)
{
    struct word *word = g_new0(struct word, 1);
    *word = (struct word){.box = box, .text = text, .field = field};
    return word;
}

void word_free(gpointer data)
{
    struct word *word = data;
    g_free(word->text);
    g_free(word);
}

double overlap(double from, double to, double other_from, double other_to)
{
    return MIN(to, other_to) - MAX(from, other_from);
}

bool box_holds(const struct box *box, const struct box *other)
{
    double x = (other->x1 + other->x2) / 2, y = (other->y1 + other->y2) / 2;
    return x > box->x1 && x < box->x2 && y > box->y1 && y < box->y2;
}

void box_join(struct box *box, const struct box *other)
{
    *box = (struct box){MIN(box->x1, other->x1), MIN(box->y1, other->y1), MAX(box->x2, other->x2),
                        MAX(box->y2, other->y2)};
}

/* Words */

/* A word as it grows. */
struct growing {
    GString *text;
    struct box box, last; /* of the word; of its last letter */
    guint letters, first_glyph;
    bool turned, goes_on, overflows;
    bool bullet;     /* holds a letter of a symbol font */
    GArray *bullets; /* of struct box: letters of symbol fonts that show nothing */
};

/* The rule between two letters; NULL: none. A letter belongs to the side of a rule that most of it stands on.
 * Where no rule is drawn, half a letter may stand beyond the side that its text is cut off at. */
static const struct rule *rule_between(const GArray *rules, const struct box *last, const struct box *letter)
{
    double height = (letter->y1 + letter->y2) / 2;
    for (guint i = 0; rules && i < rules->len; i++) {
        const struct rule *rule = &g_array_index(rules, struct rule, i);
        double from = rule->inferred ? last->x1 : (last->x1 + last->x2) / 2;
        double to = rule->inferred ? letter->x1 : (letter->x1 + letter->x2) / 2;
        if (rule->upright && rule->at > from && rule->at < to && rule->from < height && rule->to > height)
            return rule;
    }
    return NULL;
}

/* A text that finds no room in its cell and none in its way is written across the rule, through a letter.
 * What is cut off there ends in the middle of a letter, and another text begins behind the rule. */
static bool crosses(const struct rule *rule, const struct box *last, const struct box *letter)
{
    bool through = (last->x1 < rule->at - THROUGH && last->x2 > rule->at + THROUGH) ||
                   (letter->x1 < rule->at - THROUGH && letter->x2 > rule->at + THROUGH);
    return !rule->inferred && through && fabs(letter->x1 - last->x2) < CONTIGUOUS;
}

/* A letter goes on beside the last one, or above or below it where the writing is turned. */
static bool goes_on(struct growing *word, const struct box *letter, double most)
{
    const struct box *last = &word->last;
    double height = MIN(last->y2 - last->y1, letter->y2 - letter->y1);
    double width = MIN(last->x2 - last->x1, letter->x2 - letter->x1);
    double gap = letter->x1 - last->x2;
    bool beside = overlap(last->y1, last->y2, letter->y1, letter->y2) > height / 2 && gap < most * height &&
                  gap > -0.5 * height;
    if (beside && !word->turned)
        return true;
    double apart = MAX(letter->y1, last->y1) - MIN(letter->y2, last->y2);
    bool turned = fabs(last->x1 - letter->x1) < 1 && fabs(last->x2 - letter->x2) < 1 && apart < most * width;
    if (!turned || (word->letters > 1 && !word->turned))
        return false;
    word->turned = true;
    return true;
}

static void finish_word(struct growing *growing, GPtrArray *words)
{
    bool shows = strspn(growing->text->str, " ") < growing->text->len; /* not a bullet of a symbol font */
    if (shows) {
        struct word *word = word_new(growing->box, g_strdup(growing->text->str), NULL);
        word->turned = growing->turned;
        word->goes_on = growing->goes_on;
        word->overflows = growing->overflows;
        word->first_glyph = growing->first_glyph;
        word->glyphs = growing->letters;
        g_ptr_array_add(words, word);
    }
    if (!shows && growing->bullet && growing->bullets->len < MOST_BULLETS)
        g_array_append_val(growing->bullets, growing->box);
    growing->bullet = false;
    g_string_truncate(growing->text, 0);
    growing->letters = 0;
    growing->turned = growing->overflows = false;
}

static void add_letter(struct growing *word, const struct glyph *glyph)
{
    gunichar letter = glyph->letter;
    if (!word->letters)
        word->box = glyph->box;
    box_join(&word->box, &glyph->box);
    word->last = glyph->box;
    word->letters++;
    if (letter >= 0xf000 && letter <= 0xf0ff) {
        word->bullet = true;
        g_string_append(word->text, docx_symbol(NULL, letter));
    } else if (letter >= 0xfb00 && letter <= 0xfb06) { /* ligatures */
        g_autofree char *text = g_ucs4_to_utf8(&letter, 1, NULL, NULL, NULL);
        g_autofree char *plain = text ? g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE) : NULL;
        g_string_append(word->text, plain ? plain : "");
    } else {
        g_string_append_unichar(word->text, letter);
    }
}

/* The word right behind a bullet, wherever the page tells of it. */
static void mark_behind_bullet(const GPtrArray *words, const struct box *bullet)
{
    struct word *nearest = NULL;
    for (guint i = 0; i < words->len; i++) {
        struct word *word = words->pdata[i];
        bool beside = overlap(word->box.y1, word->box.y2, bullet->y1, bullet->y2) > 0 &&
                      word->box.x1 >= bullet->x1 && word->box.x1 < bullet->x2 + BULLET_GAP;
        if (beside && (!nearest || word->box.x1 < nearest->box.x1))
            nearest = word;
    }
    if (nearest)
        nearest->bulleted = true;
}

static GPtrArray *words_with_gaps(const struct pdf_page *page, const GArray *rules, double most)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(word_free);
    g_autoptr(GArray) bullets = g_array_new(FALSE, FALSE, sizeof(struct box));
    struct growing word = {.text = g_string_new(NULL), .bullets = bullets};
    for (guint i = 0; i < page->glyphs->len; i++) {
        const struct glyph *glyph = &g_array_index(page->glyphs, struct glyph, i);
        const struct rule *rule =
            glyph->letter && word.letters ? rule_between(rules, &word.last, &glyph->box) : NULL;
        bool overflows = rule && crosses(rule, &word.last, &glyph->box);
        if (!glyph->letter || (rule && !overflows) || (word.letters && !goes_on(&word, &glyph->box, most)))
            finish_word(&word, words);
        if (!word.letters) {
            word.goes_on = i > 0 && g_array_index(page->glyphs, struct glyph, i - 1).letter;
            word.first_glyph = i;
        }
        word.overflows = word.overflows || overflows;
        if (glyph->letter)
            add_letter(&word, glyph);
    }
    finish_word(&word, words);
    for (guint i = 0; i < bullets->len; i++)
        mark_behind_bullet(words, &g_array_index(bullets, struct box, i));
    g_string_free(word.text, TRUE);
    return words;
}

GPtrArray *words_of(const struct pdf_page *page, const GArray *rules)
{
    return words_with_gaps(page, rules, WORD_GAP);
}

GPtrArray *close_words_of(const struct pdf_page *page, const GArray *rules)
{
    return words_with_gaps(page, rules, CLOSE_GAP);
}

/* Lines */

double line_middle(const struct text_line *line)
{
    return (line->box.y1 + line->box.y2) / 2;
}

static void line_free(gpointer data)
{
    struct text_line *line = data;
    g_ptr_array_unref(line->words);
    g_free(line);
}

static int compare(double one, double other)
{
    return (one > other) - (one < other);
}

static int by_middle(gconstpointer a, gconstpointer b)
{
    const struct word *one = *(struct word *const *)a, *other = *(struct word *const *)b;
    int rows = compare(one->box.y1 + one->box.y2, other->box.y1 + other->box.y2);
    return rows ? rows : compare(one->box.x1, other->box.x1);
}

static int by_left(gconstpointer a, gconstpointer b)
{
    const struct word *one = *(struct word *const *)a, *other = *(struct word *const *)b;
    return compare(one->box.x1, other->box.x1);
}

/* Words of which one is not a letter high may stand a little above or below the others. */
static bool stands_in(const struct text_line *line, const struct word *word)
{
    double height = MIN(line->box.y2 - line->box.y1, word->box.y2 - word->box.y1);
    return overlap(line->box.y1, line->box.y2, word->box.y1, word->box.y2) > height / 2;
}

GPtrArray *lines_of_words(const GPtrArray *words)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    for (guint i = 0; i < words->len; i++)
        g_ptr_array_add(sorted, words->pdata[i]);
    g_ptr_array_sort(sorted, by_middle);
    GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
    for (guint i = 0; i < sorted->len; i++) {
        struct word *word = sorted->pdata[i];
        struct text_line *line = lines->len ? lines->pdata[lines->len - 1] : NULL;
        if (!line || !stands_in(line, word)) {
            line = g_new0(struct text_line, 1);
            line->box = word->box;
            line->words = g_ptr_array_new();
            g_ptr_array_add(lines, line);
        }
        box_join(&line->box, &word->box);
        g_ptr_array_add(line->words, word);
    }
    for (guint i = 0; i < lines->len; i++)
        g_ptr_array_sort(((struct text_line *)lines->pdata[i])->words, by_left);
    return lines;
}

/* Pieces and corridors */

GArray *pieces_of(const struct text_line *line)
{
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));
    for (guint i = 0; i < line->words->len; i++) {
        const struct word *word = line->words->pdata[i];
        struct piece *last = pieces->len ? &g_array_index(pieces, struct piece, pieces->len - 1) : NULL;
        double gap = last ? word->box.x1 - last->box.x2 : 0;
        double height = last ? MIN(word->box.y2 - word->box.y1, last->box.y2 - last->box.y1) : 0;
        if (last && gap < PIECE_GAP * height) {
            box_join(&last->box, &word->box);
            last->end = i + 1;
            continue;
        }
        struct piece piece = {word->box, i, i + 1};
        g_array_append_val(pieces, piece);
    }
    return pieces;
}

GArray *corridors_between(const GArray *pieces)
{
    GArray *corridors = g_array_new(FALSE, FALSE, sizeof(struct corridor));
    for (guint i = 0; i + 1 < pieces->len; i++) {
        struct corridor corridor = {g_array_index(pieces, struct piece, i).box.x2,
                                    g_array_index(pieces, struct piece, i + 1).box.x1};
        g_array_append_val(corridors, corridor);
    }
    return corridors;
}

bool corridors_narrow(GArray *corridors, const GPtrArray *words)
{
    for (guint i = 0; i < corridors->len; i++) {
        struct corridor *corridor = &g_array_index(corridors, struct corridor, i);
        double height = 0;
        for (guint k = 0; k < words->len; k++) {
            const struct word *word = words->pdata[k];
            const struct box *box = &word->box;
            height = word->turned ? height : MAX(height, box->y2 - box->y1);
            if (overlap(corridor->from, corridor->to, box->x1, box->x2) <= 0)
                continue;
            if (box->x1 + box->x2 < corridor->from + corridor->to)
                corridor->from = box->x2;
            else
                corridor->to = box->x1;
        }
        if (corridor->to - corridor->from < CORRIDOR * MIN(height, MOST_HEIGHT))
            return false;
    }
    return true;
}

guint corridors_before(const GArray *corridors, const struct word *word)
{
    guint count = 0;
    for (guint i = 0; i < corridors->len; i++) {
        const struct corridor *corridor = &g_array_index(corridors, struct corridor, i);
        count += word->box.x1 + word->box.x2 > corridor->from + corridor->to;
    }
    return count;
}

/* Text */

/* No blank stands between two parts of a word that only the place of its letters has parted. */
static bool follows(const struct word *word, const struct word *next)
{
    double gap = next->box.x1 - word->box.x2, height = next->box.y2 - next->box.y1;
    return next->goes_on && gap < 0.1 * height && gap > -0.5 * height;
}

char *text_of_words(const GPtrArray *words, guint from, guint end)
{
    GString *text = g_string_new(NULL);
    for (guint i = from; i < end; i++) {
        const struct word *word = words->pdata[i];
        if (i > from && *word->text && text->len && !follows(words->pdata[i - 1], word))
            g_string_append_c(text, ' ');
        g_string_append(text, word->text);
    }
    return g_string_free(text, FALSE);
}

static const struct word *first_word(const struct text_line *line)
{
    return line->words->pdata[0];
}

static const struct word *last_word(const struct text_line *line)
{
    return line->words->pdata[line->words->len - 1];
}

static double room_after(const struct text_line *line, double width)
{
    return width - (line->box.x2 - line->box.x1);
}

/* "•" and its like, which begin a line of a list. */
static bool begins_with_bullet(const char *text)
{
    return g_str_has_prefix(text, "\xe2\x80\xa2") || g_str_has_prefix(text, "\xe2\x96\xaa") ||
           g_str_has_prefix(text, "\xe2\x97\xa6") || g_str_has_prefix(text, "\xe2\x80\xa3");
}

bool is_wrapped(const struct text_line *line, const struct text_line *next, double width)
{
    const struct word *word = first_word(next);
    if (word->field || last_word(line)->field || word->bulleted || begins_with_bullet(word->text))
        return false;
    double blank = BLANK * (word->box.y2 - word->box.y1);
    return room_after(line, width) < blank + word->box.x2 - word->box.x1;
}

/* How wide a letter is beside others. */
static double breadth_of(gunichar letter)
{
    return letter == 'm' || letter == 'w' ? 1.6 : letter < 128 && strchr("fijlrt", (int)letter) ? 0.6 : 1;
}

static double breadth_of_text(const char *text)
{
    double sum = 0;
    for (; *text; text = g_utf8_next_char(text))
        sum += breadth_of(g_utf8_get_char(text));
    return MAX(sum, 0.5);
}

/* Words of one syllable that a full line is often followed by, and that no word is cut in front of. */
static bool is_small_word(const char *word)
{
    static const char *const words[] = {"i",  "og",  "på",  "med", "hos", "av",  "for", "til", "ved",
                                        "om", "som", "fra", "frå", "von", "van", "der", "af"};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

/* "2024", "19/11-2024", "23.11.23" */
static bool ends_with_year(const char *text)
{
    gsize length = strlen(text), digits = 0;
    while (digits < length && g_ascii_isdigit(text[length - 1 - digits]))
        digits++;
    const char *year = text + length - digits;
    if (digits == 4)
        return g_str_has_prefix(year, "19") || g_str_has_prefix(year, "20");
    guint signs = 0;
    for (const char *p = text; p < year; p++)
        signs += *p == '.' || *p == '/' || *p == '-';
    return digits == 2 && signs == 2 && g_ascii_isdigit(*text);
}

const char *wrap_between(const struct text_line *line, const struct text_line *next, double width)
{
    const struct word *before = last_word(line), *after = first_word(next);
    if (strlen(before->text) > 1 && g_str_has_suffix(before->text, "-"))
        return "";
    if (*after->text == '@' || g_str_has_suffix(before->text, "@") ||
        (strlen(before->text) > 1 && g_str_has_suffix(before->text, "/")))
        return "";
    double letter = breadth_of(g_utf8_get_char(after->text)) * (after->box.x2 - after->box.x1) /
                    breadth_of_text(after->text);
    /* A word is cut where it would not even have a line for itself; a year ends one. */
    /* What two digits alone could go on with is no whole year yet: "26.02.20", "25". */
    bool year = ends_with_year(before->text) && strspn(after->text, "0123456789") != strlen(after->text);
    bool too_long = !year && before->box.x2 - before->box.x1 + after->box.x2 - after->box.x1 > width;
    if (!*before->text || !*after->text || room_after(line, width) >= (too_long ? CLOSE_FIT : 1) * letter ||
        (line->words->len > 1 && !too_long) || is_small_word(after->text))
        return " ";
    const char *end = g_utf8_prev_char(before->text + strlen(before->text));
    gunichar last = g_utf8_get_char(end), first = g_utf8_get_char(after->text);
    bool number = !year && g_unichar_isdigit(last) && g_unichar_isdigit(first);
    bool letters_go_on = g_unichar_isalpha(last) && g_unichar_islower(first);
    return number || letters_go_on ? "" : " ";
}

static bool all_turned(const GPtrArray *words)
{
    for (guint i = 0; i < words->len; i++) {
        const struct word *word = words->pdata[i];
        if (!word->turned && g_utf8_strlen(word->text, -1) > 1)
            return false;
    }
    return words->len && ((const struct word *)words->pdata[0])->turned;
}

/* The room inside a box: the text keeps away from its sides as far as the first letters do. */
static double inner_width(const GPtrArray *lines, const struct box *box)
{
    double margin = 6;
    for (guint i = 0; i < lines->len; i++)
        margin = MIN(margin, ((const struct text_line *)lines->pdata[i])->box.x1 - box->x1);
    return box->x2 - box->x1 - 2 * MAX(margin, 0.5);
}

/* Whether a person has ended lines: then a full line may be ended, too, and is where more than the rest of a
 * name follows. */
static bool has_ended_lines(const GPtrArray *lines, double width)
{
    for (guint i = 0; i + 1 < lines->len; i++)
        if (!is_wrapped(lines->pdata[i], lines->pdata[i + 1], width))
            return true;
    return false;
}

/* "HPR-" above "nummer". */
static bool is_hyphenated(const struct text_line *line, const struct text_line *next)
{
    const char *text = last_word(line)->text, *rest = first_word(next)->text;
    return strlen(text) > 1 && g_str_has_suffix(text, "-") && g_unichar_islower(g_utf8_get_char(rest));
}

char *text_in_box(const GPtrArray *words, const struct box *box)
{
    if (all_turned(words))
        return text_of_words(words, 0, words->len);
    g_autoptr(GPtrArray) lines = lines_of_words(words);
    double width = inner_width(lines, box);
    bool ended = has_ended_lines(lines, width);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++) {
        const struct text_line *line = lines->pdata[i], *before = i ? lines->pdata[i - 1] : NULL;
        bool full = before && is_wrapped(before, line, width);
        const char *between = full ? wrap_between(before, line, width) : "";
        /* A word that is cut goes on below, whatever follows it. */
        bool wrapped = full && (!*between || !ended || line->words->len == 1);
        if (before && (wrapped || is_hyphenated(before, line)))
            g_string_append(text, between);
        else if (before)
            g_string_append_c(text, '\n');
        g_autofree char *own = text_of_words(line->words, 0, line->words->len);
        g_string_append(text, own);
    }
    return g_string_free(text, FALSE);
}
