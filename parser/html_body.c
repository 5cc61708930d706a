#include "parser/html_body.h"

#include "parser/formats/html_tree.h"
#include <libxml/HTMLtree.h>
#include <string.h>

/* A text as its lines, and the text nodes that each line was written in. */
struct rendering {
    GPtrArray *lines; /* of char * */
    GPtrArray *nodes; /* of GPtrArray * of xmlNode *, borrowed from the document */
    GString *line;
    GPtrArray *line_nodes;
};

/* libxml2 has made the names of elements small. */
static bool is_element(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static bool is_one_of(const xmlNode *node, const char *const *names)
{
    for (; node->type == XML_ELEMENT_NODE && *names; names++)
        if (is_element(node, *names))
            return true;
    return false;
}

static bool attribute_has(xmlNode *node, const char *name, const char *const *words)
{
    xmlChar *value = xmlGetNoNsProp(node, BAD_CAST name);
    bool found = false;
    for (; value && !found && *words; words++)
        found = xmlStrcasestr(value, BAD_CAST * words) != NULL;
    xmlFree(value);
    return found;
}

/* Never seen by a reader, or a mail program's own mark for a signature or quoted mail. */
static bool is_left_out(xmlNode *node)
{
    static const char *const unseen[] = {"script", "style",    "head",     "meta",
                                         "title",  "noscript", "template", NULL};
    static const char *const hidden[] = {"display:none", "display: none", "mso-hide:all", NULL};
    static const char *const classes[] = {"gmail_signature",
                                          "moz-signature",
                                          "yahoo_quoted",
                                          "protonmail_quote",
                                          "moz-cite-prefix",
                                          "gmail_signature_prefix",
                                          NULL};
    static const char *const ids[] = {"ms-outlook-mobile-signature", "AppleMailSignature", "x_Signature",
                                      "mail-editor-reference-message-container", NULL};
    static const char *const quotes[] = {"cite", NULL};
    static const char *const gmail_quote[] = {"gmail_quote", NULL};
    static const char *const borders[] = {"border-left", NULL};
    if (node->type == XML_COMMENT_NODE || is_one_of(node, unseen))
        return true;
    if (node->type != XML_ELEMENT_NODE)
        return false;
    xmlChar *id = xmlGetNoNsProp(node, BAD_CAST "id");
    bool signature = id && xmlStrcasecmp(id, BAD_CAST "Signature") == 0;
    xmlFree(id);
    if (is_element(node, "blockquote") &&
        (attribute_has(node, "type", quotes) || attribute_has(node, "class", gmail_quote) ||
         attribute_has(node, "style", borders)))
        return true;
    return signature || attribute_has(node, "style", hidden) || attribute_has(node, "class", classes) ||
           attribute_has(node, "id", ids);
}

/* The next node in reading order that is not inside this one. */
static xmlNode *after(xmlNode *node)
{
    while (node && !node->next)
        node = node->parent;
    return node ? node->next : NULL;
}

static xmlNode *next(xmlNode *node)
{
    return node->children && node->type == XML_ELEMENT_NODE ? node->children : after(node);
}

static void prune(xmlDoc *document)
{
    for (xmlNode *node = xmlDocGetRootElement(document); node;) {
        if (!is_left_out(node)) {
            node = next(node);
            continue;
        }
        xmlNode *following = after(node);
        xmlUnlinkNode(node);
        xmlFreeNode(node);
        node = following;
    }
}

static bool is_inside(const xmlNode *node, const char *name)
{
    for (; node; node = node->parent)
        if (is_element(node, name))
            return true;
    return false;
}

/* The lines of a text as nodes of their own, with a line break between them; the last of the nodes. */
static xmlNode *split_text(xmlDoc *document, xmlNode *text)
{
    g_auto(GStrv) lines = g_strsplit((const char *)text->content, "\n", -1);
    xmlNodeSetContent(text, BAD_CAST lines[0]);
    for (char **line = lines + 1; *line; line++) {
        text = xmlAddNextSibling(text, xmlNewDocNode(document, NULL, BAD_CAST "br", NULL));
        text = xmlAddNextSibling(text, xmlNewDocText(document, BAD_CAST * line));
    }
    return text;
}

static void split_preformatted(xmlDoc *document)
{
    for (xmlNode *node = xmlDocGetRootElement(document); node; node = next(node))
        if (node->type == XML_TEXT_NODE && node->content && strchr((char *)node->content, '\n') &&
            is_inside(node, "pre"))
            node = split_text(document, node);
}

static void end_line(struct rendering *rendering)
{
    g_ptr_array_add(rendering->lines, g_string_free(rendering->line, FALSE));
    g_ptr_array_add(rendering->nodes, rendering->line_nodes);
    rendering->line = g_string_new(NULL);
    rendering->line_nodes = g_ptr_array_new();
}

static void begin_line(struct rendering *rendering)
{
    if (rendering->line->len || rendering->line_nodes->len)
        end_line(rendering);
}

/* White space folds as a browser folds it. */
static void append_text(struct rendering *rendering, xmlNode *node, bool preformatted)
{
    const char *text = node->content ? (const char *)node->content : "";
    GString *line = rendering->line;
    g_ptr_array_add(rendering->line_nodes, node);
    if (preformatted) {
        g_string_append(line, text);
        return;
    }
    while (*text) {
        gsize word = strcspn(text, " \t\r\n");
        g_string_append_len(line, text, (gssize)word);
        text += word;
        if (*text && line->len && line->str[line->len - 1] != ' ')
            g_string_append_c(line, ' ');
        text += strspn(text, " \t\r\n");
    }
}

static bool is_cell(const xmlNode *node)
{
    return is_element(node, "td") || is_element(node, "th");
}

/* Inside a cell of a table of data; a row with a single cell only frames a text. */
static bool is_in_cell(const xmlNode *node)
{
    for (node = node->parent; node && !is_element(node, "tr"); node = node->parent) {
        if (!is_cell(node))
            continue;
        for (const xmlNode *other = node->prev; other; other = other->prev)
            if (is_cell(other))
                return true;
        for (const xmlNode *other = node->next; other; other = other->next)
            if (is_cell(other))
                return true;
        return false;
    }
    return false;
}

static bool is_block(const xmlNode *node)
{
    static const char *const blocks[] = {"p",   "div", "table", "tr",         "ul",     "ol",   "li",
                                         "h1",  "h2",  "h3",    "h4",         "h5",     "h6",   "hr",
                                         "pre", "dl",  "dt",    "blockquote", "center", "body", NULL};
    return is_one_of(node, blocks);
}

/* A paragraph within a cell is no line of its own: the row is the line. */
static void enter(struct rendering *rendering, xmlNode *node)
{
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
        append_text(rendering, node, is_inside(node, "pre"));
        return;
    }
    bool in_cell = is_in_cell(node);
    if (is_cell(node))
        g_string_append(rendering->line, rendering->line_nodes->len ? "\t" : "");
    else if (is_element(node, "br") && in_cell)
        g_string_append_c(rendering->line, ' ');
    else if (is_element(node, "br"))
        end_line(rendering);
    else if (is_block(node) && (!in_cell || is_element(node, "table") || is_element(node, "tr")))
        begin_line(rendering);
    else if (is_block(node) && rendering->line->len)
        g_string_append_c(rendering->line, ' ');
}

