-- AlterTable
ALTER TABLE "review_items" ADD COLUMN     "landedCause" TEXT,
ADD COLUMN     "releasedBy" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "landed_reviews" (
    "runId" TEXT NOT NULL,
    "artifactDigest" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "verdict" TEXT,
    "reason" TEXT NOT NULL DEFAULT '',
    "closedById" TEXT,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "landed_reviews_pkey" PRIMARY KEY ("runId")
);

-- AddForeignKey
ALTER TABLE "landed_reviews" ADD CONSTRAINT "landed_reviews_runId_fkey" FOREIGN KEY ("runId") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "landed_reviews" ADD CONSTRAINT "landed_reviews_closedById_fkey" FOREIGN KEY ("closedById") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;
