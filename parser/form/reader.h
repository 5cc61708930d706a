/*
 * Reader: what the strategies of the recogniser share while one form is read. Internal to
 * parser/form/. A strategy looks at the lines from a place on and returns how many of them it has
 * read; none where they are not of its kind.
 */
#pragma once

#include "parser/form/clocks.h"
#include "parser/form/dates.h"
#include "parser/form/labels.h"
#include "parser/form/members.h"
#include "parser/form/periods.h"
#include "parser/form/recognise.h"
#include "parser/form/vocabulary.h"

/* --- lines: a row of a table, or a line of text in as many places as it has columns */

struct place {
    char *text; /* never NULL; tidy, but with its line ends */
    enum value_kind kind;
    double number;
    enum label label; /* what the text names, where it is nothing but the name of a field */
    bool covered;     /* a merged cell that began further left or up; it has that cell's text */
    bool from_above;  /* covered, and begun in a row above */
};

struct line {
    const struct block *block; /* NULL: the title of a worksheet */
    bool is_row;               /* of a table */
    bool tabbed;               /* its places are parted by tabs alone: columns that somebody has typed */
    bool drawn;                /* its places are parted by gaps of a drawing (SHEET_GAP) */
    guint count;
    struct place *places;
    char *whole;  /* the line as one text, tidy */
    guint filled; /* places that are neither empty nor covered */
};

/* All lines of a sheet, as far as a form can go; `cut` tells that some were left out. Caller unrefs (frees
 * its struct line *). */
GPtrArray *lines_of(const struct sheet *sheet, bool *cut);

/* The places [from, end) of a line as a line of its own. Caller frees it. */
struct line *line_part(const struct line *line, guint from, guint end);
/* The same line with a label in front of it. Caller frees it. */
struct line *line_with_label(const struct line *line, const char *label);
/* After its places were changed. */
void line_renew(struct line *line);
void line_free(gpointer line); /* a GDestroyNotify */

/* --- clock_labels.c */
/* Makes labels of times of labels that have times of day beside or below them. */
void mend_clock_labels(GPtrArray *lines);

/* --- side_by_side.c */
/* Makes two tables of one that has an empty column between members and meetings. */
void part_side_by_side(GPtrArray *lines);

/* --- raised_heads.c */
/* Brings names above the heading of a table of meetings down into it. */
void lower_raised_heads(GPtrArray *lines);

/* --- names_below_days.c */
#define MOST_ROWS_BELOW_DAYS 40
/* Puts the labels in front of rows that hold days, times, topics and names of those present without any. */
void label_names_below_days(GPtrArray *lines);

/* --- what is being read */

/* The time of every meeting that has none of its own; minutes since midnight, -1 not given. */
struct common_time {
    bool given, unclear;
    int start, end, minutes;
    double hours; /* course hours, negative: not given */
};

/* A meeting under way, in step with form->meetings. */
struct draft {
    struct meeting *meeting;   /* borrowed from the form */
    guint number;              /* "Møte 3"; 0 not given */
    bool hours_by_clock;       /* loose_hours are those of the clock where they agree with the times */
    double loose_hours;        /* hours that do not say whether they are course hours; negative: not given */
    GString *present, *absent; /* as written; NULL: not given */
    GArray *marked;            /* of guint, participants marked as present */
    bool has_marks;            /* attendance was marked, by squares or by a list of its own */
    bool open;                 /* a list of people that follows is who was there */
    bool listed; /* who was there is a list of people below, nothing in the meeting's own line */
    bool headed; /* opened by a headline of its own or a block of fields, not by a line of a list */
    bool date_doubtful;
    bool called_off;     /* it is said that it was not held */
    bool topic_inferred; /* the topic is what followed the date, no label said so */
};

