#include "parser/formats/pdf_document.h"

#include "base/text.h"
#include "parser/formats/pdf_drawing.h"
#include "parser/sheet.h"
#include <math.h>
#include <qpdf/qpdf-c.h>
#include <string.h>

#define MAX_TREE          1000 /* nodes of the page tree */
#define MAX_DEPTH         32   /* of the page tree, of a field's ancestors, of drawings inside drawings */
#define MAX_RESOURCES     4000 /* drawings that are looked through for pictures */
#define BUTTON_RADIO      (1 << 15)
#define BUTTON_PUSH       (1 << 16)
#define ANNOTATION_HIDDEN 2
#define HIDDEN_TEXT       "3 Tr"

/* A file that is open; objects (qpdf_oh) live as long as it. */
struct source {
    qpdf_data pdf;
    struct pdf_document *document;
    guint budget; /* of MAX_TREE or MAX_RESOURCES, what is left */
};

/* How a page is turned into what is shown. */
struct view {
    guint page;
    struct box crop; /* in the page's own space, where y grows upwards */
    int turn;        /* 0, 90, 180 or 270 degrees clockwise */
};

static void form_field_free(gpointer data)
{
    struct form_field *field = data;
    g_free(field->value);
    g_free(field->name);
    g_free(field);
}

void pdf_document_free(struct pdf_document *document)
{
    if (!document)
        return;
    if (document->drawing)
        g_bytes_unref(document->drawing);
    g_ptr_array_unref(document->fields);
    g_free(document);
}

static qpdf_oh get(const struct source *source, qpdf_oh object, const char *key)
{
    return qpdf_oh_get_key_if_dict(source->pdf, object, key);
}

static bool is_name(const struct source *source, qpdf_oh object, const char *name)
{
    return qpdf_oh_is_name_and_equals(source->pdf, object, name);
}

static guint length_of(const struct source *source, qpdf_oh array)
{
    return qpdf_oh_is_array(source->pdf, array) ? (guint)MAX(qpdf_oh_get_array_n_items(source->pdf, array), 0)
                                                : 0;
}

