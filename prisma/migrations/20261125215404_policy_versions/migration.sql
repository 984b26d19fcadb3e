-- DropIndex
DROP INDEX "policies_activatedAt_idx";

-- DropIndex
DROP INDEX "policies_name_version_key";

-- AlterTable
ALTER TABLE "policies" ADD COLUMN     "authorId" TEXT,
ADD COLUMN     "createdAt" TIMESTAMPTZ(3),
ADD COLUMN     "note" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "repositoryId" TEXT;
UPDATE "policies" SET "createdAt" = "activatedAt";
ALTER TABLE "policies" ALTER COLUMN "createdAt" SET NOT NULL;

-- AlterTable
ALTER TABLE "decisions" ADD COLUMN     "facts" JSONB,
ADD COLUMN     "policyDigest" TEXT;

-- CreateTable
CREATE TABLE "repository_histories" (
    "repositoryId" TEXT NOT NULL,
    "changes" JSONB NOT NULL,

    CONSTRAINT "repository_histories_pkey" PRIMARY KEY ("repositoryId")
);

-- CreateTable
CREATE TABLE "policy_activations" (
    "id" TEXT NOT NULL,
    "position" SERIAL NOT NULL,
    "policyId" TEXT NOT NULL,
    "requestedById" TEXT,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "replaces" TEXT,
    "isWider" BOOLEAN NOT NULL,
    "widening" JSONB NOT NULL DEFAULT '[]',
    "state" TEXT NOT NULL,
    "answeredById" TEXT,
    "answeredAt" TIMESTAMPTZ(3),
    "answer" TEXT NOT NULL DEFAULT '',
    "inForceAt" TIMESTAMPTZ(3),

    CONSTRAINT "policy_activations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_shadows" (
    "id" TEXT NOT NULL,
    "policyId" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "startedById" TEXT NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "policy_shadows_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shadow_decisions" (
    "decisionId" TEXT NOT NULL,
    "policyId" TEXT NOT NULL,
    "disposition" TEXT NOT NULL,
    "direction" TEXT NOT NULL,

    CONSTRAINT "shadow_decisions_pkey" PRIMARY KEY ("decisionId","policyId")
);

-- Every version that there is was put in force, by nobody who was written down. The newest one is.
INSERT INTO "policy_activations" ("id", "policyId", "requestedAt", "reason", "isWider", "state", "inForceAt")
SELECT 'activation_' || substr(md5("id"), 1, 16), "id", "activatedAt", '', false, 'in_force', "activatedAt" FROM "policies" ORDER BY "activatedAt", "version";
ALTER TABLE "policies" DROP COLUMN "activatedAt";

-- CreateIndex
CREATE UNIQUE INDEX "policy_activations_position_key" ON "policy_activations"("position");

-- CreateIndex
CREATE INDEX "policy_activations_policyId_idx" ON "policy_activations"("policyId");

-- CreateIndex
CREATE INDEX "policy_activations_state_idx" ON "policy_activations"("state");

-- CreateIndex
CREATE INDEX "policy_shadows_policyId_idx" ON "policy_shadows"("policyId");

-- CreateIndex
CREATE INDEX "policy_shadows_endedAt_idx" ON "policy_shadows"("endedAt");

-- CreateIndex
CREATE INDEX "shadow_decisions_policyId_idx" ON "shadow_decisions"("policyId");

-- CreateIndex
CREATE INDEX "policies_repositoryId_digest_idx" ON "policies"("repositoryId", "digest");

-- CreateIndex
CREATE UNIQUE INDEX "policies_repositoryId_version_key" ON "policies"("repositoryId", "version");

-- CreateIndex
CREATE INDEX "artifacts_createdAt_idx" ON "artifacts"("createdAt");

-- AddForeignKey
ALTER TABLE "repository_histories" ADD CONSTRAINT "repository_histories_repositoryId_fkey" FOREIGN KEY ("repositoryId") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policies" ADD CONSTRAINT "policies_repositoryId_fkey" FOREIGN KEY ("repositoryId") REFERENCES "repositories"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policies" ADD CONSTRAINT "policies_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_activations" ADD CONSTRAINT "policy_activations_policyId_fkey" FOREIGN KEY ("policyId") REFERENCES "policies"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_activations" ADD CONSTRAINT "policy_activations_requestedById_fkey" FOREIGN KEY ("requestedById") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_activations" ADD CONSTRAINT "policy_activations_answeredById_fkey" FOREIGN KEY ("answeredById") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_shadows" ADD CONSTRAINT "policy_shadows_policyId_fkey" FOREIGN KEY ("policyId") REFERENCES "policies"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_shadows" ADD CONSTRAINT "policy_shadows_startedById_fkey" FOREIGN KEY ("startedById") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shadow_decisions" ADD CONSTRAINT "shadow_decisions_decisionId_fkey" FOREIGN KEY ("decisionId") REFERENCES "decisions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shadow_decisions" ADD CONSTRAINT "shadow_decisions_policyId_fkey" FOREIGN KEY ("policyId") REFERENCES "policies"("id") ON DELETE CASCADE ON UPDATE CASCADE;