/* What is said of all meetings at once. */
struct absence {
    char *who, *iso; /* as written; the day, NULL where it is uncertain */
};
struct always {
    char *people;        /* who came to every meeting, "alle" or a list; NULL: nobody said */
    GPtrArray *absences; /* of struct absence *, or NULL */
    bool unclear;        /* said twice, or with exceptions that are not understood */
};

/* Somebody and the meetings that stand beside the name. */
struct person_days {
    guint participant;
    char *days;
};

/* What is known of the secretary's attestation. */
struct attested {
    bool given, denied, blank; /* a sentence or answer; its denial; a box that is not ticked */
    bool sentence;             /* a statement in words, without a box */
    bool demanded;             /* words on what must be attested; a signature below makes them a statement */
    bool signature_blank, signed_;
    bool unclear;
};

struct reader {
    const struct surroundings *around;
    GPtrArray *lines; /* borrowed */
    guint begin, end; /* its lines; others are another form's */
    struct form *form;
    struct members *members;
    GPtrArray *drafts;
    struct draft *meeting;  /* that labels which follow speak of; NULL: none */
    struct person *person;  /* whose HPR number or address may follow; NULL: nobody's */
    bool blocks_of_people;  /* several people have tables of their own, each below "Navn | Kari Nordmann" */
    bool fields_of_people;  /* several people stand as fields below each other: name, HPR number, specialty */
    bool lists_short_names; /* people below a meeting have stood there with one name each */
    struct always always;
    GPtrArray *person_days; /* of struct person_days *, NULL: none */
    bool labels_above;      /* labels stand on lines of their own, each above its value */
    guint owner;            /* participant whose table follows; G_MAXUINT: nobody's */
    struct change *change;  /* that labels which follow speak of */
    enum label label_above; /* the last field of the row above */
    enum label section;     /* the heading above, LABEL_NONE where there is none */
    enum label list;        /* LABEL_PRESENT or LABEL_ABSENT: names that follow belong to the meeting */
    guint headlines;        /* everything that headlines announce */
    guint first_headline;   /* what the first one announces */
    guint subject_headline; /* what the subject of the mail announces */
    guint group_labels;     /* filled fields of the group */
    GString *late_numbers;  /* HPR numbers beside single names, as written */
    char *changes_from;     /* ISO day that stands above all changes; NULL: none */
    enum label vacant;      /* the office that somebody gives up and nobody has taken over; LABEL_NONE */
    char *vacant_from;      /* ISO day from which it is; NULL: not said */
    guint stated_changes;   /* changes that sentences told of */
    guint unclear_changes;  /* and those of which they did so unclearly */
    bool years_known;
    GDate first_day, last_day; /* between which a date without a year must lie, if years_known */
    bool form_years_known;     /* the same of the whole form; a worksheet may name years of its own */
    GDate form_first_day, form_last_day;
    GHashTable *dated_days; /* years of days that have one, by month and day; NULL until somebody asks */
    GHashTable *legend;     /* folded mark -> enum mark, where the form explains its own marks */
    GArray *lone_marks;     /* of guint: participants ticked where no meeting was in sight */
    bool has_lone_marks;
    struct common_time common;
    char *common_place;                     /* where all meetings were; NULL: not said */
    const struct line *line_of_common_time; /* the sentence that says it; NULL: none */
    const struct line *heading_of_people;   /* of the last table of people; NULL: none yet */
    struct attested attested;
};

/* --- month_rows.c */
/* Makes dates of days below a row of months. */
void join_month_rows(GPtrArray *lines);

struct line *line_at(const struct reader *reader, guint at); /* NULL beyond the end */
void explain(const struct reader *reader, const char *format, ...) G_GNUC_PRINTF(2, 3);
void doubt(struct reader *reader, const char *where, const char *why);

/* Text of a value: placeholders, dotted lines and lone dashes are nothing. Caller owns it. */
char *value_of(const char *text);
bool is_placeholder(const char *text);

/* --- years.c */
void years_find(struct reader *reader);
/* From the line of a worksheet's title on: the years that it or a headline on it names, else those of the
 * form. */
