#include "parser/formats/pdf_source.h"

#include "base/text.h"
#include "parser/formats/pdf_drawing.h"
#include "parser/sheet.h"
#include <math.h>
#include <string.h>

#define MAX_TREE      1000 /* nodes of the page tree */
#define MAX_RESOURCES 4000 /* drawings that are looked through for pictures */
#define HIDDEN_TEXT   "3 Tr"

void form_field_free(gpointer data)
{
    struct form_field *field = data;
    g_free(field->value);
    g_free(field->name);
    g_free(field);
}

bool form_fields_on(const GPtrArray *fields, guint page)
{
    for (guint i = 0; i < fields->len; i++)
        if (((const struct form_field *)fields->pdata[i])->page == page)
            return true;
    return false;
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

qpdf_oh source_get(const struct source *source, qpdf_oh object, const char *key)
{
    return qpdf_oh_get_key_if_dict(source->pdf, object, key);
}

bool source_is_name(const struct source *source, qpdf_oh object, const char *name)
{
    return qpdf_oh_is_name_and_equals(source->pdf, object, name);
}

guint source_length(const struct source *source, qpdf_oh array)
{
    return qpdf_oh_is_array(source->pdf, array) ? (guint)MAX(qpdf_oh_get_array_n_items(source->pdf, array), 0)
                                                : 0;
}

qpdf_oh source_item(const struct source *source, qpdf_oh array, guint index)
{
    return qpdf_oh_get_array_item(source->pdf, array, (int)index);
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
    qpdf_oh kids = source_get(source, node, "/Kids");
    if (!qpdf_oh_is_array(source->pdf, kids)) {
        if (++source->document->pages > PDF_MAX_PAGES)
            return fail(error, ERROR_INPUT, "a PDF of more than %d pages", PDF_MAX_PAGES);
        return true;
    }
    for (guint i = 0; i < source_length(source, kids); i++)
        if (!count_pages(source, source_item(source, kids, i), depth + 1, error))
            return false;
    return true;
}

/* Pages */

bool source_box(const struct source *source, qpdf_oh array, struct box *box)
{
    double sides[4];
    if (source_length(source, array) != 4)
        return false;
    for (guint i = 0; i < 4; i++) {
        qpdf_oh side = source_item(source, array, i);
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
    source_box(source, source_get(source, page, "/MediaBox"), &view.crop);
    if (source_box(source, source_get(source, page, "/CropBox"), &crop)) {
        crop = (struct box){MAX(crop.x1, view.crop.x1), MAX(crop.y1, view.crop.y1),
                            MIN(crop.x2, view.crop.x2), MIN(crop.y2, view.crop.y2)};
        if (crop.x1 < crop.x2 && crop.y1 < crop.y2)
            view.crop = crop;
    }
    int turn = 0;
    qpdf_oh_get_value_as_int(source->pdf, source_get(source, page, "/Rotate"), &turn);
    view.turn = (turn % 360 + 360) % 360;
    return view;
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
    qpdf_oh drawings = source_get(source, resources, "/XObject");
    g_autoptr(GPtrArray) keys = keys_of(source, drawings);
    for (guint i = 0; i < keys->len; i++) {
        qpdf_oh drawing = source_get(source, drawings, keys->pdata[i]);
        if (!qpdf_oh_is_stream(source->pdf, drawing))
            continue;
        qpdf_oh dictionary = qpdf_oh_get_dict(source->pdf, drawing);
        if (source_is_name(source, source_get(source, dictionary, "/Subtype"), "/Form")) {
            strip_resources(source, source_get(source, dictionary, "/Resources"), depth + 1);
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
    qpdf_oh filter = source_get(source, qpdf_oh_get_dict(source->pdf, stream), "/Filter");
    guint filters = source_length(source, filter);
    if (filters == 1)
        filter = source_item(source, filter, 0);
    unsigned char *bytes = NULL;
    size_t length = 0;
    if (qpdf_oh_get_stream_data(source->pdf, stream, qpdf_dl_none, NULL, &bytes, &length) >= QPDF_ERRORS)
        return true;
    bool bounded = length <= PDF_MAX_DRAWING;
    if (bounded && source_is_name(source, filter, "/FlateDecode"))
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
    double called = cost_of_called(
        source, source_get(source, qpdf_oh_get_dict(source->pdf, drawing), "/Resources"), depth);
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
    qpdf_oh drawings = source_get(source, resources, "/XObject");
    g_autoptr(GPtrArray) keys = keys_of(source, drawings);
    for (guint i = 0; i < keys->len; i++) {
        qpdf_oh drawing = source_get(source, drawings, keys->pdata[i]);
        if (!qpdf_oh_is_stream(source->pdf, drawing) ||
            !source_is_name(source, source_get(source, qpdf_oh_get_dict(source->pdf, drawing), "/Subtype"),
                            "/Form"))
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
    qpdf_oh contents = source_get(source, page, "/Contents");
    guint streams = source_length(source, contents);
    for (guint i = 0; i < MAX(streams, 1); i++) {
        qpdf_oh stream = streams ? source_item(source, contents, i) : contents;
        if (qpdf_oh_is_stream(source->pdf, stream) && !is_bounded(source, stream))
            return is_too_large(error);
    }
    source->budget = MAX_RESOURCES;
    double called = cost_of_called(source, source_get(source, page, "/Resources"), 0);
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
    if (!read_drawing(source, page, error) || !fields_read(source, page, &view, error))
        return false;
    source->budget = MAX_RESOURCES;
    strip_resources(source, source_get(source, page, "/Resources"), 0);
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
    if (!count_pages(source, source_get(source, qpdf_get_root(source->pdf), "/Pages"), 0, error))
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
