/* Fields of PDF forms and notes that are typed on pages. */
#include "base/text.h"
#include "parser/formats/pdf_source.h"
#include "parser/sheet.h"
#include <string.h>

#define BUTTON_PUSH       (1 << 16)
#define ANNOTATION_HIDDEN 2

static struct box shown(const struct view *view, struct box box)
{
    const struct box *crop = &view->crop;
    switch (view->turn) {
    case 90:
        return (struct box){box.y1 - crop->y1, box.x1 - crop->x1, box.y2 - crop->y1, box.x2 - crop->x1};
    case 180:
        return (struct box){crop->x2 - box.x2, box.y1 - crop->y1, crop->x2 - box.x1, box.y2 - crop->y1};
    case 270:
        return (struct box){crop->y2 - box.y2, crop->x2 - box.x2, crop->y2 - box.y1, crop->x2 - box.x1};
    default:
        return (struct box){box.x1 - crop->x1, crop->y2 - box.y2, box.x2 - crop->x1, crop->y2 - box.y1};
    }
}

/* What the file says in a string, name, number or stream; NULL where it is none of them. Caller owns it. */
static char *text_of(const struct source *source, qpdf_oh object)
{
    if (qpdf_oh_is_string(source->pdf, object)) {
        size_t length = 0;
        const char *text = qpdf_oh_get_binary_utf8_value(source->pdf, object, &length);
        return text ? text_decode(text, length) : NULL;
    }
    if (qpdf_oh_is_name(source->pdf, object)) {
        const char *name = qpdf_oh_get_name(source->pdf, object);
        return name && *name ? text_decode(name + 1, strlen(name + 1)) : NULL;
    }
    if (qpdf_oh_is_stream(source->pdf, object)) {
        unsigned char *bytes = NULL;
        size_t length = 0;
        if (qpdf_oh_get_stream_data(source->pdf, object, qpdf_dl_generalized, NULL, &bytes, &length) >=
            QPDF_ERRORS)
            return NULL;
        char *text = length <= SHEET_MAX_TEXT ? text_decode(bytes, length) : NULL;
        free(bytes);
        return text;
    }
    return NULL;
}

/* A value that a field has itself or from an ancestor. */
static qpdf_oh inherited(const struct source *source, qpdf_oh field, const char *key)
{
    for (guint depth = 0; depth < MAX_DEPTH; depth++) {
        qpdf_oh value = source_get(source, field, key);
        if (!qpdf_oh_is_null(source->pdf, value) || !qpdf_oh_is_dictionary(source->pdf, field))
            return value;
        field = source_get(source, field, "/Parent");
    }
    return qpdf_oh_new_null(source->pdf);
}

static char *name_of(const struct source *source, qpdf_oh field)
{
    g_autofree char *told = text_of(source, inherited(source, field, "/TU"));
    g_autofree char *tidy = text_tidy(told);
    if (tidy && *tidy)
        return g_steal_pointer(&tidy);
    g_autoptr(GString) name = g_string_new(NULL);
    for (guint depth = 0; depth < MAX_DEPTH && qpdf_oh_is_dictionary(source->pdf, field); depth++) {
        g_autofree char *part = text_of(source, source_get(source, field, "/T"));
        if (part) {
            g_string_prepend(name, name->len ? " " : "");
            g_string_prepend(name, part);
        }
        qpdf_oh parent = source_get(source, field, "/Parent");
        if (qpdf_oh_get_object_id(source->pdf, parent) == qpdf_oh_get_object_id(source->pdf, field))
            break;
        field = parent;
    }
    return text_tidy(name->str);
}

/* An option is its value, or a pair of its value and what people see. */
static char *option_shown(const struct source *source, qpdf_oh option)
{
    return text_of(source, source_length(source, option) == 2 ? source_item(source, option, 1) : option);
}

static char *option_value(const struct source *source, qpdf_oh option)
{
    return text_of(source, source_length(source, option) ? source_item(source, option, 0) : option);
}

/* What people see where the field holds `value`. Caller owns it. */
static char *chosen(const struct source *source, qpdf_oh options, char *value)
{
    for (guint i = 0; value && i < MIN(source_length(source, options), PDF_MAX_FIELDS); i++) {
        g_autofree char *candidate = option_value(source, source_item(source, options, i));
        char *seen =
            g_strcmp0(candidate, value) == 0 ? option_shown(source, source_item(source, options, i)) : NULL;
        if (seen) {
            g_free(value);
            return seen;
        }
    }
    return value;
}

