-- AlterTable
ALTER TABLE "repositories" ADD COLUMN     "reviewLimit" INTEGER NOT NULL DEFAULT 25;

-- AlterTable
ALTER TABLE "installation" ADD COLUMN     "reviewLimit" INTEGER NOT NULL DEFAULT 100;

-- CreateTable
CREATE TABLE "review_items" (
    "runId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "round" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "repositoryId" TEXT NOT NULL,
    "requesterId" TEXT NOT NULL,
    "agentName" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "worst" TEXT,
    "lines" INTEGER NOT NULL,
    "approvedBy" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "ownerId" TEXT,
    "assignedById" TEXT,
    "readingSince" TIMESTAMPTZ(3),
    "seenAt" TIMESTAMPTZ(3),

    CONSTRAINT "review_items_pkey" PRIMARY KEY ("runId")
);

-- CreateTable
CREATE TABLE "review_snoozes" (
    "personId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3),
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_snoozes_pkey" PRIMARY KEY ("personId","runId")
);

-- CreateTable
CREATE TABLE "review_views" (
    "id" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "filter" JSONB NOT NULL,

    CONSTRAINT "review_views_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "review_items_repositoryId_status_idx" ON "review_items"("repositoryId", "status");

-- CreateIndex
CREATE INDEX "review_snoozes_runId_idx" ON "review_snoozes"("runId");

-- CreateIndex
CREATE UNIQUE INDEX "review_views_personId_name_key" ON "review_views"("personId", "name");

-- CreateIndex
CREATE INDEX "tasks_repositoryId_status_idx" ON "tasks"("repositoryId", "status");

-- AddForeignKey
ALTER TABLE "review_items" ADD CONSTRAINT "review_items_runId_fkey" FOREIGN KEY ("runId") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_snoozes" ADD CONSTRAINT "review_snoozes_personId_fkey" FOREIGN KEY ("personId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_snoozes" ADD CONSTRAINT "review_snoozes_runId_fkey" FOREIGN KEY ("runId") REFERENCES "review_items"("runId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_views" ADD CONSTRAINT "review_views_personId_fkey" FOREIGN KEY ("personId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is in review already.
INSERT INTO "review_items" ("runId", "status", "since", "round", "title", "repositoryId", "requesterId", "agentName", "kind", "worst", "lines", "approvedBy")
SELECT runs."id", runs."status", runs."statusAt", runs."number", tasks."title", tasks."repositoryId", tasks."requesterId", tasks."agentName",
  COALESCE(artifacts."kind", tasks."artifact"),
  (SELECT severity FROM "findings" WHERE "findings"."runId" = runs."id" ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low', 'info'], severity) LIMIT 1),
  COALESCE(artifacts."added" + artifacts."deleted", 0),
  ARRAY(SELECT DISTINCT "reviewerId" FROM "reviews" WHERE "reviews"."runId" = runs."id" AND "verdict" = 'approve')
FROM "runs" JOIN "tasks" ON tasks."id" = runs."taskId" LEFT JOIN "artifacts" ON artifacts."runId" = runs."id"
WHERE runs."status" IN ('IN_REVIEW', 'APPROVED', 'MERGING', 'MERGE_REFUSED', 'MERGE_OUTCOME_UNKNOWN');
