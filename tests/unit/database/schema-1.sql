-- A file as the first released version wrote it. Never to be changed.

CREATE TABLE contacts (
  user TEXT NOT NULL,
  contact TEXT NOT NULL,
  added INTEGER NOT NULL,
  blocked INTEGER NOT NULL,
  PRIMARY KEY (user, contact)
) STRICT, WITHOUT ROWID;

CREATE TABLE subscriptions (
  user TEXT NOT NULL,
  contact TEXT NOT NULL,
  state TEXT NOT NULL,  -- in the words of RFC 6121 A.1
  pre_approved INTEGER NOT NULL,
  PRIMARY KEY (user, contact)
) STRICT, WITHOUT ROWID;

CREATE TABLE presences (
  resource TEXT NOT NULL PRIMARY KEY,
  since INTEGER NOT NULL,  -- seconds of POSIX time
  available INTEGER NOT NULL,
  show TEXT NOT NULL,
  priority INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
  resource TEXT NOT NULL,
  position INTEGER NOT NULL,
  language TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (resource, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
  id INTEGER NOT NULL PRIMARY KEY,
  leaving INTEGER NOT NULL,
  towards_partner INTEGER NOT NULL,
  since INTEGER NOT NULL,
  stanza TEXT NOT NULL
) STRICT;

CREATE TABLE numbers (
  name TEXT NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO contacts VALUES ('alice@contoso.example', 'romeo@fed.example', 1, 0);
INSERT INTO subscriptions VALUES ('alice@contoso.example', 'romeo@fed.example', 'both', 0);
INSERT INTO presences VALUES ('romeo@fed.example/orchard', 1800000000, 1, 'dnd', 5);
INSERT INTO notes VALUES ('romeo@fed.example/orchard', 0, 'en', 'wooing');
INSERT INTO messages VALUES (41, 1, 1, 1800000000, '<message/>');
INSERT INTO numbers VALUES ('next_message_id', 42);
PRAGMA application_id = 2020046641;
PRAGMA user_version = 1;