static void leave(struct rendering *rendering, const xmlNode *node)
{
    if (is_block(node) && (is_element(node, "table") || is_element(node, "tr") || !is_in_cell(node)))
        begin_line(rendering);
}

static void render(xmlDoc *document, struct rendering *rendering)
{
    *rendering = (struct rendering){
        .lines = g_ptr_array_new_with_free_func(g_free),
        .nodes = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref),
        .line = g_string_new(NULL),
        .line_nodes = g_ptr_array_new(),
    };
    for (xmlNode *node = xmlDocGetRootElement(document); node;) {
        enter(rendering, node);
        if (node->type == XML_ELEMENT_NODE && node->children) {
            node = node->children;
            continue;
        }
        for (leave(rendering, node); node && !node->next; leave(rendering, node)) {
            node = node->parent;
            if (!node || node->type != XML_ELEMENT_NODE)
                break;
        }
        node = node && node->type != XML_HTML_DOCUMENT_NODE ? node->next : NULL;
    }
    end_line(rendering);
}

static void rendering_clear(struct rendering *rendering)
{
    g_ptr_array_unref(rendering->lines);
    g_ptr_array_unref(rendering->nodes);
    g_string_free(rendering->line, TRUE);
    g_ptr_array_unref(rendering->line_nodes);
}

/* The words of a line that is left out leave the document; its tables stay behind, empty. */
static void blank_lines(const struct rendering *rendering, const bool *drop)
{
    for (guint i = 0; i < rendering->lines->len; i++) {
        GPtrArray *nodes = g_ptr_array_index(rendering->nodes, i);
        for (guint k = 0; drop[i] && k < nodes->len; k++)
            xmlNodeSetContent(g_ptr_array_index(nodes, k), BAD_CAST "");
    }
}

static char *join_lines(const GPtrArray *lines, const bool *drop)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++)
        if (!drop[i])
            g_string_append_printf(text, "%s\n", (const char *)g_ptr_array_index(lines, i));
    return g_string_free(text, FALSE);
}

static xmlDoc *parse_html(const char *html)
{
    size_t length = strlen(html);
    return length && length <= HTML_BODY_MAX ? html_tree(html, NULL) : NULL;
}

struct html_body {
    xmlDoc *document;
    struct rendering rendering;
    struct quotable *lines;
};

struct html_body *html_body_new(const char *html)
{
    xmlDoc *document = parse_html(html);
    if (!document)
        return NULL;
    prune(document);
    split_preformatted(document);
    struct html_body *body = g_new0(struct html_body, 1);
    body->document = document;
    render(document, &body->rendering);
    const GPtrArray *lines = body->rendering.lines;
    body->lines = quotable_new((const char *const *)lines->pdata, lines->len);
    return body;
}

void html_body_free(struct html_body *body)
{
    if (!body)
        return;
    quotable_free(body->lines);
    rendering_clear(&body->rendering);
    xmlFreeDoc(body->document);
    g_free(body);
}

static bool *lines_to_drop(const struct html_body *body, const struct quote_rules *rules, bool cautious)
{
    bool *drop = g_new0(bool, body->rendering.lines->len);
    quote_mark(body->lines, rules, drop);
    signature_mark(body->lines, cautious, drop);
    return drop;
}

char *html_body_text(struct html_body *body, const struct quote_rules *rules)
{
    g_autofree bool *drop = lines_to_drop(body, rules, false);
    return join_lines(body->rendering.lines, drop);
}

void html_body_cut(struct html_body *body, const struct quote_rules *rules)
{
    g_autofree bool *drop = lines_to_drop(body, rules, true);
    blank_lines(&body->rendering, drop);
}

struct sheet *html_body_sheet(const struct html_body *body, GError **error)
{
    return html_sheet(body->document, error);
}

GBytes *html_body_bytes(const struct html_body *body)
{
    xmlChar *text = NULL;
    int length = 0;
    htmlDocDumpMemory(body->document, &text, &length);
    GBytes *bytes = text && length > 0 ? g_bytes_new(text, (gsize)length) : NULL;
    xmlFree(text);
    return bytes;
}
