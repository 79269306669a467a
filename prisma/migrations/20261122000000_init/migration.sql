-- By hand, where Prisma's SQL costs writes: INTEGER PRIMARY KEY without AUTOINCREMENT is the rowid itself (the worker
-- assigns ids and never uses one again), and the time-keyed tables are WITHOUT ROWID.

-- CreateTable
CREATE TABLE "Instance" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uuid" TEXT NOT NULL,
    "authority" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "Catalogue" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "revision" INTEGER NOT NULL,
    "json" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "Lease" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "holder" TEXT NOT NULL,
    "token" INTEGER NOT NULL,
    "expiresAt" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "Worker" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "json" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "Checkpoint" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "foldedId" BIGINT NOT NULL,
    "trimmedId" BIGINT NOT NULL,
    "closedUntil" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "Check" (
    "key" INTEGER NOT NULL PRIMARY KEY,
    "checkId" TEXT NOT NULL,
    "runsUp" BIGINT NOT NULL DEFAULT 0,
    "runsDegraded" BIGINT NOT NULL DEFAULT 0,
    "runsDown" BIGINT NOT NULL DEFAULT 0,
    "runsUnknown" BIGINT NOT NULL DEFAULT 0,
    "lastResult" TEXT,
    "lastVerdictAt" BIGINT
);

-- CreateTable
CREATE TABLE "Result" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "check" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "state" INTEGER NOT NULL,
    "responseTime" BIGINT,
    "code" TEXT,
    "details" TEXT
);

-- CreateTable
CREATE TABLE "Transition" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "check" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "confirmedAt" BIGINT NOT NULL,
    "from" INTEGER NOT NULL,
    "to" INTEGER NOT NULL,
    "code" TEXT
);

-- CreateTable
CREATE TABLE "Outage" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "check" INTEGER NOT NULL,
    "startedAt" BIGINT NOT NULL,
    "endedAt" BIGINT,
    "worst" INTEGER NOT NULL,
    "code" TEXT,
    "updatedAt" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "Bucket" (
    "tier" INTEGER NOT NULL,
    "start" BIGINT NOT NULL,
    "check" INTEGER NOT NULL,
    "up" INTEGER NOT NULL,
    "degraded" INTEGER NOT NULL,
    "down" INTEGER NOT NULL,
    "unknown" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "sum" BIGINT NOT NULL,
    "min" BIGINT,
    "max" BIGINT,
    "sketch" BLOB,

    PRIMARY KEY ("tier", "start", "check")
) WITHOUT ROWID;

-- CreateTable
CREATE TABLE "Packed" (
    "start" BIGINT NOT NULL,
    "check" INTEGER NOT NULL,
    "results" TEXT NOT NULL,

    PRIMARY KEY ("start", "check")
) WITHOUT ROWID;

-- CreateIndex
CREATE UNIQUE INDEX "Check_checkId_key" ON "Check"("checkId");

-- CreateIndex
CREATE INDEX "Transition_check_at_idx" ON "Transition"("check", "at");

-- CreateIndex
CREATE INDEX "Outage_check_startedAt_idx" ON "Outage"("check", "startedAt");
