/*
 * Word documents (docx, docm, dotx): WordprocessingML, ISO/IEC 29500-1 clause 17.
 */
#include "parser/formats/docx_marks.h"
#include "parser/formats/flow.h"
#include "parser/formats/format.h"
#include "parser/formats/relations.h"
#include "parser/formats/xml.h"
#include <stdlib.h>
#include <string.h>

/* A content control (w:sdt) that is open. */
struct control {
    bool placeholder; /* shows its prompt: it is empty */
    bool checkbox, checked, marked;
    bool muted; /* its content is open and its text not wanted */
};

/* A form field of the old kind (w:ffData) whose properties are being read. */
struct form_field {
    enum { FIELD_OTHER, FIELD_CHECKBOX, FIELD_LIST } kind;
    bool checked;
    guint choice;
    GPtrArray *choices; /* of char * */
};

struct story {
    struct flow *flow;
    GArray *controls;  /* of struct control, the innermost last */
    guint skipping;    /* depth inside an element that is left out with all it holds */
    guint muted;       /* controls around us whose text is not wanted */
    guint text;        /* open w:t elements */
    guint runs;        /* open w:r elements */
    bool field_result; /* the text of a check box or list field follows, and has been written already */
    struct form_field field;
    char *font;  /* of the run, where it names one */
    bool struck; /* the run is struck through */
};

static bool is(const char *name, const char *other)
{
    return strcmp(name, other) == 0;
}

/* Deleted and moved text, the second telling of a drawing, field codes, properties without text. */
static bool is_left_out(const char *name)
{
    static const char *const names[] = {"w:del",     "w:moveFrom",     "mc:Fallback", "w:instrText",
                                        "w:delText", "w:pPr",          "w:tblPr",     "w:sectPr",
                                        "w:tblGrid", "w:delInstrText", NULL};
    return g_strv_contains(names, name);
}

static struct control *inner_control(struct story *story)
{
    return story->controls->len ? &g_array_index(story->controls, struct control, story->controls->len - 1)
                                : NULL;
}

static void write_text(struct story *story, const char *text)
{
    const char *held = story->struck && text[strspn(text, " \t\n")] ? SHEET_STRUCK : text;
    if (story->muted == 0 && !story->field_result)
        flow_text(story->flow, held, strlen(held));
}

/* A check box control shows a glyph of any font; its state is what counts, written once. */
static void mark_control(struct story *story)
{
    struct control *control = inner_control(story);
    if (!control || !control->checkbox || !control->muted || control->marked)
        return;
    control->marked = true;
    if (story->muted == 1)
        flow_text(story->flow, control->checked ? SHEET_TICKED : SHEET_UNTICKED, strlen(SHEET_TICKED));
}

static void open_control(struct story *story)
{
    struct control control = {0};
    g_array_append_val(story->controls, control);
}

static void close_control(struct story *story)
{
    if (story->controls->len)
        g_array_set_size(story->controls, story->controls->len - 1);
}

static void open_control_content(struct story *story)
{
    struct control *control = inner_control(story);
    if (control && (control->placeholder || control->checkbox)) {
        control->muted = true;
        story->muted++;
    }
}

static void close_control_content(struct story *story)
{
    struct control *control = inner_control(story);
    if (!control || !control->muted)
        return;
    mark_control(story);
    control->muted = false;
    story->muted--;
}

static void open_field(struct story *story)
{
    g_ptr_array_set_size(story->field.choices, 0);
    story->field = (struct form_field){.choices = story->field.choices};
}

/* The value of a check box or list stands in its properties; what follows as its result is not read. */
static void close_field(struct story *story)
{
    const struct form_field *field = &story->field;
    if (field->kind == FIELD_CHECKBOX)
        write_text(story, field->checked ? SHEET_TICKED : SHEET_UNTICKED);
    else if (field->kind == FIELD_LIST && field->choice < field->choices->len)
        write_text(story, field->choices->pdata[field->choice]);
    story->field_result = field->kind != FIELD_OTHER;
}