static qpdf_oh item(const struct source *source, qpdf_oh array, guint index)
{
    return qpdf_oh_get_array_item(source->pdf, array, (int)index);
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

/* Opening */

static qpdf_data open_file(GBytes *file, QPDF_ERROR_CODE *status)
{
    gsize length;
    const char *bytes = g_bytes_get_data(file, &length);
    qpdf_data pdf = qpdf_init();
    qpdf_silence_errors(pdf);
    qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
    *status = qpdf_read_memory(pdf, "attachment", bytes ? bytes : "", length, NULL);
    return pdf;
}

static bool asks_for_password(qpdf_data pdf)
{
    return qpdf_has_error(pdf) && qpdf_get_error_code(pdf, qpdf_get_error(pdf)) == qpdf_e_password;
}

/* An error that nobody has asked for would be printed. */
static void close_file(qpdf_data pdf)
{
    if (qpdf_has_error(pdf))
        qpdf_get_error(pdf);
    qpdf_cleanup(&pdf);
}

bool pdf_is_protected(GBytes *file)
{
    QPDF_ERROR_CODE status;
    qpdf_data pdf = open_file(file, &status);
    bool protected = status >= QPDF_ERRORS && asks_for_password(pdf);
    close_file(pdf);
    return protected;
}

/* Goes through the page tree before the library does, which follows every branch however deep. */
static bool count_pages(struct source *source, qpdf_oh node, guint depth, GError **error)
{
    if (depth > MAX_DEPTH || source->budget == 0)
        return fail(error, ERROR_INPUT, "a damaged PDF: its pages have no end");
    source->budget--;
    qpdf_oh kids = get(source, node, "/Kids");
    if (!qpdf_oh_is_array(source->pdf, kids)) {
        if (++source->document->pages > PDF_MAX_PAGES)
            return fail(error, ERROR_INPUT, "a PDF of more than %d pages", PDF_MAX_PAGES);
        return true;
    }
    for (guint i = 0; i < length_of(source, kids); i++)
        if (!count_pages(source, item(source, kids, i), depth + 1, error))
            return false;
    return true;
}

/* Pages */

static bool read_box(const struct source *source, qpdf_oh array, struct box *box)
{
    double sides[4];
    if (length_of(source, array) != 4)
        return false;
    for (guint i = 0; i < 4; i++) {
        qpdf_oh side = item(source, array, i);
        if (!qpdf_oh_is_number(source->pdf, side))
            return false;
        sides[i] = qpdf_oh_get_numeric_value(source->pdf, side);
        if (!isfinite(sides[i]) || fabs(sides[i]) > 1e6)
            return false;
    }
    *box = (struct box){MIN(sides[0], sides[2]), MIN(sides[1], sides[3]), MAX(sides[0], sides[2]),
                        MAX(sides[1], sides[3])};
    return true;
}

static struct view view_of(const struct source *source, qpdf_oh page, guint number)
{
    struct view view = {.page = number, .crop = {0, 0, 612, 792}};
    struct box crop;
    read_box(source, get(source, page, "/MediaBox"), &view.crop);
    if (read_box(source, get(source, page, "/CropBox"), &crop)) {
        crop = (struct box){MAX(crop.x1, view.crop.x1), MAX(crop.y1, view.crop.y1),
                            MIN(crop.x2, view.crop.x2), MIN(crop.y2, view.crop.y2)};
        if (crop.x1 < crop.x2 && crop.y1 < crop.y2)
            view.crop = crop;
    }
    int turn = 0;
    qpdf_oh_get_value_as_int(source->pdf, get(source, page, "/Rotate"), &turn);
    view.turn = (turn % 360 + 360) % 360;
    return view;
}

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

/* Fields */

/* A value that a field has itself or from an ancestor. */
static qpdf_oh inherited(const struct source *source, qpdf_oh field, const char *key)
{
    for (guint depth = 0; depth < MAX_DEPTH; depth++) {
        qpdf_oh value = get(source, field, key);
        if (!qpdf_oh_is_null(source->pdf, value) || !qpdf_oh_is_dictionary(source->pdf, field))
            return value;
        field = get(source, field, "/Parent");
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
        g_autofree char *part = text_of(source, get(source, field, "/T"));
        if (part) {
            g_string_prepend(name, name->len ? " " : "");
            g_string_prepend(name, part);
        }
        qpdf_oh parent = get(source, field, "/Parent");
        if (qpdf_oh_get_object_id(source->pdf, parent) == qpdf_oh_get_object_id(source->pdf, field))
            break;
        field = parent;
    }
    return text_tidy(name->str);
}

/* An option is its value, or a pair of its value and what people see. */
static char *option_shown(const struct source *source, qpdf_oh option)
{
    return text_of(source, length_of(source, option) == 2 ? item(source, option, 1) : option);
}

static char *option_value(const struct source *source, qpdf_oh option)
{
    return text_of(source, length_of(source, option) ? item(source, option, 0) : option);
}

/* What people see where the field holds `value`. Caller owns it. */
static char *chosen(const struct source *source, qpdf_oh options, char *value)
{
    for (guint i = 0; value && i < MIN(length_of(source, options), PDF_MAX_FIELDS); i++) {
        g_autofree char *candidate = option_value(source, item(source, options, i));
        char *seen = g_strcmp0(candidate, value) == 0 ? option_shown(source, item(source, options, i)) : NULL;
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
    for (guint i = 0; i < MIN(length_of(source, value), PDF_MAX_FIELDS); i++) {
        g_autofree char *one = chosen(source, options, text_of(source, item(source, value, i)));
        if (one && *one)
            g_string_append_printf(all, "%s%s", all->len ? ", " : "", one);
    }
    return g_string_free(all, FALSE);
}

/* The state in which a button is on, as its pictures are named; NULL where it has none. */
static char *on_state(const struct source *source, qpdf_oh field)
{
    qpdf_oh pictures = get(source, get(source, field, "/AP"), "/N");
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
    g_autofree char *shows = text_of(source, get(source, field, "/AS"));
    if (shows && *shows && strcmp(shows, "Off") != 0)
        return true;
    g_autofree char *value = text_of(source, inherited(source, field, "/V"));
    if (!value || !*value || strcmp(value, "Off") == 0)
        return false;
    g_autofree char *state = on_state(source, field);
    if (!state)
        return !qpdf_oh_is_dictionary(source->pdf, get(source, field, "/Parent"));
    if (strcmp(state, value) == 0)
        return true;
    char *end;
    guint64 index = g_ascii_strtoull(state, &end, 10);
    qpdf_oh options = inherited(source, field, "/Opt");
    g_autofree char *option = *state && !*end && index < length_of(source, options)
                                  ? option_shown(source, item(source, options, (guint)index))
                                  : NULL;
    return g_strcmp0(option, value) == 0;
}

static bool add_field(struct source *source, const struct view *view, qpdf_oh annotation,
                      enum field_kind kind, char *value, GError **error)
{
    struct box box;
    g_autofree char *kept = value ? value : g_strdup("");
    if (!read_box(source, get(source, annotation, "/Rect"), &box))
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
    bool text = is_name(source, type, "/Tx"), choice = is_name(source, type, "/Ch");
    if (!text && !choice && (!is_name(source, type, "/Btn") || flags & BUTTON_PUSH))
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

static bool read_annotations(struct source *source, qpdf_oh page, const struct view *view, GError **error)
{
    qpdf_oh annotations = get(source, page, "/Annots");
    for (guint i = 0; i < length_of(source, annotations); i++) {
        qpdf_oh annotation = item(source, annotations, i), type = get(source, annotation, "/Subtype");
        int flags = 0;
        qpdf_oh_get_value_as_int(source->pdf, get(source, annotation, "/F"), &flags);
        if (flags & ANNOTATION_HIDDEN)
            continue;
        if (is_name(source, type, "/Widget") && !read_widget(source, view, annotation, error))
            return false;
        if (is_name(source, type, "/FreeText") &&
            !add_field(source, view, annotation, FIELD_NOTE,
                       text_of(source, get(source, annotation, "/Contents")), error))
            return false;
    }
    return true;
}

/* Drawing */

static GPtrArray *keys_of(const struct source *source, qpdf_oh dictionary)
{
    GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
    if (!qpdf_oh_is_dictionary(source->pdf, dictionary))
        return keys;
    qpdf_oh_begin_dict_key_iter(source->pdf, dictionary);
    while (qpdf_oh_dict_more_keys(source->pdf))
        g_ptr_array_add(keys, g_strdup(qpdf_oh_dict_next_key(source->pdf)));
    return keys;
}

/* Takes out what is costly to draw and says nothing: pictures, patterns and shadings. */
static void strip_resources(struct source *source, qpdf_oh resources, guint depth)
{
    if (depth > MAX_DEPTH || source->budget == 0 || !qpdf_oh_is_dictionary(source->pdf, resources))
        return;
    source->budget--;
    qpdf_oh_remove_key(source->pdf, resources, "/Pattern");
    qpdf_oh_remove_key(source->pdf, resources, "/Shading");
    qpdf_oh drawings = get(source, resources, "/XObject");
    g_autoptr(GPtrArray) keys = keys_of(source, drawings);
    for (guint i = 0; i < keys->len; i++) {
        qpdf_oh drawing = get(source, drawings, keys->pdata[i]);
        if (!qpdf_oh_is_stream(source->pdf, drawing))
            continue;
        qpdf_oh dictionary = qpdf_oh_get_dict(source->pdf, drawing);
        if (is_name(source, get(source, dictionary, "/Subtype"), "/Form")) {
            strip_resources(source, get(source, dictionary, "/Resources"), depth + 1);
            continue;
        }
        source->document->has_pictures = true;
        qpdf_oh_remove_key(source->pdf, drawings, keys->pdata[i]);
    }
}

static bool is_too_large(GError **error)
{
    return fail(error, ERROR_INPUT, "a page of more than %u MB", PDF_MAX_DRAWING >> 20);
}

/* Looks at a stream before the library inflates it. A stream that is packed twice says nothing before. */
static bool is_bounded(const struct source *source, qpdf_oh stream)
{
    qpdf_oh filter = get(source, qpdf_oh_get_dict(source->pdf, stream), "/Filter");
    guint filters = length_of(source, filter);
    if (filters == 1)
        filter = item(source, filter, 0);
    unsigned char *bytes = NULL;
    size_t length = 0;
    if (qpdf_oh_get_stream_data(source->pdf, stream, qpdf_dl_none, NULL, &bytes, &length) >= QPDF_ERRORS)
        return true;
    bool bounded = length <= PDF_MAX_DRAWING;
    if (bounded && is_name(source, filter, "/FlateDecode"))
        bounded = inflates_within(bytes, length, PDF_MAX_DRAWING);
    free(bytes);
    return bounded;
}

/* What a drawing costs with all that it calls: bytes of commands, and dots of pictures among them. */
static double cost_of(struct source *source, const void *commands, size_t length, double most_of_called)
{
    if (length && memmem(commands, length, HIDDEN_TEXT, strlen(HIDDEN_TEXT)))
        source->document->hidden_text = true;
    struct drawing_cost cost = drawing_measure(commands, length);
    return (double)length + cost.dots + cost.calls * most_of_called;
}

static double cost_of_called(struct source *source, qpdf_oh resources, guint depth);

/* The cost of a drawing that others call; beyond all limits where it cannot be told. */
static double cost_of_drawing(struct source *source, qpdf_oh drawing, guint depth)
{
    unsigned char *bytes = NULL;
    size_t length = 0;
    if (!is_bounded(source, drawing))
        return G_MAXDOUBLE;
    double called =
        cost_of_called(source, get(source, qpdf_oh_get_dict(source->pdf, drawing), "/Resources"), depth);
    if (qpdf_oh_get_stream_data(source->pdf, drawing, qpdf_dl_generalized, NULL, &bytes, &length) >=
        QPDF_ERRORS)
        return called;
    double cost = cost_of(source, bytes, length, called);
    free(bytes);
    return cost;
}

/* The most that a drawing costs which these resources name. */
static double cost_of_called(struct source *source, qpdf_oh resources, guint depth)
{
    double most = 0;
    qpdf_oh drawings = get(source, resources, "/XObject");
    g_autoptr(GPtrArray) keys = keys_of(source, drawings);
    for (guint i = 0; i < keys->len; i++) {
        qpdf_oh drawing = get(source, drawings, keys->pdata[i]);
        if (!qpdf_oh_is_stream(source->pdf, drawing) ||
            !is_name(source, get(source, qpdf_oh_get_dict(source->pdf, drawing), "/Subtype"), "/Form"))
            continue;
        if (depth >= MAX_DEPTH || source->budget == 0)
            return G_MAXDOUBLE;
        source->budget--;
        most = MAX(most, cost_of_drawing(source, drawing, depth + 1));
    }
    return most;
}

static bool read_drawing(struct source *source, qpdf_oh page, GError **error)
{
    qpdf_oh contents = get(source, page, "/Contents");
    guint streams = length_of(source, contents);
    for (guint i = 0; i < MAX(streams, 1); i++) {
        qpdf_oh stream = streams ? item(source, contents, i) : contents;
        if (qpdf_oh_is_stream(source->pdf, stream) && !is_bounded(source, stream))
            return is_too_large(error);
    }
    source->budget = MAX_RESOURCES;
    double called = cost_of_called(source, get(source, page, "/Resources"), 0);
    unsigned char *bytes = NULL;
    size_t length = 0;
    if (qpdf_oh_get_page_content_data(source->pdf, page, &bytes, &length) >= QPDF_ERRORS)
        length = 0; /* a damaged page shows what can be shown of it */
    double cost = cost_of(source, bytes, length, called);
    free(bytes);
    return cost <= PDF_MAX_DRAWING ? true : is_too_large(error);
}

static bool read_page(struct source *source, guint number, GError **error)
{
    qpdf_oh page = qpdf_get_page_n(source->pdf, number);
    struct view view = view_of(source, page, number);
    if (!read_drawing(source, page, error) || !read_annotations(source, page, &view, error))
        return false;
    source->budget = MAX_RESOURCES;
    strip_resources(source, get(source, page, "/Resources"), 0);
    qpdf_oh_remove_key(source->pdf, page, "/Annots");
    qpdf_oh_remove_key(source->pdf, page, "/AA");
    return true;
}

/* Writes the document again without what was taken out of it. */
static bool write_drawing(struct source *source, GError **error)
{
    static const char *const acting[] = {"/AcroForm",       "/Names",    "/OpenAction", "/AA",
                                         "/StructTreeRoot", "/Outlines", "/Metadata",   "/PageLabels"};
    qpdf_oh root = qpdf_get_root(source->pdf);
    for (guint i = 0; i < G_N_ELEMENTS(acting); i++)
        qpdf_oh_remove_key(source->pdf, root, acting[i]);
    if (qpdf_init_write_memory(source->pdf) >= QPDF_ERRORS)
        return fail(error, ERROR_INPUT, "a damaged PDF");
    qpdf_set_static_ID(source->pdf, QPDF_TRUE);
    qpdf_set_preserve_encryption(source->pdf, QPDF_FALSE);
    qpdf_set_stream_data_mode(source->pdf, qpdf_s_preserve);
    qpdf_set_object_stream_mode(source->pdf, qpdf_o_disable);
    if (qpdf_write(source->pdf) >= QPDF_ERRORS)
        return fail(error, ERROR_INPUT, "a damaged PDF");
    source->document->drawing =
        g_bytes_new(qpdf_get_buffer(source->pdf), qpdf_get_buffer_length(source->pdf));
    return true;
}

static bool read_source(struct source *source, GError **error)
{
    source->budget = MAX_TREE;
    if (!count_pages(source, get(source, qpdf_get_root(source->pdf), "/Pages"), 0, error))
        return false;
    int pages = qpdf_get_num_pages(source->pdf);
    if (pages < 1 || pages > PDF_MAX_PAGES ||
        qpdf_push_inherited_attributes_to_page(source->pdf) >= QPDF_ERRORS)
        return fail(error, ERROR_INPUT, "a damaged PDF");
    source->document->pages = (guint)pages;
    for (guint i = 0; i < source->document->pages; i++)
        if (!read_page(source, i, error))
            return false;
    return write_drawing(source, error);
}

struct pdf_document *pdf_document_read(GBytes *file, GError **error)
{
    QPDF_ERROR_CODE status;
    qpdf_data pdf = open_file(file, &status);
    g_autoptr(pdf_document_t) document = g_new0(struct pdf_document, 1);
    document->fields = g_ptr_array_new_with_free_func(form_field_free);
    struct source source = {.pdf = pdf, .document = document};
    bool done = false;
    if (status >= QPDF_ERRORS)
        fail(error, ERROR_INPUT, asks_for_password(pdf) ? "password protected" : "a damaged PDF");
    else
        done = read_source(&source, error);
    close_file(pdf);
    return done ? g_steal_pointer(&document) : NULL;
}
