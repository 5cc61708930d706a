#!/usr/bin/python3
"""Random histories of forms, corrections and decisions of the office: whatever the order in which they come, and in however
many rounds they are decided, everybody has the same hours; and these are what an account comes to that is computed here from
the rulebook's words alone. The seed stands below: a failure can be played again."""
import concurrent.futures
import datetime
import json
import os
import pathlib
import random
import subprocess
import unittest

PROBE = pathlib.Path(os.environ.get("BUILD", "build")) / "tests/rules/histories_probe"
HISTORIES, RUN_HISTORIES, ORDERS, SEED, WORKERS = int(os.environ.get("HISTORIES", 500)), 60, 3, 20261122, 2
START = datetime.date(2017, 1, 1)


# ---- histories ----

class Group:
    def __init__(self, index, rng, strangers, kind="smagruppe"):
        self.index, self.name, self.kind = index, f"Gruppe {'ABCD'[index]}", kind
        own = [(f"Fornavn{index}{i} Etternavn{index}{i}", str(2000000 + 100 * index + i)) for i in range(3)]
        self.members = own + rng.sample(strangers, 2)
        self.secretary = f"sekretaer{index}@example.org"
        self.met = set()

    def form(self, kind, **more):
        return dict({"form": kind, "source": {"part": "2", "filename": "a.docx", "format": "docx"},
                     "group": {"name": self.name, "municipality": "Bergen", "kind": self.kind}}, **more)

    def start(self):
        first = {"name": self.members[0][0]}
        return self.form("start", start_date=START.isoformat(), plan="Fire møter i året", leader=first,
                         secretary=dict(first, email=self.secretary),
                         participants=[{"name": name, "hpr": hpr} for name, hpr in self.members])


def mail(key, group, sent, form):
    return {"mail": key, "reading": {"message": {"id": f"<{key}@example.org>", "from": {"email": group.secretary},
                                                 "to": ["smagrupper@example.no"], "subject": key,
                                                 "date": f"{sent}T10:00:00+01:00", "automatic": False},
                                     "kind": "form", "forms": [form], "text": ""}}


def a_meeting(rng, day, people, long):
    meeting = {"date": day.isoformat(), "start": "17:00", "topic": "Gikt", "place": "Legekontoret"}
    minutes = rng.choice((240, 270, 320)) if long else rng.choice((30, 44, 45, 90, 134, 135, 180, 180, 180, 180, 240, 270, 271, 320))
    end = 17 * 60 + minutes
    meeting.update(minutes=minutes, end=f"{end // 60:02}:{end % 60:02}")
    if rng.random() < .1:
        meeting["hours"] = rng.randint(1, 7)
    if rng.random() < .05:
        meeting["place"] = "Hotell Sol, København"
    chance = rng.random()
    least, most = (0, 1) if chance < .04 else (3, people)
    meeting["present"] = sorted(rng.sample(range(people), rng.randint(least, most)))
    return meeting


def a_list(rng, group, days, long):
    people = [{"name": name, "hpr": hpr} for name, hpr in group.members]
    if rng.random() < .3:
        people.append({"name": f"Ukjent Person{rng.randint(0, 9)}"})
    form = group.form("presence", participants=people, industry_free=True,
                      meetings=[a_meeting(rng, day, len(people), long) for day in sorted(days)])
    chance = rng.random()
    if chance < .06:
        del form["industry_free"]
    elif chance < .14:
        form["industry_free"] = False
    elif chance < .18:
        form["sponsor"] = "Legemiddelfirma AS"
    elif chance < .22:
        del form["meetings"][0]["topic"]
    return form