void years_of_worksheet(struct reader *reader, guint at);
/* At a line that is a headline with a single year, "Høsten 2024": the year of what stands below it. */
void years_of_headline_above(struct reader *reader, guint at);
/* ISO text of a day, with the year that it must have; NULL (and a doubt) where that is uncertain. Caller owns
 * it. */
char *day_in_form(struct reader *reader, const struct when *when, const char *where);
/* The same for the day of a change, which lies near the mail about it: a date without a year is the one that
 * is less than four months away. */
char *day_of_change(struct reader *reader, const struct when *when, const char *where);

/* --- drafts.c: meetings under way */
/* The meeting of a date or number: a known one, or a new one. `iso` may be NULL, number 0, start -1. */
struct draft *draft_of(struct reader *reader, const char *iso, guint number, int start);
struct draft *draft_new(struct reader *reader);
bool draft_has(const struct draft *draft, enum label label);
/* Takes a value under a label of meetings; false where the label is not of meetings. */
bool draft_set(struct reader *reader, struct draft *draft, enum label label, const struct place *value);
/* What a doubt calls the date of a meeting: "møtedato 31.2.2025", as it was written. Caller owns it. */
char *date_place(const char *text);
void draft_take_when(struct reader *reader, struct draft *draft, const struct when *when);
/* Takes a text of a meeting to its member `to`, which the draft owns; twice the same is once, what differs is
 * a doubt about `what`. */
void draft_set_text(struct reader *reader, struct draft *draft, char **to, const char *text,
                    const char *what);
void draft_mark(struct draft *draft, guint participant, bool present);
void drafts_finish(struct reader *reader);
bool is_meeting_label(enum label label);

/* --- topics.c */
void draft_set_topic(struct reader *reader, struct draft *draft,
                     const char *text); /* perhaps: no label says so */
void draft_set_labelled_topic(struct reader *reader, struct draft *draft, const char *text);
/* Another topic is given: what was taken for one may be those who came, "13/1: Kari, Ola, Per (tema: Angst)".
 */
void draft_give_topic_up(struct reader *reader, struct draft *draft);
bool is_no_topic(const char *text); /* numbers or times alone */

/* --- fields_in_cell.c */
/* "Tid: 18-21\nTema: Diabetes\nTil stede: Kari, Ola" in one cell; false where it is something else. */
bool take_fields_in_cell(struct reader *reader, struct draft *draft, const char *text);
/* "Forfall: Kari, Ola" in a cell of those who came; false where it holds something else. */
bool take_attendance_in_cell(struct reader *reader, struct draft *draft, const char *text);
/* "12.02.2025 / Sted: Helsehuset": what the cell of the date says beside it, with labels. */
void take_fields_behind_date(struct reader *reader, struct draft *draft, const char *text);

/* --- called_off.c */
/* "Avlyst pga. sykdom", "Hodepine (avlyst)": a meeting was not held. */
bool is_called_off(const char *text);
/* Whether a meeting was not held; says so. */
bool leave_called_off(struct reader *reader, const struct draft *draft);
/* On a list of attendance, leaves out the meetings after the mail that nobody has been to. */
void leave_planned(struct reader *reader);

/* --- legend.c */
/* What the whole form says of its own marks: a legend may stand below the squares. */
void legend_find(struct reader *reader);
/* What the legend says of a mark; MARK_UNKNOWN where it says nothing. */
enum mark legend_mark(const struct reader *reader, const char *text);

/* --- squares.c */
/* The mark in a square, as this form uses marks. */
enum mark mark_of(const struct reader *reader, const struct place *place);
/* Whether a line that gaps part ends in a mark: squares of a table whose columns are not certain. */
bool ends_in_mark(const struct reader *reader, const struct line *line);
/* The mark in somebody's square: one may also sign there, with initials or name, or put down hours. `name`
 * may be NULL. */