static char *choice_value(const struct source *source, qpdf_oh field)
{
    qpdf_oh value = inherited(source, field, "/V"), options = inherited(source, field, "/Opt");
    if (!qpdf_oh_is_array(source->pdf, value))
        return chosen(source, options, text_of(source, value));
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < MIN(source_length(source, value), PDF_MAX_FIELDS); i++) {
        g_autofree char *one = chosen(source, options, text_of(source, source_item(source, value, i)));
        if (one && *one)
            g_string_append_printf(all, "%s%s", all->len ? ", " : "", one);
    }
    return g_string_free(all, FALSE);
}

/* The state in which a button is on, as its pictures are named; NULL where it has none. */
static char *on_state(const struct source *source, qpdf_oh field)
{
    qpdf_oh pictures = source_get(source, source_get(source, field, "/AP"), "/N");
    if (!qpdf_oh_is_dictionary(source->pdf, pictures))
        return NULL;
    char *state = NULL;
    qpdf_oh_begin_dict_key_iter(source->pdf, pictures);
    while (qpdf_oh_dict_more_keys(source->pdf)) {
        const char *key = qpdf_oh_dict_next_key(source->pdf);
        if (!state && strcmp(key, "/Off") != 0)
            state = text_decode(key + 1, strlen(key + 1));
    }
    return state;
}

/* A button is on where it shows that, or where its field's value is its state: the state's own name, or what
 * the options say at the number that the state's name is. */
static bool is_on(const struct source *source, qpdf_oh field)
{
    g_autofree char *shows = text_of(source, source_get(source, field, "/AS"));
    if (shows && *shows && strcmp(shows, "Off") != 0)
        return true;
    g_autofree char *value = text_of(source, inherited(source, field, "/V"));
    if (!value || !*value || strcmp(value, "Off") == 0)
        return false;
    g_autofree char *state = on_state(source, field);
    if (!state)
        return !qpdf_oh_is_dictionary(source->pdf, source_get(source, field, "/Parent"));
    if (strcmp(state, value) == 0)
        return true;
    char *end;
    guint64 index = g_ascii_strtoull(state, &end, 10);
    qpdf_oh options = inherited(source, field, "/Opt");
    g_autofree char *option = *state && !*end && index < source_length(source, options)
                                  ? option_shown(source, source_item(source, options, (guint)index))
                                  : NULL;
    return g_strcmp0(option, value) == 0;
}

static bool add_field(struct source *source, const struct view *view, qpdf_oh annotation,
                      enum field_kind kind, char *value, GError **error)
{
    struct box box;
    g_autofree char *kept = value ? value : g_strdup("");
    if (!source_box(source, source_get(source, annotation, "/Rect"), &box))
        return true;
    if (source->document->fields->len >= PDF_MAX_FIELDS)
        return fail(error, ERROR_INPUT, "a form of more than %d fields", PDF_MAX_FIELDS);
    struct form_field *field = g_new0(struct form_field, 1);
    *field = (struct form_field){kind, view->page, shown(view, box), g_steal_pointer(&kept),
                                 name_of(source, annotation)};
    g_ptr_array_add(source->document->fields, field);
    return true;
}

static bool read_widget(struct source *source, const struct view *view, qpdf_oh widget, GError **error)
{
    qpdf_oh type = inherited(source, widget, "/FT");
    int flags = 0;
    qpdf_oh_get_value_as_int(source->pdf, inherited(source, widget, "/Ff"), &flags);
    bool text = source_is_name(source, type, "/Tx"), choice = source_is_name(source, type, "/Ch");
    if (!text && !choice && (!source_is_name(source, type, "/Btn") || flags & BUTTON_PUSH))
        return true;
    source->document->is_form = true;
    if (choice)
        return add_field(source, view, widget, FIELD_TEXT, choice_value(source, widget), error);
    if (text)
        return add_field(source, view, widget, FIELD_TEXT, text_of(source, inherited(source, widget, "/V")),
                         error);
    const char *tick = is_on(source, widget) ? SHEET_TICKED : SHEET_UNTICKED;
    return add_field(source, view, widget, FIELD_TICK, g_strdup(tick), error);
}

bool fields_read(struct source *source, qpdf_oh page, const struct view *view, GError **error)
{
    qpdf_oh annotations = source_get(source, page, "/Annots");
    for (guint i = 0; i < source_length(source, annotations); i++) {
        qpdf_oh annotation = source_item(source, annotations, i),
                type = source_get(source, annotation, "/Subtype");
        int flags = 0;
        qpdf_oh_get_value_as_int(source->pdf, source_get(source, annotation, "/F"), &flags);
        if (flags & ANNOTATION_HIDDEN)
            continue;
        if (source_is_name(source, type, "/Widget") && !read_widget(source, view, annotation, error))
            return false;
        if (source_is_name(source, type, "/FreeText") &&
            !add_field(source, view, annotation, FIELD_NOTE,
                       text_of(source, source_get(source, annotation, "/Contents")), error))
            return false;
    }
    return true;
}
