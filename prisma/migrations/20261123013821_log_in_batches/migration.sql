-- By hand, as in the first migration: INTEGER PRIMARY KEY without AUTOINCREMENT. What is in the log is kept, a row a
-- result, as JSON: it is folded and trimmed within ten minutes.

-- CreateTable
CREATE TABLE "Batch" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "results" TEXT NOT NULL
);

INSERT INTO "Batch" ("id", "results")
SELECT "id", json_array("id", "check", "at", "state", "responseTime", "code", json("details")) FROM "Result" ORDER BY "id";

-- DropTable
DROP TABLE "Result";