def some_days(rng, group, year, count):
    """Groups meet on days of their own, so that nobody is at two places at once; often at the end of a month, and on the days
    around which a year's window ends."""
    first = datetime.date(year, 1, 1)
    days = [day for day in (first + datetime.timedelta(n) for n in range(366))
            if day.year == year and (day.day - 1) % 4 == group.index]
    ends = [day for day in days if day.day > 28 or (day + datetime.timedelta(1)).day == 1]
    chosen = set(rng.sample(ends, 1) if ends and rng.random() < .3 else [])
    for earlier in sorted(group.met):
        for off in (-1, 0, 1):
            day = months_later(earlier, 12) + datetime.timedelta(off)
            if day in days and rng.random() < .3:
                chosen.add(day)
    chosen = set(rng.sample(sorted(chosen), min(len(chosen), count)))
    chosen.update(rng.sample([day for day in days if day not in chosen], count - len(chosen)))
    group.met.update(chosen)
    return sorted(chosen)


def a_history(rng):
    strangers = [(f"Felles{i} Fremmed{i}", str(3000000 + i)) for i in range(3)]
    busy = rng.random() < .06
    groups = [Group(i, rng, strangers) for i in range(1 if busy else rng.randint(1, 3))]
    steps, needs, sent = [], {}, datetime.date(2024, 6, 1)
    for group in groups:
        opening = f"start{group.index}"
        steps.append(mail(opening, group, "2017-01-02", group.start()))
        lists = []
        for year in sorted(rng.sample(range(2017, 2024), rng.randint(3, 5) if busy else rng.randint(1, 3))):
            lists.append((year, some_days(rng, group, year, rng.randint(9, 12) if busy else rng.randint(1, 4))))
        # At most two meetings of two people a group: no run of three can come of them.
        pairs = rng.randrange(len(lists))
        for number, (year, days) in enumerate(lists):
            for version in range(1 + (rng.random() < .4)):
                sent += datetime.timedelta(1)
                key = f"list{group.index}-{number}-{version}"
                again = rng.sample(days, rng.randint(1, len(days))) if version else days
                form = a_list(rng, group, again, busy)
                if not version and number == pairs and len(form["meetings"]) > 1:
                    form["meetings"][0]["present"] = [0, 1]
                steps.append(mail(key, group, sent.isoformat(), form))
                needs[key] = [opening]
                flagged = form.get("industry_free") is False or "sponsor" in form
                if flagged and "industry_free" in form and all("topic" in m for m in form["meetings"]) \
                        and any(m["present"] for m in form["meetings"]):
                    decide(rng, steps, needs, key, opening)
        if rng.random() < .3 and group.kind == "smagruppe":
            key = f"update{group.index}"
            sent += datetime.timedelta(1)
            changes = [{"change": "joined", "date": "2020-02-01", "person": {"name": "Ny Kollega", "hpr": "4000001"}},
                       {"change": "left", "date": "2021-02-01", "person": {"name": group.members[3][0], "hpr": group.members[3][1]}}]
            steps.append(mail(key, group, sent.isoformat(), group.form("update", changes=changes)))
    if rng.random() < .15:
        supervise(rng, Group(3, rng, strangers, rng.choice(("gruppeveiledning", "veiledningsgruppe"))), steps, needs)
    persons = [{"person": hpr, "period_start": rng.choice(("2016-05-01", "2019-01-01", "2020-07-15")), "in_training": rng.random() < .3}
               for _, hpr in groups[0].members if rng.random() < .2]
    return steps, needs, persons


def supervise(rng, group, steps, needs):
    """A group of candidates: two or three days of one half-year, or three years with many hours."""
    opening = f"start{group.index}"
    steps.append(mail(opening, group, "2017-01-02", group.start()))
    short = group.kind == "gruppeveiledning"
    for number, year in enumerate((2019,) if short else (2018, 2019, 2020)):
        days = some_days(rng, group, year, rng.randint(2, 3) if short else rng.randint(6, 11))
        if short:
            days = [datetime.date(2019, 3, day.day if day.day < 29 else 4) for day in days]
        key = f"list{group.index}-{number}"
        people = [{"name": name, "hpr": hpr} for name, hpr in group.members]
        meetings = [a_meeting(rng, day, len(people), True) for day in sorted(set(days))]
        if short and len(meetings) < 2:
            continue
        steps.append(mail(key, group, f"2024-05-{10 + number}", group.form("presence", participants=people, meetings=meetings)))
        needs[key] = [opening]


