/*
 * OpenDocument text (odt, ott): ODF 1.3. Forms with controls, and the boxes of newer LibreOffice.
 */
#include "parser/formats/flow.h"
#include "parser/formats/format.h"
#include "parser/formats/odf_strikes.h"
#include "parser/formats/package.h"
#include "parser/formats/xml.h"
#include <string.h>

#define MAX_BLANKS 1000u /* that one text:s stands for */

struct reading {
    struct flow *flow;
    GHashTable *controls; /* id of a form control to the text that it shows */
    char *list;           /* the id of the list control whose options are read, or NULL */
    guint skipping;       /* depth inside an element that is left out with all it holds */
    guint paragraphs;     /* open text:p and text:h */
    guint margins;        /* styles.xml: open page headers and footers; content.xml: 1 throughout */
    guint repeated;       /* of the cell in hand */
    GArray *muting;       /* of bool: for each open content control, whether its text is not wanted */
    guint muted;          /* how many of them are true */
    struct odf_strikes *strikes;
};

static bool is(const char *name, const char *other)
{
    return strcmp(name, other) == 0;
}

/* Deleted text, notes, comments, prompts, descriptions of pictures, numbers that the program gave. */
static bool is_left_out(const char *name)
{
    static const char *const names[] = {"text:tracked-changes",
                                        "text:note",
                                        "office:annotation",
                                        "text:placeholder",
                                        "svg:title",
                                        "svg:desc",
                                        "text:number",
                                        "table:covered-table-cell",
                                        NULL};
    return g_strv_contains(names, name);
}

static bool is_margin(const char *name)
{
    static const char *const names[] = {"style:header",
                                        "style:footer",
                                        "style:header-left",
                                        "style:footer-left",
                                        "style:header-first",
                                        "style:footer-first",
                                        NULL};
    return g_strv_contains(names, name);
}

static bool is_wanted(const struct reading *reading)
{
    return reading->margins && !reading->muted;
}

static void write_text(struct reading *reading, const char *text)
{
    if (is_wanted(reading))
        flow_text(reading->flow, text, strlen(text));
}

static bool is_true(const char *value)
{
    return g_strcmp0(value, "true") == 0;
}

/* What a control shows; `text` is copied, NULL means nothing. */
static void keep_control(struct reading *reading, const char *id, const char *text)
{
    if (id && text)
        g_hash_table_insert(reading->controls, g_strdup(id), g_strdup(text));
}

static void read_control(struct reading *reading, const char *name, const char *const *attributes)
{
    const char *id = xml_attribute(attributes, "xml:id");
    const char *value = xml_attribute(attributes, "form:current-value");
    if (!id)
        id = xml_attribute(attributes, "form:id");
    if (is(name, "form:checkbox")) {
        const char *state = xml_attribute(attributes, "form:current-state");
        if (!state)
            state = xml_attribute(attributes, "form:state");
        keep_control(reading, id, g_strcmp0(state, "checked") == 0 ? SHEET_TICKED : SHEET_UNTICKED);
    } else if (is(name, "form:radio")) {
        const char *selected = xml_attribute(attributes, "form:current-selected");
        if (!selected)
            selected = xml_attribute(attributes, "form:selected");
        keep_control(reading, id, is_true(selected) ? SHEET_TICKED : SHEET_UNTICKED);
    } else if (is(name, "form:listbox")) {
        g_free(reading->list);
        reading->list = g_strdup(id);
    } else if (is(name, "form:option") && is_true(xml_attribute(attributes, "form:current-selected"))) {
        keep_control(reading, reading->list, xml_attribute(attributes, "form:label"));
    } else {
        keep_control(reading, id, value ? value : xml_attribute(attributes, "form:value"));
    }
}

/* A content control: a check box shows a glyph of any font, and a prompt is no text. */
static void open_content_control(struct reading *reading, const char *const *attributes)
{
    bool checkbox = is_true(xml_attribute(attributes, "loext:checkbox"));
    bool prompt = is_true(xml_attribute(attributes, "loext:showing-place-holder"));
    if (checkbox)
        write_text(reading,
                   is_true(xml_attribute(attributes, "loext:checked")) ? SHEET_TICKED : SHEET_UNTICKED);
    bool muting = checkbox || prompt;
    g_array_append_val(reading->muting, muting);
    reading->muted += muting;
}

static void close_content_control(struct reading *reading)
{
    guint last = reading->muting->len - 1;
    reading->muted -= g_array_index(reading->muting, bool, last);
    g_array_set_size(reading->muting, last);
}

