"""A school's platform: many tables, written in one go, and what happened to them afterwards.

It has the shape in which documents go wrong: rights through helper functions, tables that hang on
others without a column for the school, and a dozen small migrations that nobody wrote down.
"""

from __future__ import annotations

from dataclasses import dataclass

from sotsync.replay.engine import replay
from sotsync.replay.platform import SUPABASE
from sotsync.replay.result import Replay
from sotsync.replay.script import Script
from sotsync.text import Source

__all__ = ["DRIFTS", "FIRST", "Drift", "replayed"]

FIRST = """
create type enrolment_state as enum ('invited', 'active', 'left');
create table schools (id uuid primary key default gen_random_uuid(), name text not null);
create table profiles (
  id uuid primary key references auth.users (id), school_id uuid not null references schools (id),
  full_name text not null, locale varchar(5) not null default 'en'
);
create function my_school() returns uuid language sql stable security definer
  set search_path = '' as $$ select school_id from public.profiles where id = auth.uid() $$;
create function touch() returns trigger language plpgsql as $$
begin new.updated_at = now(); return new; end $$;
create table courses (
  id uuid primary key default gen_random_uuid(), school_id uuid not null references schools (id),
  slug text not null, title text not null, is_public boolean not null default false,
  updated_at timestamptz not null default now(), unique (school_id, slug)
);
create index courses_school on courses (school_id, updated_at desc);
create trigger touch_courses before update on courses for each row execute function touch();
create table lessons (
  id uuid primary key default gen_random_uuid(), course_id uuid not null references courses (id),
  title text not null, minutes integer, position integer not null default 0, video_url text
);
create index lessons_course on lessons (course_id, position);
create table enrolments (
  course_id uuid references courses (id), profile_id uuid references profiles (id),
  state enrolment_state not null default 'invited', since date, primary key (course_id, profile_id)
);
create table assignments (
  id bigint generated always as identity primary key, lesson_id uuid not null references lessons,
  title text not null, due_on date, points numeric(5, 2) not null default 10,
  constraint assignments_points check (points > 0)
);
create index assignments_due on assignments (due_on) where due_on is not null;
create table submissions (
  id bigint generated always as identity primary key,
  assignment_id bigint not null references assignments (id) on delete cascade,
  profile_id uuid not null references profiles (id), body text, handed_in_at timestamptz
);
create table grades (
  submission_id bigint primary key references submissions (id), points numeric(5, 2) not null,
  comment text, given_by uuid references profiles (id)
);
create table quizzes (
  id uuid primary key default gen_random_uuid(), lesson_id uuid not null references lessons (id),
  questions jsonb not null default '[]'::jsonb, is_open boolean default true
);
create table certificates (
  id uuid primary key default gen_random_uuid(), profile_id uuid not null references profiles (id),
  course_id uuid not null references courses (id), issued_on date not null default current_date
);
create table announcements (
  id uuid primary key default gen_random_uuid(), school_id uuid not null references schools (id),
  body text not null, published_at timestamptz
);
create table calendars (id uuid primary key, school_id uuid not null references schools (id));
create view open_courses as select id, school_id, title from courses where is_public;
alter table courses enable row level security;
alter table lessons enable row level security;
alter table grades enable row level security;
alter table announcements enable row level security;
create policy "Courses of the school" on courses using (school_id = my_school());
create policy "Lessons of its courses" on lessons for select using (exists (
  select 1 from courses c where c.id = lessons.course_id and c.school_id = my_school()));
create policy "Own grades" on grades for select using (exists (
  select 1 from submissions s where s.id = submission_id and s.profile_id = auth.uid()));
create policy "Announcements of the school" on announcements for select
  using (school_id = my_school());
"""
"""What the document was written from."""


@dataclass(frozen=True, kw_only=True)
class Drift:
    """One thing that the document does not know: the migration, the code, and what it is about."""

    sql: str
    code: str
    object: str


DRIFTS = {
    "a new column": Drift(
        sql="alter table courses add column capacity integer;",
        code="D010",
        object="public.courses.capacity",
    ),
    "a column that is gone": Drift(
        sql="alter table lessons drop column video_url;",
        code="D011",
        object="public.lessons.video_url",
    ),
    "another type": Drift(
        sql="alter table lessons alter minutes type interval using minutes * '1 min'::interval;",
        code="D012",
        object="public.lessons.minutes",
    ),
    "another nullability": Drift(
        sql="alter table enrolments alter column since set not null;",
        code="D013",
        object="public.enrolments.since",
    ),
    "another default": Drift(
        sql="alter table assignments alter column points set default 20;",
        code="D014",
        object="public.assignments.points",
    ),
    "a renamed column": Drift(
        sql="alter table grades rename column comment to feedback;",
        code="D015",
        object="public.grades.feedback",
    ),
    "a new index": Drift(
        sql="create index submissions_assignment on submissions (assignment_id);",
        code="D020",
        object="public.submissions.submissions_assignment",
    ),
    "an index that is gone": Drift(
        sql="drop index assignments_due;",
        code="D021",
        object="public.assignments.assignments_due",
    ),
    "a policy made wider": Drift(
        sql='alter policy "Courses of the school" on courses using (is_public);',
        code="D041",
        object='public.courses."Courses of the school"',
    ),
    "row-level security that nobody mentions": Drift(
        sql="alter table submissions enable row level security;",
        code="D040",
        object="public.submissions",
    ),
    "a new table": Drift(
        sql="create table messages (id bigint primary key, sender uuid, body text);",
        code="D001",
        object="public.messages",
    ),
    "a table that is gone": Drift(
        sql="drop table calendars;",
        code="D002",
        object="public.calendars",
    ),
}
"""Twelve kinds, one migration each."""


def replayed(*later: str) -> Replay:
    """The school after its first migration and some later ones, a file each."""
    scripts = [
        Script(
            source=Source(f"supabase/migrations/202601{day:02}090000_step.sql", sql),
            version=f"202601{day:02}090000",
        )
        for day, sql in enumerate((FIRST, *later), 1)
    ]
    return replay(scripts, platform=SUPABASE)
