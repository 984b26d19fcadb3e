-- AlterTable
ALTER TABLE "reviews" ADD COLUMN     "given" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "releases" (
    "id" TEXT NOT NULL,
    "position" SERIAL NOT NULL,
    "runId" TEXT NOT NULL,
    "artifactDigest" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "releases_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "releases_position_key" ON "releases"("position");

-- CreateIndex
CREATE UNIQUE INDEX "releases_runId_artifactDigest_rule_userId_key" ON "releases"("runId", "artifactDigest", "rule", "userId");

-- AddForeignKey
ALTER TABLE "releases" ADD CONSTRAINT "releases_runId_fkey" FOREIGN KEY ("runId") REFERENCES "artifacts"("runId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "releases" ADD CONSTRAINT "releases_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