enum mark mark_of_person(const struct reader *reader, const struct place *place, const char *name);
/* Hours that the squares of one meeting name; all zero at first. */
struct squares {
    double hours; /* 0: none */
    bool differ;  /* not the same for all */
    bool plain;   /* somebody has a mark without hours */
    bool course;  /* they say that they are course hours */
    bool bare;    /* some are numbers alone, without "t" */
};
void squares_add(struct squares *squares, const struct place *place, enum mark mark);
void squares_finish(struct reader *reader, const struct squares *squares, struct draft *draft);

/* --- bounds.c */
/* Leaves out, with a doubt, what is longer, larger or more than any form can mean. */
void form_bound(struct reader *reader);

/* --- day_lines.c */
/* Behind a bullet, or the number of an item that is no part of its day. */
const char *after_bullet(const char *text);
/* "hos Kari", "på Helsehuset": where, and nothing else. */
bool is_place_alone(const char *rest);
/* "om skiskader": behind the word, what a meeting was about; else all that follows the day. */
const char *after_about(const struct when *when);
/* Whether one of the pairs of a line says who came, or what it was about. */
bool says_who_came(const GPtrArray *pairs);
/* Reads the day of a line in a list of days: "02.09 Hjertesvikt" is no time there. */
void when_in_list(const char *text, struct when *when);
bool is_in_list_of_days(const struct reader *reader, guint at);
/* Whether a line is a meeting's that holds a day and a topic, and nothing that parts them. */
bool is_plain_meeting(const struct reader *reader, guint at, const struct when *when);

/* --- people_behind.c */
/* True when at least two names are listed and each is one of the members. */
bool are_known_people(const struct reader *reader, const char *text);
/* The same of whole names: those of nobody known yet, or of members and others. */
bool are_whole_names(const struct reader *reader, const char *text);
/* Where a list of people, or "alle", begins at the end of a text; NULL: nowhere. `tail` becomes the list;
 * caller owns it. */
const char *people_behind(const struct reader *reader, const char *rest, char **tail);
/* "Diabetes (Kari, Ola)", "Diabetes – Kari, Ola": names at the end are who was there. Returns what stands in
 * front of them; caller owns it. */
char *take_people_behind(struct reader *reader, struct draft *draft, const char *rest);
/* "Tema lumbago. Kari, Ola": takes members who stand in a sentence of their own behind any topic. */
void take_members_behind_sentence(struct reader *reader, struct draft *draft);
/* Takes those who came off a topic that followed a date. */
void take_people_behind_topic(struct reader *reader, struct draft *draft);

/* --- attendance.c */
/* Who a list of names means; what cannot be told is a doubt at `where`. */
void attendance_resolve(struct reader *reader, struct draft *draft, const char *where);

/* "Alle møtte", "Alle unntatt Kari": says nothing but who came. */
bool attendance_is_everybody(const char *text);

/* --- told_members.c */
/* The members that a sentence lists, with their numbers or as "deltakere er ..."; false where it lists none.
 */
bool take_members_told(struct reader *reader, const char *sentence);

/* --- told_meetings.c */
/* Behind the words with which a letter begins to tell of a meeting, at its day: "Det andre møtet var 3.
 * mars", "Vi møttes 3. mars"; `opened` tells that it does so in a sentence. The text itself where it has
 * none. */
const char *after_opening(const char *text, bool *opened);
/* "på Helsehuset", "hjemme hos Kari, 18.30-21.00": false where the text is no place. */
bool take_place_told(struct reader *reader, struct draft *draft, const char *text);
/* "Alle møtene var kl. 18-20": looks for the time of all meetings, before they are read. */
void find_time_of_all(struct reader *reader);
/* Whether a sentence of a text tells of a meeting: what it was about, or who came. */
bool tells_of_meeting(const struct reader *reader, const char *text);
/* What sentences behind the day of a meeting tell of it, where one tells what it was about or the text has an
 * opening. True when it has a topic now. */