static void read_field_property(struct story *story, const char *name, const char *const *attributes)
{
    struct form_field *field = &story->field;
    const char *value = xml_attribute(attributes, "w:val");
    if (is(name, "w:checkBox")) {
        field->kind = FIELD_CHECKBOX;
    } else if (is(name, "w:ddList")) {
        field->kind = FIELD_LIST;
    } else if (is(name, "w:default") || is(name, "w:checked") || is(name, "w:result")) {
        /* The default comes first in the schema; what was chosen overrides it. */
        field->checked = xml_is_on(value);
        field->choice = xml_number(attributes, "w:val", 0, G_MAXUINT);
    } else if (is(name, "w:listEntry") && value) {
        g_ptr_array_add(field->choices, g_strdup(value));
    }
}

static bool read_control_property(struct story *story, const char *name, const char *const *attributes)
{
    struct control *control = inner_control(story);
    if (!control || control->muted)
        return false;
    if (is(name, "w:showingPlcHdr"))
        control->placeholder = xml_is_on(xml_attribute(attributes, "w:val"));
    else if (is(name, "w14:checkbox"))
        control->checkbox = true;
    else if (is(name, "w14:checked"))
        control->checked = xml_is_on(xml_attribute(attributes, "w14:val"));
    else
        return false;
    return true;
}

static void read_symbol(struct story *story, const char *const *attributes)
{
    const char *font = xml_attribute(attributes, "w:font"), *code = xml_attribute(attributes, "w:char");
    mark_control(story);
    write_text(story, docx_symbol(font, code ? (gunichar)strtoul(code, NULL, 16) : 0));
}

/* What stands in a run beside its text. */
static bool read_run_element(struct story *story, const char *name, const char *const *attributes)
{
    if (is(name, "w:t")) {
        story->text++;
        mark_control(story);
    } else if (is(name, "w:tab") || is(name, "w:ptab")) {
        write_text(story, "\t");
    } else if (is(name, "w:br") || is(name, "w:cr")) {
        write_text(story, "\n");
    } else if (is(name, "w:noBreakHyphen")) {
        write_text(story, "-");
    } else if (is(name, "w:sym")) {
        read_symbol(story, attributes);
    } else if (is(name, "w:fldChar")) {
        if (g_strcmp0(xml_attribute(attributes, "w:fldCharType"), "end") == 0)
            story->field_result = false;
    } else if (is(name, "w:ffData")) {
        open_field(story);
    } else if (is(name, "w:strike") || is(name, "w:dstrike")) {
        story->struck = xml_is_on(xml_attribute(attributes, "w:val"));
    } else if (is(name, "w:rFonts")) {
        const char *font = xml_attribute(attributes, "w:ascii");
        g_free(story->font);
        story->font = g_strdup(font ? font : xml_attribute(attributes, "w:hAnsi"));
    } else {
        return false;
    }
    return true;
}

static void read_cell_property(struct story *story, const char *name, const char *const *attributes)
{
    if (is(name, "w:gridSpan"))
        flow_span(story->flow, 1, xml_number(attributes, "w:val", 1, SHEET_MAX_COLUMNS));
    else if (is(name, "w:gridBefore"))
        flow_skip_columns(story->flow, xml_number(attributes, "w:val", 0, SHEET_MAX_COLUMNS));
    else if (is(name, "w:vMerge") && g_strcmp0(xml_attribute(attributes, "w:val"), "restart") != 0)
        flow_continue_above(story->flow);
}