static void read_inline(struct reading *reading, const char *name, const char *const *attributes)
{
    if (is(name, "text:s")) {
        for (guint blanks = xml_number(attributes, "text:c", 1, MAX_BLANKS); blanks > 0; blanks--)
            write_text(reading, " ");
    } else if (is(name, "text:tab")) {
        write_text(reading, "\t");
    } else if (is(name, "text:line-break")) {
        write_text(reading, "\n");
    } else if (is(name, "draw:control")) {
        const char *id = xml_attribute(attributes, "draw:control");
        const char *text = id ? g_hash_table_lookup(reading->controls, id) : NULL;
        write_text(reading, text ? text : "");
    }
}

static bool open_cell(struct reading *reading, const char *const *attributes, GError **error)
{
    if (!flow_open_cell(reading->flow, error))
        return false;
    flow_span(reading->flow, xml_number(attributes, "table:number-rows-spanned", 1, SHEET_MAX_CELLS),
              xml_number(attributes, "table:number-columns-spanned", 1, SHEET_MAX_COLUMNS));
    reading->repeated = xml_number(attributes, "table:number-columns-repeated", 1, SHEET_MAX_COLUMNS);
    return true;
}

static bool on_start(void *data, const char *name, const char *const *attributes, GError **error)
{
    struct reading *reading = data;
    if (reading->skipping || is_left_out(name)) {
        reading->skipping++;
        return true;
    }
    odf_strikes_open(reading->strikes, name, attributes);
    if (is_margin(name))
        reading->margins++;
    if (is(name, "table:table") || is(name, "table:sub-table"))
        return flow_open_table(reading->flow, error);
    if (is(name, "table:table-cell"))
        return open_cell(reading, attributes, error);
    if (is(name, "draw:text-box"))
        return flow_open_box(reading->flow, error);
    if (is(name, "table:table-row"))
        flow_open_row(reading->flow);
    else if (is(name, "text:p") || is(name, "text:h"))
        reading->paragraphs++;
    else if (is(name, "loext:content-control"))
        open_content_control(reading, attributes);
    else if (g_str_has_prefix(name, "form:"))
        read_control(reading, name, attributes);
    else
        read_inline(reading, name, attributes);
    return true;
}

static bool close_cell(struct reading *reading, GError **error)
{
    if (!flow_close_cell(reading->flow, error))
        return false;
    flow_skip_columns(reading->flow, reading->repeated - 1);
    reading->repeated = 1;
    return true;
}

static bool on_end(void *data, const char *name, GError **error)
{
    struct reading *reading = data;
    if (reading->skipping) {
        reading->skipping--;
        return true;
    }
    odf_strikes_close(reading->strikes, name);
    if (is_margin(name))
        reading->margins--;
    if (is(name, "table:table") || is(name, "table:sub-table"))
        return flow_close_table(reading->flow, error);
    if (is(name, "table:table-cell"))
        return close_cell(reading, error);
    if (is(name, "draw:text-box"))
        return flow_close_box(reading->flow, error);
    if (is(name, "loext:content-control"))
        close_content_control(reading);
    if (is(name, "text:p") || is(name, "text:h")) {
        reading->paragraphs--;
        return flow_break(reading->flow, error);
    }
    return true;
}

static bool on_text(void *data, const char *text, gsize length, GError **error)
{
    (void)error;
    struct reading *reading = data;
    if (!reading->paragraphs || reading->skipping || !is_wanted(reading))
        return true;
    if (odf_strikes_now(reading->strikes))
        flow_text(reading->flow, SHEET_STRUCK, strlen(SHEET_STRUCK));
    else
        flow_folded(reading->flow, text, length);
    return true;
}

/* `margins_only`: of styles.xml, which holds page headers and footers among much else. */
static bool read_part(struct package *package, const char *name, bool margins_only, struct sheet *sheet,
                      GError **error)
{
    static const struct xml_events events = {on_start, on_end, on_text};
    g_autoptr(GBytes) document = package_part(package, name, error);
    if (!document)
        return false;
    g_autoptr(flow_t) flow = flow_new(sheet);
    g_autoptr(GHashTable) controls = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GArray) muting = g_array_new(FALSE, FALSE, sizeof(bool));
    struct reading reading = {.flow = flow,
                              .controls = controls,
                              .muting = muting,
                              .margins = margins_only ? 0 : 1,
                              .repeated = 1,
                              .strikes = odf_strikes_new()};
    bool done = xml_parse(document, &events, &reading, error) && flow_end(flow, error);
    odf_strikes_free(reading.strikes);
    g_free(reading.list);
    return done;
}

struct sheet *odt_read(GBytes *file, GError **error)
{
    g_autoptr(package_t) package = package_open(file, error);
    if (!package)
        return NULL;
    g_autoptr(sheet_t) sheet = sheet_new();
    if (!read_part(package, "content.xml", false, sheet, error))
        return NULL;
    if (package_has(package, "styles.xml") && !read_part(package, "styles.xml", true, sheet, error))
        return NULL;
    return g_steal_pointer(&sheet);
}
