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
HISTORIES, ORDERS, SEED, WORKERS = 500, 3, 20261122, 2
START = datetime.date(2017, 1, 1)


# ---- histories ----

class Group:
    def __init__(self, index, rng, strangers):
        self.index, self.name = index, f"Gruppe {'ABC'[index]}"
        own = [(f"Fornavn{index}{i} Etternavn{index}{i}", str(2000000 + 100 * index + i)) for i in range(3)]
        self.members = own + rng.sample(strangers, 2)
        self.secretary = f"sekretaer{index}@example.org"

    def form(self, kind, **more):
        return dict({"form": kind, "source": {"part": "2", "filename": "a.docx", "format": "docx"},
                     "group": {"name": self.name, "municipality": "Bergen"}}, **more)

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
    """Groups meet on days of their own, so that nobody is at two places at once."""
    days = [datetime.date(year, month, day) for month in range(1, 13) for day in range(1 + group.index, 29, 3)]
    return rng.sample(days, count)


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
        if rng.random() < .3:
            key = f"update{group.index}"
            sent += datetime.timedelta(1)
            changes = [{"change": "joined", "date": "2020-02-01", "person": {"name": "Ny Kollega", "hpr": "4000001"}},
                       {"change": "left", "date": "2021-02-01", "person": {"name": group.members[3][0], "hpr": group.members[3][1]}}]
            steps.append(mail(key, group, sent.isoformat(), group.form("update", changes=changes)))
    persons = [{"person": hpr, "period_start": rng.choice(("2016-05-01", "2019-01-01", "2020-07-15")), "in_training": rng.random() < .3}
               for _, hpr in groups[0].members if rng.random() < .2]
    return steps, needs, persons


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
    returned = ("industry_free" not in form or any("topic" not in m for m in meetings)
                or not any(m["present"] for m in meetings))
    flagged = form.get("industry_free") is False or "sponsor" in form
    if returned:
        return False
    return not flagged or (bool(decisions) and decisions[-1])


def hours_of(meeting):
    timed = meeting["minutes"] // 45
    return min(timed, meeting["hours"]) if "hours" in meeting else timed


def counts(meeting):
    return hours_of(meeting) >= 1 and len(meeting["present"]) >= 2 and "København" not in meeting["place"]


def reference(steps, persons):
    decisions, lists = {}, []
    for step in steps:
        if "office" in step:
            decisions.setdefault(step["office"], []).append(step["approve"])
        elif "undo" in step:
            decisions[step["undo"]].pop()
        elif step["reading"]["forms"][0]["form"] == "presence":
            lists.append(step)
    standing = {}
    for step in sorted(lists, key=lambda s: s["reading"]["message"]["date"]):
        form = step["reading"]["forms"][0]
        if outcome(form, decisions.get(step["mail"])):
            for meeting in form["meetings"]:
                standing[form["group"]["name"], meeting["date"]] = (form, meeting)
    group_days, attended = {}, {}
    for (group, date), (form, meeting) in standing.items():
        day = datetime.date.fromisoformat(date)
        if counts(meeting):
            group_days.setdefault(group, []).append(day)
        for index in meeting["present"]:
            hpr = form["participants"][index].get("hpr")
            if hpr:
                attended.setdefault(hpr, []).append((day, group, hours_of(meeting), counts(meeting)))
    known = {p["person"]: p for p in persons}
    return sorted(row for hpr, days in attended.items() for row in account(hpr, sorted(days), group_days, known.get(hpr, {})))


def best(day, values, months):
    """The most that any window of so many months that holds the day gives: it may begin on each day that gives something."""
    return max((sum(v for d, v in values if first <= d < months_later(first, months))
                for first, _ in values if first <= day < months_later(first, months)), default=0)


def account(hpr, days, group_days, person):
    allowed = [(day, min(hours, 6)) for day, _, hours, good in days if good]
    granted = []
    most = 130 if person.get("in_training") else 150
    for day, group, hours, good in days:
        if not good:
            yield [hpr, group, day.isoformat(), hours, "disallowed"]
            continue
        if hours > 6:
            yield [hpr, group, day.isoformat(), hours - 6, "disallowed"]
            hours = 6
        met = [(d, 1) for d in group_days[group]]
        if best(day, met, 12) < 3 or best(day, allowed, 12) < 6:
            yield [hpr, group, day.isoformat(), hours, "provisional"]
            continue
        if person.get("period_start"):
            first = datetime.date.fromisoformat(person["period_start"])
            while first > day:
                first = months_later(first, -60)
            while months_later(first, 60) <= day:
                first = months_later(first, 60)
            before = sum(h for d, h in granted if d >= first)
        else:
            before = sum(h for d, h in granted if day < months_later(d, 60))
        counting = max(0, min(hours, most - before))
        granted.append((day, counting))
        if counting:
            yield [hpr, group, day.isoformat(), counting, "counting"]
        if counting < hours:
            yield [hpr, group, day.isoformat(), hours - counting, "over-cap"]


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
        self.assertEqual(statuses, {"counting", "provisional", "disallowed", "over-cap"})


if __name__ == "__main__":
    unittest.main()