static bool on_start(void *data, const char *name, const char *const *attributes, GError **error)
{
    struct story *story = data;
    if (story->skipping || is_left_out(name)) {
        story->skipping++;
        return true;
    }
    if (is(name, "w:tbl"))
        return flow_open_table(story->flow, error);
    if (is(name, "w:tc"))
        return flow_open_cell(story->flow, error);
    if (is(name, "w:txbxContent"))
        return flow_open_box(story->flow, error);
    if (is(name, "w:tr"))
        flow_open_row(story->flow);
    else if (is(name, "w:r"))
        story->runs++;
    else if (is(name, "w:sdt"))
        open_control(story);
    else if (is(name, "w:sdtContent"))
        open_control_content(story);
    else if (!read_control_property(story, name, attributes) &&
             !(story->runs && read_run_element(story, name, attributes))) {
        read_cell_property(story, name, attributes);
        read_field_property(story, name, attributes);
    }
    return true;
}

static bool end_paragraph(struct story *story, GError **error)
{
    mark_control(story);
    story->field_result = false;
    return flow_break(story->flow, error);
}

static bool on_end(void *data, const char *name, GError **error)
{
    struct story *story = data;
    if (story->skipping) {
        story->skipping--;
        return true;
    }
    if (is(name, "w:p"))
        return end_paragraph(story, error);
    if (is(name, "w:tbl"))
        return flow_close_table(story->flow, error);
    if (is(name, "w:tc"))
        return flow_close_cell(story->flow, error);
    if (is(name, "w:txbxContent"))
        return flow_close_box(story->flow, error);
    if (is(name, "w:r")) {
        story->runs--;
        story->struck = false;
        g_clear_pointer(&story->font, g_free);
    } else if (is(name, "w:t") && story->text) {
        story->text--;
    } else if (is(name, "w:sdtContent")) {
        close_control_content(story);
    } else if (is(name, "w:sdt")) {
        close_control(story);
    } else if (is(name, "w:ffData") && story->runs) {
        close_field(story);
    }
    return true;
}

static bool on_text(void *data, const char *text, gsize length, GError **error)
{
    (void)error;
    struct story *story = data;
    if (!story->text || story->skipping)
        return true;
    g_autofree char *piece = g_strndup(text, length);
    g_autofree char *plain = docx_plain_text(story->font, piece);
    write_text(story, plain);
    return true;
}

static bool read_story(GBytes *document, struct sheet *sheet, GError **error)
{
    static const struct xml_events events = {on_start, on_end, on_text};
    g_autoptr(flow_t) flow = flow_new(sheet);
    g_autoptr(GArray) controls = g_array_new(FALSE, FALSE, sizeof(struct control));
    g_autoptr(GPtrArray) choices = g_ptr_array_new_with_free_func(g_free);
    struct story story = {.flow = flow, .controls = controls, .field.choices = choices};
    bool done = xml_parse(document, &events, &story, error) && flow_end(flow, error);
    g_free(story.font);
    return done;
}

static bool read_part(struct package *package, const char *name, struct sheet *sheet, GError **error)
{
    g_autoptr(GBytes) document = package_part(package, name, error);
    return document && read_story(document, sheet, error);
}

/* Page headers and footers come after the body, each once. */
static bool read_margins(struct package *package, const char *main_part, struct sheet *sheet, GError **error)
{
    g_autoptr(GPtrArray) relations = relations_read(package, main_part, error);
    if (!relations)
        return false;
    for (guint i = 0; i < relations->len; i++) {
        const struct relation *relation = relations->pdata[i];
        if (!is(relation->kind, "header") && !is(relation->kind, "footer"))
            continue;
        if (package_has(package, relation->target) && !read_part(package, relation->target, sheet, error))
            return false;
    }
    return true;
}

struct sheet *docx_read(GBytes *file, GError **error)
{
    g_autoptr(package_t) package = package_open(file, error);
    g_autoptr(GPtrArray) relations = package ? relations_read(package, "", error) : NULL;
    if (!relations)
        return NULL;
    const char *main_part = relation_of_kind(relations, "officeDocument");
    if (!main_part)
        main_part = "word/document.xml";
    g_autoptr(sheet_t) sheet = sheet_new();
    if (!read_part(package, main_part, sheet, error) || !read_margins(package, main_part, sheet, error))
        return NULL;
    return g_steal_pointer(&sheet);
}
