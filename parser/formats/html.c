/*
 * HTML, as Outlook, Gmail and Apple Mail write it: each block element is a paragraph, a line break stays
 * inside one. A table that only arranges other tables, or a single cell, is no table but running text.
 */
#include "base/text.h"
#include "parser/formats/flow.h"
#include "parser/formats/format.h"
#include "parser/formats/html_tree.h"
#include <string.h>

#define MAX_BYTES (8u << 20)

static bool is_one_of(const xmlNode *node, const char *const *names)
{
    return g_strv_contains(names, (const char *)node->name);
}

static bool is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

/* An attribute's value as written; "" where it is absent. Borrowed. */
static const char *attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
        if (strcmp((const char *)attribute->name, name) == 0)
            return attribute->children && attribute->children->content
                       ? (const char *)attribute->children->content
                       : "";
    return "";
}

static bool has_attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *attribute = node->properties; attribute; attribute = attribute->next)
        if (strcmp((const char *)attribute->name, name) == 0)
            return true;
    return false;
}

/* Whether a style says a property has a value, blanks and case apart. */
static bool has_style(const xmlNode *node, const char *property, const char *value)
{
    const char *style = attribute(node, "style");
    if (!*style)
        return false;
    g_auto(GStrv) rules = g_strsplit(style, ";", 200);
    for (guint i = 0; rules[i]; i++) {
        char *colon = strchr(rules[i], ':');
        if (!colon)
            continue;
        *colon = '\0';
        if (g_ascii_strcasecmp(g_strstrip(rules[i]), property) == 0 &&
            g_ascii_strncasecmp(g_strstrip(colon + 1), value, strlen(value)) == 0)
            return true;
    }
    return false;
}

static bool is_block(const xmlNode *node)
{
    static const char *const names[] = {
        "p",       "div",      "h1",      "h2",     "h3",      "h4",      "h5",  "h6", "ul",
        "ol",      "li",       "dl",      "dt",     "dd",      "hr",      "pre", "tr", "blockquote",
        "address", "center",   "section", "header", "footer",  "article", "td",  "th", "main",
        "form",    "fieldset", "table",   "tbody",  "caption", "body",    NULL};
    return is_one_of(node, names);
}

static bool is_left_out(const xmlNode *node)
{
    static const char *const names[] = {"head",   "style",  "script", "title", "template", "noscript",
                                        "object", "iframe", "svg",    "audio", "video",    NULL};
    return is_one_of(node, names) || has_attribute(node, "hidden") || has_style(node, "display", "none") ||
           has_style(node, "mso-hide", "all") || has_style(node, "visibility", "hidden");
}

static bool is_struck(const xmlNode *node)
{
    static const char *const names[] = {"s", "strike", "del", NULL};
    return is_one_of(node, names) || has_style(node, "text-decoration", "line-through") ||
           has_style(node, "text-decoration-line", "line-through");
}

/* What an element or the text in it needs to know of what is around it. */
struct around {
    guint depth;
    bool preformatted; /* blanks and line ends count */
    bool in_table;     /* rows and cells are those of a real table */
    bool struck;       /* text is struck through */
};

static bool write_children(struct flow *flow, const xmlNode *parent, struct around around, GError **error);

static guint span(const xmlNode *cell, const char *name, guint most)
{
    guint64 number = g_ascii_strtoull(attribute(cell, name), NULL, 10);
    return (guint)CLAMP(number, 1, most);
}

/* Counts cells and inner tables of a table, without going into the inner ones. */
static void count_inside(const xmlNode *parent, guint depth, guint *cells, guint *tables)
{
    for (const xmlNode *node = parent->children; node && depth < HTML_MAX_DEPTH; node = node->next) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        if (is(node, "table")) {
            ++*tables;
            continue;
        }
        if (is(node, "td") || is(node, "th"))
            ++*cells;
        count_inside(node, depth + 1, cells, tables);
    }
}

static bool is_layout(const xmlNode *table)
{
    guint cells = 0, tables = 0;
    count_inside(table, 0, &cells, &tables);
    return tables > 0 || cells <= 1;
}

static bool write_table(struct flow *flow, const xmlNode *table, struct around around, GError **error)
{
    around.in_table = true;
    return flow_open_table(flow, error) && write_children(flow, table, around, error) &&
           flow_close_table(flow, error);
}