bool take_meeting_told(struct reader *reader, struct draft *draft, const char *text, bool opened);

/* --- attended.c */
/* "Ketil og Sigurd deltok", "Rita var forhindret": what a sentence tells of who came, as LABEL_PRESENT or
 * LABEL_ABSENT with the list of people, which the caller frees. False where it tells nothing of that. */
bool attendance_told(const struct reader *reader, const char *sentence, enum label *label, char **people);
/* "Alle fire deltok", "Alle unntatt Gisle var til stede": the list that says so, without the verb; NULL where
 * a text says something else. Caller owns it. */
char *attendance_of_everybody(const char *sentence);
/* "alle fire" as "alle 4"; any other text as it is. Caller owns it. */
char *attendance_with_digits(const char *text);
/* Takes what the sentences of a text tell of who came; how many told of it. */
guint take_attendance_told(struct reader *reader, struct draft *draft, const char *text);
/* The same of the sentences behind a topic, which are then no part of it. */
void take_attendance_behind_topic(struct reader *reader, struct draft *draft);

/* --- told_days.c */
/* "Vi møttes 14. januar om diabetes og 18. mars om demens": false where a sentence does not tell of several
 * meetings with nothing but their topics. */
bool take_days_told(struct reader *reader, const char *sentence);

/* --- always.c */
/* "Alle var til stede på alle møtene", "Kari manglet 7. oktober": false where a sentence says something else.
 */
bool take_always(struct reader *reader, const char *sentence);
/* What that means for a meeting of which nothing else says who came. */
void take_always_of(struct reader *reader, struct draft *draft);
void always_free(struct always *always);

/* --- days_of_person.c */
/* "Ole og Gry var på møte 1, 2 og 4" */
bool take_days_of_people(struct reader *reader, const char *sentence);
/* Marks those of whom lines told to which meetings they came, once all meetings are known. */
void finish_days_of_people(struct reader *reader);

/* --- days.c: rows that name days, the heads of columns of meetings */
/* "Sign. 03.02.25", "Til stede 03.02.25": the day behind a label in the head of a column; else the text. */
const char *day_of_head(const char *text);
/* A date or number of a meeting as the head of a column. */
bool is_day_place(const struct place *place, struct when *when);
/* "3", "nr. 3", "M3", "#3": the number of a meeting as a heading; 0: it is none. */
guint number_of_head(const char *text);
/* "1 | 2 | 3 ..." as headings: numbers of meetings, from 1 on. */
bool counts_meetings(const struct line *line);
const struct place *first_filled(const struct line *line); /* NULL: none; not begun in a row above */
/* A label in front of a row that says something of every meeting. */
bool is_meeting_property(enum label label);
/* How many days a row names beside its first column; 0 where it is a row of something else. */
guint count_days(const struct line *line);
/* The row with the days, from `at` on; G_MAXUINT: none. */
guint find_days(const struct reader *reader, guint at, guint end);

/* --- left_columns.c */
/* True when all squares of a column that are filled, in lines [from, end), list days, one of them several. */
bool column_lists_days(const struct reader *reader, guint from, guint end, guint column);
/* "3.2, 10.3": the days on which somebody was there. */
void take_days_attended(struct reader *reader, guint participant, const char *name, const char *text);
/* Reports columns of a table [heading, end) that nobody has `taken` (as many as the heading has places), and
 * that say who came. */
void doubt_left_columns(struct reader *reader, guint heading, guint end, const bool *taken);
/* Reports one of them. */
void doubt_column(struct reader *reader, guint heading, guint column);
/* Labels the columns "Hvem" and "Tittel" of a table of meetings, where they hold those who came and the
 * topics. */
void label_columns_of_meetings(struct reader *reader, guint heading, guint end);

/* --- values_below.c */
/* Whether the form's labels stand on lines of their own, each above its value, as where the lines of a
 * printed form were filled in. A single one may be a word of the text. */
