#include "parser/form/phrases.h"

#include "base/text.h"
#include "parser/form/wordlist.h"
#include <string.h>

#define LIST "phrases.txt"

static const char *const names[PHRASES] = {
    [PHRASE_EVERYBODY] = "everybody",
    [PHRASE_EXCEPT] = "except",
    [PHRASE_FILLING] = "filling",
    [PHRASE_NOBODY] = "nobody",
    [PHRASE_INDUSTRY] = "industry",
    [PHRASE_INVOLVEMENT] = "involvement",
    [PHRASE_NEGATION] = "negation",
    [PHRASE_REFUSAL] = "refusal",
    [PHRASE_YES] = "yes",
    [PHRASE_NO] = "no",
    [PHRASE_CALLED_OFF] = "called_off",
    [PHRASE_NO_NAME] = "no_name",
    [PHRASE_CHANGING] = "changing",
    [PHRASE_ANNOUNCES] = "announces",
    [PHRASE_COURTESY] = "courtesy",
    [PHRASE_OFFERS] = "offers",
    [PHRASE_RECEIPT] = "receipt",
    [PHRASE_FOR_PEOPLE] = "for_people",
    [PHRASE_MENDED] = "mended",
    [PHRASE_CORRECTS] = "corrects",
};

struct wording {
    char *text;
    gsize length;
    bool open_before; /* "*industri": anything may stand in front of it */
    bool open_behind; /* "involver*": anything may follow */
};

/* The wordings of a phrase by their first byte: hardly any place of a text has to be compared with one. */
struct list {
    GArray *wordings; /* of struct wording, sorted */
    guint begin[257]; /* the first whose text begins with this byte, or with a greater one */
};

struct phrases {
    struct list lists[PHRASES];
};

static enum phrase phrase_of(const char *field)
{
    enum phrase phrase = 0;
    while (phrase < PHRASES && strcmp(names[phrase], field) != 0)
        phrase++;
    if (phrase == PHRASES)
        g_error("%s: there are no phrases of %s", LIST, field);
    return phrase;
}

static void add_wording(const char *field, const char *text, void *data)
{
    struct phrases *phrases = data;
    gsize length = strlen(text);
    struct wording wording = {.open_before = *text == '*',
                              .open_behind = length > 1 && text[length - 1] == '*'};
    g_autofree char *bare =
        g_strndup(text + wording.open_before, length - wording.open_before - wording.open_behind);
    wording.text = text_fold(bare);
    wording.length = strlen(wording.text);
    g_array_append_val(phrases->lists[phrase_of(field)].wordings, wording);
}

static guchar first_byte(const GArray *wordings, guint index)
{
    return (guchar)*g_array_index(wordings, struct wording, index).text;
}

static gint by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(((const struct wording *)a)->text, ((const struct wording *)b)->text);
}

static void sort_list(struct list *list)
{
    g_array_sort(list->wordings, by_text);
    guint at = 0;
    for (guint byte = 0; byte < G_N_ELEMENTS(list->begin); byte++) {
        while (at < list->wordings->len && first_byte(list->wordings, at) < byte)
            at++;
        list->begin[byte] = at;
    }
}

static struct phrases *phrases_new(void)
{
    struct phrases *phrases = g_new0(struct phrases, 1);
    for (enum phrase phrase = 0; phrase < PHRASES; phrase++)
        phrases->lists[phrase].wordings = g_array_new(FALSE, FALSE, sizeof(struct wording));
    wordlist_read(LIST, add_wording, phrases);
    for (enum phrase phrase = 0; phrase < PHRASES; phrase++)
        sort_list(&phrases->lists[phrase]);
    return phrases;
}

/* Made at the first use, constant afterwards, never freed. */
static const struct list *list_of(enum phrase phrase)
{
    static const struct phrases *phrases;
    if (g_once_init_enter(&phrases))
        g_once_init_leave(&phrases, phrases_new());
    return &phrases->lists[phrase];
}

/* A letter of any script, or a digit. */
static bool is_in_word(char byte)
{
    return byte < 0 || g_ascii_isalnum(byte);
}

static bool fits_at(const struct wording *wording, const char *text, const char *at)
{
    /* Most places differ in their second letter already. */
    return (wording->length < 2 || wording->text[1] == at[1]) &&
           strncmp(at, wording->text, wording->length) == 0 &&
           (wording->open_before || at == text || !is_in_word(at[-1])) &&
           (wording->open_behind || !is_in_word(at[wording->length]));
}

/* The wordings [*at, end) are those that may stand at a place of a text. */
static guint may_stand(const struct list *list, const char *place, guint *at)
{
    *at = list->begin[(guchar)*place];
    return list->begin[(guchar)*place + 1];
}

bool phrase_is(enum phrase phrase, const char *folded)
{
    const struct list *list = list_of(phrase);
    guint i, end = may_stand(list, folded, &i);
    for (; i < end; i++)
        if (strcmp(g_array_index(list->wordings, struct wording, i).text, folded) == 0)
            return true;
    return false;
}

bool phrase_within(enum phrase phrase, const char *folded)
{
    const struct list *list = list_of(phrase);
    for (const char *place = folded; *place; place++) {
        guint i, end = may_stand(list, place, &i);
        for (; i < end; i++)
            if (fits_at(&g_array_index(list->wordings, struct wording, i), folded, place))
                return true;
    }
    return false;
}

const char *phrase_after(enum phrase phrase, const char *folded)
{
    const struct list *list = list_of(phrase);
    const char *after = NULL;
    guint i, end = may_stand(list, folded, &i);
    for (; i < end; i++) {
        const struct wording *wording = &g_array_index(list->wordings, struct wording, i);
        if (fits_at(wording, folded, folded) && (!after || folded + wording->length > after))
            after = folded + wording->length;
    }
    return after;
}
