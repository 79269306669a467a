-- AlterTable
ALTER TABLE "Check" ADD COLUMN "histogram" TEXT;

-- CreateTable
CREATE TABLE "Notice" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "json" TEXT NOT NULL,
    "deletedAt" BIGINT
);

-- CreateTable
CREATE TABLE "NoticeEdit" (
    "notice" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "json" TEXT NOT NULL,

    PRIMARY KEY ("notice", "version")
);

-- CreateTable
CREATE TABLE "Alert" (
    "fingerprint" TEXT NOT NULL PRIMARY KEY,
    "check" TEXT,
    "incident" TEXT,
    "json" TEXT NOT NULL,
    "firing" BOOLEAN NOT NULL,
    "updatedAt" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "KeptAnswer" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "fingerprint" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "json" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "Notice_revision_idx" ON "Notice"("revision");