bool labels_stand_above(const struct reader *reader);
/* A label alone on its line: fields whose value people write below. Lines read, 0 where there is no value. */
guint take_lone_label(struct reader *reader, guint at, enum label label);

/* --- person_fields.c */
/* A person's HPR number, address, specialty, profession or workplace. */
bool is_person_label(enum label label);
/* "Dato 2", "HPR 3": the field of a numbered meeting or person. False where it is none. */
bool take_numbered(struct reader *reader, const struct place *name, const struct place *value);
/* "Deltaker 1 | Kari Nordmann | HPR | 7440613": somebody with what stands behind the name. False where it is
 * none. */
bool take_numbered_row(struct reader *reader, const struct line *line);
/* "Navn: Kari Nordmann HPR: 7440613 Mobil: 480 12 345": one of the people in a line of fields. */
bool take_person_in_fields(struct reader *reader, const struct line *line);
/* The leader or the secretary, where their heading stands alone above a line; else NULL. */
struct person *officer_above(const struct reader *reader, guint at);
/* "Navn | Kari Nordmann" above her other fields, or above a table of the meetings that she was at. */
bool take_owner(struct reader *reader, const struct place *value);
/* "Leder: | Kari | Sekretær: | Ola" with "HPR: | … | HPR: | …" below: the one in whose column the label
 * stands. A row of a single officer above leaves the person that there is. */
void choose_officer_above(struct reader *reader, guint at, guint column);

/* --- common_time.c */
/* What a statement about all meetings says: two times, or a length. False where another said something else.
 */
bool set_common_time(struct reader *reader, const struct when *when);
void take_common_time(const struct reader *reader, struct meeting *meeting);

/* --- strategies: lines read, 0 where they are not of the kind */
guint read_common_time(struct reader *reader, guint at);
guint read_legend(struct reader *reader, guint at);
guint read_changes(struct reader *reader, guint at);
guint read_matrix(struct reader *reader, guint at);
guint read_meeting_table(struct reader *reader, guint at);
guint read_people_table(struct reader *reader, guint at);
guint read_attestation(struct reader *reader, guint at);
guint read_signature(struct reader *reader, guint at); /* "Attestert av Kari Nordmann", without a colon */
guint read_sponsor(struct reader *reader, guint at);
guint read_running(struct reader *reader, guint at);
guint read_told(struct reader *reader, guint at);
guint read_always(struct reader *reader, guint at);
guint read_days_of_person(struct reader *reader, guint at);
guint read_announced(struct reader *reader, guint at);
guint read_fields(struct reader *reader, guint at);
guint read_people_list(struct reader *reader, guint at);
guint read_statements(struct reader *reader, guint at);
guint read_letter(struct reader *reader, guint at); /* statements that hold words like a label's */
guint read_heading(struct reader *reader, guint at);

/* --- shared by strategies */
/* A participant out of a row or line; takes the role that stands beside the name. Returns the index. */
guint take_participant(struct reader *reader, struct someone *someone, const char *where);
void take_change(struct reader *reader, enum label kind, struct someone *someone, const char *date_text);
bool is_change_label(enum label label);
/* "Per, Randi, Sverre": nothing but names of one word, certainly of several people. */
bool is_list_of_short_names(const struct reader *reader, const char *text);
/* The change that a text names or tells of; LABEL_NONE where it is none. */
enum label change_named(const char *text);
/* "Endring: ny leder": a change whose person the fields below name; changes_finish drops, with a doubt, one
 * whom none did. */
void open_change(struct reader *reader, enum label label);
/* "Nye medlemmer: Kari Nordmann fra 1.10.2025, Ola Hansen fra 15.10.2025": the people of a value, each with
 * the day that stands behind them, or with the only one, at the end. */