static bool write_cell(struct flow *flow, const xmlNode *cell, struct around around, GError **error)
{
    around.in_table = false;
    if (!flow_open_cell(flow, error))
        return false;
    flow_span(flow, span(cell, "rowspan", SHEET_MAX_CELLS), span(cell, "colspan", SHEET_MAX_COLUMNS));
    return write_children(flow, cell, around, error) && flow_close_cell(flow, error);
}

static bool write_row(struct flow *flow, const xmlNode *row, struct around around, GError **error)
{
    flow_open_row(flow);
    return write_children(flow, row, around, error);
}

static void write_text(struct flow *flow, const xmlNode *node, struct around around)
{
    const char *text = (const char *)node->content;
    if (around.struck && text[strspn(text, " \t\r\n")])
        flow_text(flow, SHEET_STRUCK, strlen(SHEET_STRUCK));
    else if (around.preformatted)
        flow_text(flow, text, strlen(text));
    else
        flow_folded(flow, text, strlen(text));
}

static void write_input(struct flow *flow, const xmlNode *input)
{
    const char *type = attribute(input, "type"), *value = attribute(input, "value");
    if (g_ascii_strcasecmp(type, "checkbox") == 0 || g_ascii_strcasecmp(type, "radio") == 0)
        flow_text(flow, has_attribute(input, "checked") ? SHEET_TICKED : SHEET_UNTICKED,
                  strlen(SHEET_TICKED));
    else if (!*type || g_ascii_strcasecmp(type, "text") == 0)
        flow_text(flow, value, strlen(value));
}

static bool write_block(struct flow *flow, const xmlNode *node, struct around around, GError **error)
{
    return flow_break(flow, error) && write_children(flow, node, around, error) && flow_break(flow, error);
}

static bool write_element(struct flow *flow, const xmlNode *node, struct around around, GError **error)
{
    if (is_left_out(node))
        return true;
    if (++around.depth > HTML_MAX_DEPTH)
        return fail(error, ERROR_INPUT, "HTML is nested too deeply");
    around.struck = around.struck || is_struck(node);
    around.preformatted = around.preformatted || is(node, "pre") || has_style(node, "white-space", "pre");
    if (is(node, "table") && !is_layout(node))
        return write_table(flow, node, around, error);
    if (around.in_table && is(node, "tr"))
        return write_row(flow, node, around, error);
    if (around.in_table && (is(node, "td") || is(node, "th")))
        return write_cell(flow, node, around, error);
    if (is(node, "br"))
        flow_text(flow, "\n", 1);
    else if (is(node, "input"))
        write_input(flow, node);
    else if (strstr(attribute(node, "style"), "mso-tab-count"))
        flow_text(flow, "\t", 1);
    else if (is_block(node))
        return write_block(flow, node, around, error);
    else
        return write_children(flow, node, around, error);
    return true;
}

static bool write_children(struct flow *flow, const xmlNode *parent, struct around around, GError **error)
{
    for (const xmlNode *node = parent->children; node; node = node->next) {
        if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content)
            write_text(flow, node, around);
        else if (node->type == XML_ELEMENT_NODE && !write_element(flow, node, around, error))
            return false;
    }
    return true;
}

struct sheet *html_sheet(const xmlDoc *document, GError **error)
{
    g_autoptr(sheet_t) sheet = sheet_new();
    g_autoptr(flow_t) flow = flow_new(sheet);
    struct around around = {0};
    bool done = write_children(flow, (const xmlNode *)document, around, error) && flow_end(flow, error);
    return done ? g_steal_pointer(&sheet) : NULL;
}

struct sheet *html_read(GBytes *file, GError **error)
{
    gsize length;
    const void *bytes = g_bytes_get_data(file, &length);
    if (length > MAX_BYTES) {
        fail(error, ERROR_INPUT, "HTML of more than %u MB", MAX_BYTES >> 20);
        return NULL;
    }
    g_autofree char *text = text_decode(bytes, length);
    GError *refused = NULL;
    xmlDoc *document = html_tree(text, &refused);
    if (refused) {
        g_propagate_error(error, refused);
        return NULL;
    }
    struct sheet *sheet = document ? html_sheet(document, error) : sheet_new();
    xmlFreeDoc(document);
    return sheet;
}
