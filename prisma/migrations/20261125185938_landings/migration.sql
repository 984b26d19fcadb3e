-- CreateTable
CREATE TABLE "landings" (
    "id" TEXT NOT NULL,
    "position" SERIAL NOT NULL,
    "runId" TEXT NOT NULL,
    "artifactDigest" TEXT NOT NULL,
    "ontoSha" TEXT NOT NULL,
    "commitSha" TEXT NOT NULL,
    "treeId" TEXT NOT NULL,
    "patchId" TEXT NOT NULL,
    "findings" JSONB NOT NULL,
    "detectors" JSONB NOT NULL,
    "disposition" TEXT NOT NULL,
    "permitted" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "landings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "landing_receipts" (
    "landingId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "reproduces" BOOLEAN NOT NULL,
    "outcome" TEXT NOT NULL,
    "exitCode" INTEGER,
    "durationMs" INTEGER NOT NULL,
    "output" TEXT NOT NULL,
    "outputTruncated" BOOLEAN NOT NULL,
    "treeId" TEXT NOT NULL,
    "imageDigest" TEXT NOT NULL,

    CONSTRAINT "landing_receipts_pkey" PRIMARY KEY ("landingId","position")
);

-- CreateIndex
CREATE UNIQUE INDEX "landings_position_key" ON "landings"("position");

-- CreateIndex
CREATE INDEX "landings_runId_position_idx" ON "landings"("runId", "position");

-- AddForeignKey
ALTER TABLE "landings" ADD CONSTRAINT "landings_runId_fkey" FOREIGN KEY ("runId") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "landing_receipts" ADD CONSTRAINT "landing_receipts_landingId_fkey" FOREIGN KEY ("landingId") REFERENCES "landings"("id") ON DELETE CASCADE ON UPDATE CASCADE;