void take_change_of_value(struct reader *reader, enum label label, const char *value);
/* "Gjelder fra: 1. mars": the day of the change above, of all changes below, or of a group that starts. */
void set_day_from(struct reader *reader, const char *text);
/* "Endringer i Elvegruppa fra 1. januar:": the day of all changes below. */
void take_day_of_headline(struct reader *reader, const char *text);
void changes_finish(struct reader *reader);
/* Changes that a sentence tells of; false where it tells of none for sure. */
/* The change that the words of a cell tell of ("går ut av gruppen"); LABEL_NONE: none, or more than one. */
enum label change_in_words(const char *text);
bool take_stated_changes(struct reader *reader, const char *sentence);
/* Whether words of a text may tell of a change, of whatever kind. */
bool tells_of_change(const char *text);
/* --- statements.c */
/* The headline, or else the subject, says that a group starts. */
bool announces_start(const struct reader *reader);
void field_set(struct reader *reader, enum label label, const struct place *value);
/* The first label in a text with what follows it up to the next label; "" before the first one. */
struct pair {
    enum label label; /* LABEL_NONE: text before the first label */
    char *value;
};
GPtrArray *pairs_of(const char *text); /* of struct pair *; caller unrefs */
/* Gives members the numbers that stand beside one of their names, once all are known. */
void finish_late_numbers(struct reader *reader);
bool is_industry_text(const char *text);
void group_set_kind(struct reader *reader, guint headline);

/* --- group_around.c: what stands in no field */
/* Number, name and municipality out of headlines and sentences up to a line, where no field says them. */
void group_said_in_lines(struct reader *reader, guint end);
/* "Navn: Elvegruppa" above or below "Nummer: SG-0123": the group's, before anybody is named. */
bool is_name_of_group(const struct reader *reader, guint at, const char *text);
/* "Presens | Elvegruppa | 2025": what the form is, before any meeting, and no list of those who were there.
 * False where the row is something else. */
bool take_headline_in_row(struct reader *reader, const struct line *line, enum label label,
                          const struct place *value);
/* The group number out of the form's text, the subject and the covering note. */
void group_from_surroundings(struct reader *reader);
/* One past the last line of the table, or of the lines in columns, that begins at a line. */
guint table_end(const struct reader *reader, guint at);
/* Takes a specialty, profession or workplace; false where the label is of none of them. */
bool take_trait(struct person *person, enum label label, const char *text);
/* Somebody out of a row, by the labels of its columns. Never NULL; caller frees. */
struct someone *someone_of_row(const struct line *line, const enum label *labels, guint count,
                               bool surname_first);
/* True when the names of a column part surname and first name by a comma. */
bool column_is_surname_first(const struct reader *reader, guint from, guint end, guint column);
/* A label in front of somebody who signs or keeps the list: "Attestert av | Kari Nordmann" is no
 * participant's row. */
bool is_officer_label(enum label label);
/* Of the group, or of those who answer for it: a row that begins so is nobody's. */
bool is_field_of_form(enum label label);
bool is_people_line(const struct line *line); /* people and nothing else; NULL is none */
/* One cell of a table, in front, with a field or a sentence in it: it speaks for itself, not for the columns.
 */
bool is_remark(const struct line *line);
/* A remark between the rows of a table, read for itself. */
void take_remark(struct reader *reader, guint at);
/* Columns of a heading row: the label of every column. False where the row is no heading. */
bool is_heading_row(const struct line *line);
/* Whether the places of a row stand below those of the heading: always in a table. In a line that gaps part
 * an empty place is not seen, so that it must have as many; and in a drawing two headings may look like one.
 */
bool stands_below(const struct line *heading, const struct line *row);
guint column_of(const struct line *line, enum label label); /* G_MAXUINT: none */

/* --- form_kind.c */
/* Enough to be sure that this is one of our forms, not just any document with dates or names. */
bool is_sure_form(const struct reader *reader);
/* Sets the form's kind; false where nothing tells it. */
bool decide_kind(struct reader *reader);
