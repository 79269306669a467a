-- By hand, as in the first migration: INTEGER PRIMARY KEY without AUTOINCREMENT. What is in Bucket stays there until the
-- worker moves it, a few checks at a time.

-- CreateTable
CREATE TABLE "Chunk" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "buckets" BLOB NOT NULL
);