def decide(rng, steps, needs, key, opening):
    """The office decides, may take it back, and may decide again."""
    last, name = [key, opening], key
    for number in range(rng.choice((0, 1, 1, 1, 2, 3))):
        step = {"undo": name} if number == 1 else {"office": name, "approve": rng.random() < .7}
        label = f"{key} office {number}"
        steps.append(dict(step, label=label))
        needs[label] = list(last)
        last = [label]


def label(step):
    return step.get("label") or step["mail"]


def in_some_order(rng, steps, needs):
    """Any order in which decisions come after what they decide, in rounds of any size."""
    left, done, order = list(steps), set(), []
    while left:
        ready = [s for s in left if "mail" in s or all(n in done for n in needs.get(label(s), ()))]
        step = rng.choice(ready)
        left.remove(step)
        done.add(label(step))
        if "mail" not in step:
            order.append({"round": True})
        order.append({k: v for k, v in step.items() if k != "label"})
        if rng.random() < .4:
            order.append({"round": True})
    return order + [{"round": True}]


# ---- the account, from the rulebook ----

def months_later(day, months):
    """The same day of the month, or where there is none the day after the month's last."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    try:
        return datetime.date(year, month, day.day)
    except ValueError:
        return datetime.date(year + month // 12, month % 12 + 1, 1)


def outcome(form, decisions):
    """Whether a presence list stands: some fault returns it, a flag waits for the office."""
    meetings = form["meetings"]
    if form["group"]["kind"] != "smagruppe":
        return True
    returned = ("industry_free" not in form or any("topic" not in m for m in meetings)
                or not any(m["present"] for m in meetings))
    flagged = form.get("industry_free") is False or "sponsor" in form
    if returned:
        return False
    return not flagged or (bool(decisions) and decisions[-1])


def hours_of(meeting):
    timed = meeting["minutes"] // 45
    return min(timed, meeting["hours"]) if "hours" in meeting else timed


def counts(meeting, kind):
    return kind != "smagruppe" or hours_of(meeting) >= 1 and len(meeting["present"]) >= 2 and "København" not in meeting["place"]


def reference(steps, persons):
    decisions, lists, kinds, leaders = {}, [], {}, {}
    for step in steps:
        if "office" in step:
            decisions.setdefault(step["office"], []).append(step["approve"])
        elif "undo" in step:
            decisions[step["undo"]].pop()
        elif step["reading"]["forms"][0]["form"] == "presence":
            lists.append(step)
        elif step["reading"]["forms"][0]["form"] == "start":
            form = step["reading"]["forms"][0]
            kinds[form["group"]["name"]] = form["group"]["kind"]
            leaders[form["group"]["name"]] = form["participants"][0]["hpr"]
    standing = {}
    for step in sorted(lists, key=lambda s: s["reading"]["message"]["date"]):
        form = step["reading"]["forms"][0]
        if outcome(form, decisions.get(step["mail"])):
            for meeting in form["meetings"]:
                standing[form["group"]["name"], meeting["date"]] = (form, meeting)
    return credits(standing, kinds, leaders, persons)


def credits(standing, kinds, leaders, persons, disallowed=()):
    """The rows of every account, from the meetings in force: {(group, date): (form, meeting)}."""
    group_days, attended = {}, {}
    for (group, date), (form, meeting) in standing.items():
        day = datetime.date.fromisoformat(date)
        good = counts(meeting, kinds[group]) and (group, date) not in disallowed
        if good:
            group_days.setdefault(group, []).append(day)
        for index in meeting["present"]:
            hpr = form["participants"][index].get("hpr")
            if hpr:
                attended.setdefault(hpr, []).append((day, group, hours_of(meeting), good))
    known = {p["person"]: p for p in persons}
    return sorted(row for hpr, days in attended.items()
                  for row in account(hpr, sorted(days), group_days, known.get(hpr, {}), kinds, leaders))


def best(day, values, months):
    """The most that any window of so many months that holds the day gives: it may begin on each day that gives something."""
    return max((sum(v for d, v in values if first <= d < months_later(first, months))
                for first, _ in values if first <= day < months_later(first, months)), default=0)


def room(day, granted, person):
    """How many more points the cap leaves on a day."""
    most = 130 if person.get("in_training") else 150
    if not person.get("period_start"):
        return most - sum(h for d, h in granted if day < months_later(d, 60))
    first = datetime.date.fromisoformat(person["period_start"])
    while first > day:
        first = months_later(first, -60)
    while months_later(first, 60) <= day:
        first = months_later(first, 60)
    return most - sum(h for d, h in granted if d >= first)


def account(hpr, days, group_days, person, kinds, leaders):
    small = [(day, min(hours, 6)) for day, group, hours, good in days if good and kinds[group] == "smagruppe"]
    taught = [(day, hours) for day, group, hours, _ in days
              if kinds[group] == "veiledningsgruppe" and leaders[group] != hpr and hours > 0]
    granted, so_far = [], 0
    for day, group, hours, good in days:
        if not good:
            yield [hpr, group, day.isoformat(), hours, "disallowed"]
            continue
        if kinds[group] == "gruppeveiledning":
            yield [hpr, group, day.isoformat(), hours, "documented"]
            continue
        if kinds[group] == "veiledningsgruppe":
            if leaders[group] == hpr or sum(h for _, h in taught) < 120 or months_later(taught[0][0], 24) > taught[-1][0]:
                yield [hpr, group, day.isoformat(), hours, "provisional"]
                continue
            so_far += hours
            points = max(0, min(hours, so_far - 120))
        else:
            if hours > 6:
                yield [hpr, group, day.isoformat(), hours - 6, "disallowed"]
                hours = 6
            if best(day, [(d, 1) for d in group_days[group]], 12) < 3 or best(day, small, 12) < 6:
                yield [hpr, group, day.isoformat(), hours, "provisional"]
                continue
            points = hours
        counting = max(0, min(points, room(day, granted, person)))
        granted.append((day, counting))
        if counting or hours > points or not points:
            yield [hpr, group, day.isoformat(), hours - points + counting, "counting"]
        if counting < points:
            yield [hpr, group, day.isoformat(), points - counting, "over-cap"]


# ---- runs of the same two, where the rulebook makes the order matter ----

def a_run_history(rng):
    """One group whose lists are often of the same two. Every list has days of its own, each its own date of mail."""
    group = Group(0, rng, [(f"Felles{i} Fremmed{i}", str(3000000 + i)) for i in range(3)])
    days = rng.sample(some_days(rng, group, 2020, 12), 8)
    lists = []
    while days:
        size = min(len(days), rng.randint(1, 3))
        some, days = sorted(days[:size]), days[size:]
        meetings = [{"date": day.isoformat(), "start": "17:00", "end": "20:00", "minutes": 180, "topic": "Gikt",
                     "place": "Legekontoret", "present": rng.choice(([0, 1], [0, 1], [0, 1], [0, 2], [0, 1, 2], [1, 2, 3]))}
                    for day in some]
        form = group.form("presence", industry_free=True, meetings=meetings,
                          participants=[{"name": name, "hpr": hpr} for name, hpr in group.members])
        lists.append(mail(f"list{len(lists)}", group, f"2024-06-{len(lists) + 1:02}", form))
    return group, lists


def runs(meetings):
    """The runs of meetings in a row with the same two: lists of dates."""
    found, last = [], None
    for date, present in sorted(meetings.items()):
        pair = frozenset(present) if len(present) == 2 else None
        if pair and pair == last:
            found[-1].append(date)
        elif pair:
            found.append([date])
        last = pair
    return [run for run in found if len(run) >= 3]


def reference_of_run(group, lists, approved):
    """What one order of lists comes to: a list that completes a run loses its meetings in it, or waits for the office where a
    meeting in the run counts already."""
    standing, disallowed, flagged, completed = {}, set(), [], False
    for step in lists:
        form = step["reading"]["forms"][0]
        own = {m["date"]: m for m in form["meetings"]}
        together = {**{date: m["present"] for (_, date), (_, m) in standing.items()},
                    **{date: m["present"] for date, m in own.items()}}
        rows = credits(standing, {group.name: "smagruppe"}, {}, [], disallowed)
        counting = {row[2] for row in rows if row[4] == "counting"}
        hit = [run for run in runs(together) if own.keys() & set(run)]
        completed = completed or bool(hit)
        if any(counting & set(run) for run in hit):
            flagged.append(step["mail"])
            if step["mail"] not in approved:
                continue
        for date, meeting in own.items():
            standing[group.name, date] = (form, meeting)
            if any(date in run and not counting & set(run) for run in hit):
                disallowed.add((group.name, date))
    return credits(standing, {group.name: "smagruppe"}, {}, [], disallowed), flagged, completed


class Histories(unittest.TestCase):
    def play(self, lines):
        run = subprocess.run([PROBE], input="\n".join(lines) + "\n", capture_output=True, text=True)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return [sorted(json.loads(line)) for line in run.stdout.splitlines()]

    def test_random_histories(self):
        rng = random.Random(SEED)
        histories, lines = [], []
        for _ in range(HISTORIES):
            steps, needs, persons = a_history(rng)
            histories.append((steps, persons))
            for _ in range(ORDERS):
                again = [{"recheck": True}] if rng.random() < .3 else []
                lines.append(json.dumps(in_some_order(rng, steps, needs) + again + persons))
        with concurrent.futures.ThreadPoolExecutor(max_workers=WORKERS) as workers:
            answers = list(workers.map(self.play, (lines[n::WORKERS] for n in range(WORKERS))))
        outcomes = [answers[n % WORKERS][n // WORKERS] for n in range(len(lines))]
        statuses = set()
        for number, (steps, persons) in enumerate(histories):
            expected = reference(steps, persons)
            statuses.update(row[4] for row in expected)
            for order in range(ORDERS):
                with self.subTest(history=number, order=order):
                    self.assertEqual(outcomes[number * ORDERS + order], expected)
        self.assertEqual(statuses, {"counting", "provisional", "disallowed", "over-cap", "documented"})

    def test_runs_of_the_same_two(self):
        rng = random.Random(SEED + 1)
        cases, lines, decided, dependent = [], [], 0, 0
        for _ in range(RUN_HISTORIES):
            group, lists = a_run_history(rng)
            approved = {step["mail"] for step in lists if rng.random() < .5}
            outcomes, completions = [], []
            for _ in range(ORDERS):
                order = rng.sample(lists, len(lists))
                expected, flagged, completed = reference_of_run(group, order, approved)
                steps = [mail("start", group, "2017-01-02", group.start()), {"round": True}]
                for step in order:
                    steps += [step, {"round": True}]
                    if step["mail"] in flagged and step["mail"] in approved:
                        steps.append({"office": step["mail"], "approve": True})
                decided += len(flagged)
                cases.append(expected)
                outcomes.append(expected)
                completions.append(completed)
                lines.append(json.dumps(steps))
            same = all(outcome == outcomes[0] for outcome in outcomes)
            dependent += not same
            # The order matters only where one of them completes a run.
            self.assertTrue(same or any(completions))
        for number, (expected, answer) in enumerate(zip(cases, self.play(lines), strict=True)):
            with self.subTest(case=number):
                self.assertEqual(answer, expected)
        self.assertGreater(decided, 0)
        self.assertGreater(dependent, 0)


if __name__ == "__main__":
    unittest.main()
